"""Takes a written date apart into year, month and day, whatever the language and order."""

import re
from typing import Final

from msgspec import Struct

from app.lenient.digits import plain_digits
from app.lenient.month_words import MONTHS, SEASONS, SKIPPED, VIETNAMESE_MONTH, VIETNAMESE_NUMBERS
from app.lenient.normalize import normalize

MAX_LENGTH: Final = 100

_ISO: Final = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?")
_MOMENT: Final = re.compile(r"(\d{4}-\d{2}-\d{2})[t ]\d{2}:\d{2}.*")
_DOTTED: Final = re.compile(r"(\d{1,2})[.](\d{1,2})[.](\d{4}) ?(?:г|р)?[.]?")
_SLASHED: Final = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})")
_SHORT_YEAR: Final = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2}")
_MONTH_FIRST: Final = re.compile(r"(\d{1,2})[-/.](\d{4})")
_TOKEN: Final = re.compile(r"\d+|[^\W\d_]+")


class DateParts(Struct, frozen=True):
    """The parts of a date; None where a part was not given."""

    year: int | None = None
    month: int | None = None
    day: int | None = None


def parse_date_parts(text: str) -> DateParts | None:
    """Find year, month and day; return None if it is no date at all.

    Dots are day first, as in Russian, Ukrainian and Vietnamese writing; with slashes the order must show itself.

    Raises:
        ValueError: 03/04/2026 could be two dates, 01.03.26 could be two centuries.
    """
    if len(text) > MAX_LENGTH:
        return None
    plain = normalize(plain_digits(text))
    plain = match[1] if (match := _MOMENT.fullmatch(plain)) else plain
    if match := _ISO.fullmatch(plain):
        return DateParts(int(match[1]), int(match[2]), int(match[3]) if match[3] else None)
    if match := _DOTTED.fullmatch(plain):
        return DateParts(int(match[3]), int(match[2]), int(match[1]))
    if match := _SLASHED.fullmatch(plain):
        return _by_size(int(match[1]), int(match[2]), int(match[3]))
    if match := _MONTH_FIRST.fullmatch(plain):
        return DateParts(int(match[2]), int(match[1]))
    if _SHORT_YEAR.fullmatch(plain):
        raise ValueError("The year needs four digits. Send the date as YYYY-MM-DD, for example 2026-03-01.")
    return _in_words(plain)


def is_season(text: str) -> bool:
    """Tell whether a stretch of time was said in place of a day: "spring 2020", "last month", "mùa xuân 2020"."""
    tokens = _TOKEN.findall(normalize(plain_digits(text))) if len(text) <= MAX_LENGTH else []
    return any(word in SEASONS or word in MONTHS for word in tokens)


def _by_size(first: int, second: int, year: int) -> DateParts:
    if first > 12 or first == second:
        return DateParts(year, second, first)
    if second > 12:
        return DateParts(year, first, second)
    raise ValueError("Day and month could be swapped here. Send the date as YYYY-MM-DD, for example 2026-03-01.")


def _in_words(plain: str) -> DateParts | None:
    """Read "1 March 2026", "1 марта 2026 г.", "ngày 1 tháng 3 năm 2026"."""
    month, numbers, tokens = None, [], _TOKEN.findall(plain)
    while tokens:
        word = tokens.pop(0)
        named_month = MONTHS.get(word)
        if word == VIETNAMESE_MONTH and tokens:
            named_month, word = _vietnamese_month(tokens), ""
        if word.isascii() and word.isdigit():
            numbers.append(word)
        elif named_month is not None and month is None:
            month = named_month
        elif named_month is not None or word not in SKIPPED:
            return None
    return _with_numbers(month, numbers)


def _vietnamese_month(tokens: list[str]) -> int | None:
    word = tokens.pop(0)
    if word == "muoi" and tokens[:1] == ["hai"]:
        tokens.pop(0)
        return 12
    if word == "muoi" and tokens[:1] == ["mot"]:
        tokens.pop(0)
        return 11
    return int(word) if word.isascii() and word.isdigit() and len(word) <= 2 else VIETNAMESE_NUMBERS.get(word)


def _with_numbers(month: int | None, numbers: list[str]) -> DateParts | None:
    """Tell the year (four digits) from the day (one or two)."""
    years = [int(number) for number in numbers if len(number) == 4]
    days = [int(number) for number in numbers if len(number) <= 2]
    if len(years) + len(days) != len(numbers) or len(years) > 1 or len(days) > 1 or not (numbers or month):
        return None
    if month is None and days:
        return None
    return DateParts(years[0] if years else None, month, days[0] if days else None)
