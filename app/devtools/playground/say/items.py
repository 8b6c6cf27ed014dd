"""The parts of a tagged sentence: dates, stretches of time, amounts, known words, and runs of words nobody knows."""

from collections.abc import Callable, Sequence
from typing import Final, Literal

from msgspec import Struct

from app.devtools.playground.say.tagging import Span

Kind = Literal["date", "month", "year", "period", "past", "amount", "word", "unknown"]
_DIGITS_OF_A_YEAR: Final = 4


class Item(Struct, frozen=True):
    """A part of the sentence. `text` is what was said, `value` what is sent for it."""

    kind: Kind
    text: str
    tag: str = ""
    value: str = ""
    number: float = 0


Found = tuple[int, Item] | None
"""How many spans the item takes, and the item."""


def items_of(spans: Sequence[Span], year: int) -> list[Item]:
    """Join the spans to items; a day without a year is meant in this one."""
    items, position = list[Item](), 0
    while position < len(spans):
        rest = spans[position:]
        found = next((found for read in _READERS if (found := read(rest, year))), None)
        length, item = found or (1, _word(rest[0]))
        items.append(item)
        position += length
    return _runs(items)


def _date(spans: Sequence[Span], year: int) -> Found:
    if spans[0].tag != "date":
        return None
    text = spans[0].text
    return 1, Item("date", text, value=f"{text}/{year}" if text.count("/") == 1 else text)


def _day_of_month(spans: Sequence[Span], year: int) -> Found:
    """14 August, 14 August 2026, August 14, ngày 20 tháng 8 năm 2026."""
    if _is(spans, "number", "unit.month", "number"):  # Vietnamese: 20 tháng 8
        return _dated(spans, 3, year, " năm")
    if _is(spans, "number", "month:") or _is(spans, "month:", "number"):
        day = spans[0] if spans[0].tag == "number" else spans[1]
        return _dated(spans, 2, year, "") if len(day.text) < _DIGITS_OF_A_YEAR else None
    return None


def _dated(spans: Sequence[Span], length: int, year: int, before_year: str) -> Found:
    text = " ".join(span.text for span in spans[:length])
    rest = [span for span in spans[length : length + 2] if span.tag not in ("mark", "unit.year")]
    if rest and _is_year(rest[0]):
        length += list(spans[length : length + 2]).index(rest[0]) + 1
        return length, Item("date", text, value=f"{text}{before_year} {rest[0].text}")
    return length, Item("date", text, value=f"{text}{before_year} {year}")


def _month(spans: Sequence[Span], _year: int) -> Found:
    """March 2026, tháng 3 năm 2026."""
    if _is(spans, "month:", "number") and _is_year(spans[1]):
        return 2, Item("month", f"{spans[0].text} {spans[1].text}", value=_iso_month(spans[1], spans[0].tag[6:]))
    if _is(spans, "unit.month", "number", "unit.year", "number") and _is_year(spans[3]):
        text = " ".join(span.text for span in spans[:4])
        return 4, Item("month", text, value=_iso_month(spans[3], spans[1].text))
    return None


def _iso_month(year: Span, month: str) -> str:
    return f"{year.text}-{month.zfill(2)}"


def _period(spans: Sequence[Span], _year: int) -> Found:
    """3 months, two weeks, 2 months ago; a month or a week alone is tagged with its days."""
    if spans[0].tag.startswith("days:"):
        return 1, Item("period", spans[0].text, "unit.day", number=float(spans[0].tag[5:]))
    if len(spans) < 2 or not spans[1].tag.startswith("unit."):
        return None
    number = None if _is_year(spans[0]) else _number(spans[0])
    text = f"{spans[0].text} {spans[1].text}"
    if number is None:
        return None
    if len(spans) > 2 and spans[2].tag == "ago":
        return 3, Item("past", f"{text} {spans[2].text}")
    return 2, Item("period", text, spans[1].tag, number=number)


def _amount(spans: Sequence[Span], _year: int) -> Found:
    if spans[0].tag != "number":
        return None
    if _is_year(spans[0]) and not _is(spans, "number", "unit"):
        return 1, Item("year", spans[0].text, value=spans[0].text)
    length = 2 if _is(spans, "number", "unit") else 1
    if length == 2 and _is(spans[2:], "number", "unit"):  # 4 kg 200 g
        length = 4
    text = " ".join(span.text for span in spans[:length])
    return length, Item("amount", text, "unit" if length > 1 else "", value=text)


def _word(span: Span) -> Item:
    return Item("word" if span.tag else "unknown", span.text, span.tag)


_READERS: Final[tuple[Callable[[Sequence[Span], int], Found], ...]] = (_date, _month, _day_of_month, _period, _amount)


def _is(spans: Sequence[Span], *tags: str) -> bool:
    return len(spans) >= len(tags) and all(
        span.tag == tag or (tag.endswith(":") and span.tag.startswith(tag))
        for span, tag in zip(spans, tags, strict=False)
    )


def _is_year(span: Span) -> bool:
    return span.tag == "number" and len(span.text) == _DIGITS_OF_A_YEAR and span.text.startswith(("19", "20"))


def _number(span: Span) -> float | None:
    if span.tag.startswith("count:"):
        return float(span.tag[6:])
    return float(span.text.replace(",", ".")) if span.tag == "number" else None


def _runs(items: list[Item]) -> list[Item]:
    """Join unknown words in a row; a species' word with a capital belongs to the name after it, as in Mèo Mun."""
    joined: list[Item] = []
    for item in items:
        before = joined[-1] if joined else None
        if item.kind == "unknown" and before and (_same_case(before, item) or _begins_name(before, item)):
            joined[-1] = Item("unknown", f"{before.text} {item.text}")
        else:
            joined.append(item)
    return joined


def _same_case(before: Item, item: Item) -> bool:
    return (
        before.kind == "unknown"
        and before.text[-1:].isalpha()
        and _capital(before.text.split()[-1]) == _capital(item.text)
    )


def _capital(word: str) -> bool:
    return word[:1].isupper()


def _begins_name(before: Item, item: Item) -> bool:
    return before.tag.startswith("species:") and _capital(before.text) and _capital(item.text)
