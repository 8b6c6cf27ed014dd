"""What a model writes for weights, days, months, numbers, yes and no, and how it is understood."""

from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.lenient import (
    Kilograms,
    LenientBool,
    LenientDate,
    LenientInt,
    LenientMonth,
    LenientSex,
    LenientText,
    decode_lenient,
)
from tests.domain.days import TODAY

# What a model sends, and what becomes of it. A text that starts with "ask:" is a refusal that names the one missing
# fact; "no" is a refusal of something that means nothing here.
Row = tuple[type, object, str]
TABLE: list[Row] = [
    (Kilograms, 4.2, "4.2"),
    (Kilograms, 4, "4.0"),
    (Kilograms, "4.2", "4.2"),
    (Kilograms, "4,2", "4.2"),
    (Kilograms, "4,2 kg", "4.2"),
    (Kilograms, " 4.2KG ", "4.2"),
    (Kilograms, "4200 g", "4.2"),
    (Kilograms, "4,200 g", "4.2"),
    (Kilograms, "4 200 г", "4.2"),
    (Kilograms, "4 kg 200 g", "4.2"),
    (Kilograms, "4kg2", "4.2"),
    (Kilograms, "4kg200", "4.2"),
    (Kilograms, "9 lb", "4.08"),
    (Kilograms, "9 lbs 4 oz", "4.2"),
    (Kilograms, "4,2 кг", "4.2"),
    (Kilograms, "4200 грамм", "4.2"),
    (Kilograms, "4 кілограми", "4.0"),
    (Kilograms, "4,2 ký", "4.2"),
    (Kilograms, "khoảng 4 cân", "4.0"),
    (Kilograms, "about 4.2 kg", "4.2"),
    (Kilograms, "~4.2", "4.2"),
    (Kilograms, "4.256", "4.26"),
    (Kilograms, "20 g", "0.02"),
    (Kilograms, 4200, "ask: kilograms"),
    (Kilograms, 0, "ask: kilograms"),
    (Kilograms, "four", "ask: kilograms"),
    (LenientDate, "2026-03-01", "2026-03-01"),
    (LenientDate, "2026/03/01", "2026-03-01"),
    (LenientDate, "2026-3-1", "2026-03-01"),
    (LenientDate, "2026-03-01T10:15:00Z", "2026-03-01"),
    (LenientDate, "2026-03-01 10:15", "2026-03-01"),
    (LenientDate, "01.03.2026", "2026-03-01"),
    (LenientDate, "1.3.2026 г.", "2026-03-01"),
    (LenientDate, "1 March 2026", "2026-03-01"),
    (LenientDate, "March 1, 2026", "2026-03-01"),
    (LenientDate, "1st of March 2026", "2026-03-01"),
    (LenientDate, "Sunday, 1 Mar 2026", "2026-03-01"),
    (LenientDate, "1 марта 2026", "2026-03-01"),
    (LenientDate, "5 мая 2026 года", "2026-05-05"),
    (LenientDate, "1 березня 2026 р.", "2026-03-01"),
    (LenientDate, "ngày 1 tháng 3 năm 2026", "2026-03-01"),
    (LenientDate, "1 tháng 3, 2026", "2026-03-01"),
    (LenientDate, "25/03/2026", "2026-03-25"),
    (LenientDate, "03/25/2026", "2026-03-25"),
    (LenientDate, "today", "2026-08-24"),
    (LenientDate, "Yesterday", "2026-08-23"),
    (LenientDate, "сегодня", "2026-08-24"),
    (LenientDate, "вчора", "2026-08-23"),
    (LenientDate, "hôm nay", "2026-08-24"),
    (LenientDate, "hôm qua", "2026-08-23"),
    (LenientDate, "03/04/2026", "ask: YYYY-MM-DD"),
    (LenientDate, "01.03.26", "ask: four digits"),
    (LenientDate, "2026-03", "ask: day"),
    (LenientDate, "March 2026", "ask: day"),
    (LenientDate, "1 March", "ask: year"),
    (LenientDate, "2026-02-31", "ask: no such day"),
    (LenientDate, "31.04.2026", "ask: no such day"),
    (LenientMonth, "2026-03", "2026-03"),
    (LenientMonth, "2026/3", "2026-03"),
    (LenientMonth, "03/2026", "2026-03"),
    (LenientMonth, "March 2026", "2026-03"),
    (LenientMonth, "март 2026", "2026-03"),
    (LenientMonth, "березень 2026", "2026-03"),
    (LenientMonth, "tháng 3 năm 2026", "2026-03"),
    (LenientMonth, "tháng 3/2026", "2026-03"),
    (LenientMonth, "tháng mười hai 2026", "2026-12"),
    (LenientMonth, "tháng mười một 2026", "2026-11"),
    (LenientMonth, "2026", "ask: month"),
    (LenientMonth, "March", "ask: year"),
    (LenientMonth, "2026-03-01", "ask: full date"),
    (LenientInt, 7, "7"),
    (LenientInt, "7", "7"),
    (LenientInt, " 7 ", "7"),
    (LenientInt, 7.0, "7"),
    (LenientInt, "#7", "7"),
    (LenientInt, "7.0", "7"),
    (LenientInt, 7.5, "ask: whole number"),
    (LenientInt, "seven", "ask: whole number"),
    (LenientBool, True, "True"),
    (LenientBool, "true", "True"),
    (LenientBool, "Yes", "True"),
    (LenientBool, "0", "False"),
    (LenientBool, "нет", "False"),
    (LenientText, "  Mimi ", "Mimi"),
    (LenientText, "\u200bMimi\ufeff", "Mimi"),
    (LenientText, "   ", ""),
    (LenientText, 7, "7"),
    (LenientText, "a\nb", "a\nb"),
    (LenientSex, "Female ", "female"),
    (LenientSex, "đực", "male"),
    (LenientSex, "девочка", "female"),
    (LenientSex, "unknown", "unknown"),
    (LenientSex, "кошка", "ask: male, female or unknown"),
    (LenientDate, "sometime in spring", "no"),
    (LenientMonth, "a while ago", "no"),
    (Kilograms, "1/2", "no"),
]


def outcome(kind: Any, said: object) -> str:
    """What becomes of an input: the value understood, or the sentence of the refusal."""
    try:
        value: object = msgspec.convert(said, kind, dec_hook=decode_lenient)
    except msgspec.ValidationError as refused:
        return f"refused: {refused}"
    if isinstance(value, LenientDate):
        return value.on(TODAY).isoformat()
    return str(bool(value)) if isinstance(value, LenientBool) else str(value)


@pytest.mark.parametrize(
    ("kind", "said", "becomes"), TABLE, ids=[f"{kind.__name__}-{said!r}" for kind, said, _ in TABLE]
)
def test_what_a_model_sends_becomes_what_the_table_says(kind: type, said: object, becomes: str) -> None:
    found = outcome(kind, said)

    if becomes.startswith("ask: "):
        assert found.startswith("refused: ")
        assert becomes.removeprefix("ask: ") in found
    elif becomes == "no":
        assert found.startswith("refused: ")
    else:
        assert found == becomes


def test_at_least_95_percent_of_sixty_inputs_are_understood_or_answered_with_the_missing_fact() -> None:
    helped = [row for row in TABLE if row[2] != "no"]

    assert len(TABLE) >= 60
    assert len(helped) / len(TABLE) >= 0.95
    assert sum(not row[2].startswith(("ask: ", "no")) for row in TABLE) >= 60


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 12, 31)))
def test_every_plain_date_is_understood(day: date) -> None:
    assert LenientDate.parse(day.isoformat()).on(TODAY) == day
    assert LenientDate.parse(f"{day.day:02d}.{day.month:02d}.{day.year}").on(TODAY) == day
    assert LenientDate.parse(f"{day:%d %B %Y}").on(TODAY) == day
    assert LenientMonth.parse(f"{day:%Y-%m}") == LenientMonth(day.year, day.month)


@given(st.integers(min_value=1, max_value=100_000))
def test_every_weight_in_hundredths_is_understood(hundredths: int) -> None:
    kg = hundredths / 100

    assert Kilograms.parse(kg) == kg
    assert Kilograms.parse(f"{kg:.2f} kg".replace(".", ",")) == kg
    assert Kilograms.parse(f"{hundredths * 10} g") == kg


def test_dates_and_months_are_values() -> None:
    assert LenientDate.parse("today") == LenientDate(days_from_today=0)
    assert LenientDate.parse("today") != LenientDate(TODAY)
    assert len({LenientDate.parse("2026-03-01"), LenientDate.parse("1 March 2026")}) == 1
    assert len({LenientMonth.parse("2026-03"), LenientMonth.parse("March 2026"), LenientMonth(2026, 4)}) == 2
    assert (repr(LenientDate.parse("hôm qua")), repr(LenientMonth(2026, 3))) == (
        "SpokenDate(today-1)",
        "SpokenMonth(2026-03)",
    )
    assert repr(LenientBool(1)) == "SpokenBool(True)"
    assert LenientSex("male").sex == "male"


@pytest.mark.parametrize("said", ["20/11", "20.11", "20.11.", "25 Nov", "ngày 20 tháng 11"])
def test_a_day_without_a_year_is_told_what_is_missing(said: str) -> None:
    with pytest.raises(ValueError, match=r"The year is missing\."):
        LenientDate.parse(said)
