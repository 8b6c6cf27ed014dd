"""Words that put what happened on another day than today, in en, vi, ru and uk ("last spring", "năm ngoái", "торік").

Read where a record came without a date: storing today would be false. A doubt costs one question to the user, so what
is common in texts about today stays silent: doses, "since yesterday", a next appointment, "today" itself.
"""

import re
from datetime import date
from typing import Final

from app.lenient.month_words import MONTHS, NEAR_DAYS
from app.lenient.normalize import MAX_FOLDED, normalize

MAX_READ: Final = 2000
"""Characters of a text that are read."""

_TODAY: Final = tuple(word for word, days in NEAR_DAYS.items() if days == 0 and word not in {"now", "right now"})

# A star stands for any ending.
_PAST: Final = (
    "yesterday, the other day, ago, last night, last week, last month, last year, last spring, last summer",
    "last autumn, last fall, last winter, last monday, last tuesday, last wednesday, last thursday, last friday",
    "last saturday, last sunday, previous week, previous month, previous year, a while back, years back",
    "months back, as a kitten, as a puppy, as a baby, hôm qua, hôm kia, hôm trước, hôm nọ, tuần trước, tuần rồi",
    "tuần vừa rồi, tháng trước, tháng rồi, tháng vừa rồi, năm ngoái, năm trước, năm kia, năm rồi, ngày trước",
    "cách đây, hồi tháng, hồi năm, hồi nhỏ, lúc nhỏ, tối qua, đêm qua, sáng qua, chiều qua, вчера, позавчера",
    "на днях, назад, прошл* недел*, прошл* месяц*, прошл* год*, прошл* весн*, прошл* лет*, прошл* осен*",
    "прошл* зим*, прошл* понедельник, прошл* вторник, прошл* сред*, прошл* четверг, прошл* пятниц*",
    "прошл* суббот*, прошл* воскресень*, позапрошл*, в том году, в том месяце, в детстве, котенком, щенком, вчора",
    "учора, позавчора, днями, минул* тижн*, минул* тиждень, минул* місяц*, минул* рок*, минул* рік, минул* весн*",
    "минул* літ*, минул* ос*, минул* зим*, минул* понеділ*, минул* вівтор*, минул* серед*, минул* четвер*",
    "минул* п'ятниц*, минул* субот*, минул* неділ*, позаминул*, торік, позаторік, того року, того місяця",
    "у дитинстві, кошеням, цуценям, дня тому, дні тому, днів тому, день тому, тижня тому, тиждень тому",
    "тижні тому, тижнів тому, місяць тому, місяці тому, місяців тому, рік тому, роки тому, років тому, року тому",
)
_SEASONS: Final = (
    "in spring, in summer, in autumn, in winter, in the spring, in the summer, in the autumn, in the winter",
    "this spring, this summer, this autumn, this winter, early spring, late spring, early summer, late summer",
    "mùa xuân, mùa hè, mùa hạ, mùa thu, mùa đông, đầu năm, весной, летом, осенью, зимой, навесні, весною, влітку",
    "літом, восени, взимку, зимою",
)
_SINCE: Final = ("since", "from", "since the", "từ", "kể từ", "с", "со", "з", "із", "від", "от")
_COMING: Final = (
    "next, due, again, repeat, until, till, valid, expires, expiry, follow up, recheck, planned",
    "tiếp theo, kế tiếp, lần sau, nhắc lại, tái khám, hạn, đến",
    "следующ*, повтор*, до, контроль, годен, годна, срок, через",
    "наступн*, повтор*, до, контроль, придатн*, термін, через",
)
_AFTERWARDS: Final = ("tới", "sau", "next", "следующ*", "наступн*")
# Month names that mean something else more often: a name, a verb, the chest, fierce.
_BY_CONTEXT_ONLY: Final = frozenset(
    normalize(word)
    for word in ("may", "march", "april", "june", "august", "май", "мая", "грудня", "грудні", "лютий", "лютого")
)
_BEFORE_MONTH: Final = "in last of since early late mid в у во ở ve hồi".split()  # noqa: SIM905 - shorter
_UNITS: Final = ("mg", "ml", "mcg", "g", "kg", "iu", "me", "мг", "мл", "мкг", "кг", "ед", "од", "ме", "мо")
_LABELS: Final = ("lot", "batch", "no", "nr", "serial", "серия", "серія", "lô", "партия", "партія")
_DATE: Final = re.compile(r"\b(?:(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})|(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}))\b")
_WORD: Final = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+")


def _phrases(lines: tuple[str, ...]) -> re.Pattern[str]:
    words = [normalize(phrase) for line in lines for phrase in line.split(", ")]
    ways = "|".join(re.escape(word).replace(r"\*", r"\w*") for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{ways})(?!\w)")


_PAST_PHRASE: Final = _phrases(_PAST)
_SEASON: Final = _phrases(_SEASONS)
_TODAY_PHRASE: Final = _phrases(_TODAY)
_SINCE_BEFORE: Final = re.compile(rf"{_phrases(_SINCE).pattern}\s*$")
_COMING_BEFORE: Final = _phrases(_COMING)
_AFTERWARDS_NEXT: Final = re.compile(rf"^\s*{_phrases(_AFTERWARDS).pattern}")
_FULL_MONTHS: Final = {word: month for word, month in MONTHS.items() if len(word) > 3 or word in _BY_CONTEXT_ONLY}
_CONTEXT: Final = frozenset(normalize(word) for word in _BEFORE_MONTH)
_DOSES: Final = frozenset(normalize(word) for word in _UNITS)
_NUMBERED: Final = frozenset(normalize(word) for word in _LABELS)


def past_words_in(text: str, today: date) -> str | None:
    """Return the words that speak of an earlier day, normalised; None where nothing does or "today" is said as well."""
    plain = " ".join(normalize(text[at : at + MAX_FOLDED]) for at in range(0, min(len(text), MAX_READ), MAX_FOLDED))
    if _TODAY_PHRASE.search(plain):
        return None
    for found in _PAST_PHRASE.finditer(plain):
        if not _SINCE_BEFORE.search(plain[max(0, found.start() - 12) : found.start()]):
            return found[0]
    for found in _SEASON.finditer(plain):
        if not _is_coming(plain, found.start(), found.end()):
            return found[0]
    return _past_date(plain, today) or _past_month_or_year(plain, today)


def _is_coming(plain: str, start: int, end: int) -> bool:
    """Tell whether a month or season is one to come: "next in March", "tháng 3 tới"."""
    clause = re.split(r"[.;,!?()]", plain[max(0, start - 40) : start])[-1]
    return bool(_COMING_BEFORE.search(clause) or _AFTERWARDS_NEXT.search(plain[end : end + 20]))


def _past_date(plain: str, today: date) -> str | None:
    for found in _DATE.finditer(plain):
        year, month, day = (found[1], found[2], found[3]) if found[1] else (found[6], found[5], found[4])
        try:
            said = date(int(year), int(month), int(day))
        except ValueError:
            continue
        if said < today and not _is_coming(plain, found.start(), found.end()):
            return found[0]
    return None


def _past_month_or_year(plain: str, today: date) -> str | None:
    words = list(_WORD.finditer(plain))
    texts = [word[0] for word in words]
    for at, word in enumerate(words):
        if not (_is_past_year(texts, at, today) or _is_other_month(texts, at, today)):
            continue
        if not _is_coming(plain, word.start(), word.end()):
            return word[0]
    return None


def _is_past_year(words: list[str], at: int, today: date) -> bool:
    word = words[at]
    if len(word) != 4 or not word.isdigit() or not 1990 <= int(word) < today.year:
        return False
    before, after = words[at - 1] if at else "", words[at + 1] if at + 1 < len(words) else ""
    # 2000 г is grams, 2019 г a year.
    return after not in _DOSES and before not in _NUMBERED and not (word.endswith("00") and after in {"г", "g"})


def _is_other_month(words: list[str], at: int, today: date) -> bool:
    word = words[at]
    before, after = words[at - 1] if at else "", words[at + 1] if at + 1 < len(words) else ""
    if word == "thang":
        number = int(after) if after.isdigit() and len(after) <= 2 else _VIETNAMESE.get(after, 0)
        return not before.isdigit() and 1 <= number <= 12 and number != today.month
    month = _FULL_MONTHS.get(word)
    if month is None or month == today.month:
        return False
    return word not in _BY_CONTEXT_ONLY or before in _CONTEXT or before.isdigit() or after.isdigit()


_VIETNAMESE: Final = {
    normalize(word): number
    for number, word in enumerate("giêng hai ba tư năm sáu bảy tám chín mười chạp".split(), 1)  # noqa: SIM905
}
