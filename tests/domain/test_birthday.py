"""Birthdays as the main app keeps them: a precision, and just the parts that it knows."""

from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.age import age_on
from app.domain.birthday import UNKNOWN, Birthday, Precision, from_record, upstream_fields
from app.domain.next_birthday import next_birthday
from tests.domain.days import births, todays


@pytest.mark.parametrize(
    ("birthday", "sent"),
    [
        (
            Birthday("day", 2021, 3, 14),
            {"birthday_precision": "day", "birthday_year": 2021, "birthday_month": 3, "birthday_day": 14},
        ),
        (Birthday("month", 2021, 3), {"birthday_precision": "month", "birthday_year": 2021, "birthday_month": 3}),
        (Birthday("year", 2021), {"birthday_precision": "year", "birthday_year": 2021}),
        (UNKNOWN, {"birthday_precision": "unknown"}),
    ],
)
def test_the_main_app_is_sent_the_precision_and_just_its_parts(birthday: Birthday, sent: dict[str, object]) -> None:
    assert msgspec.to_builtins(upstream_fields(birthday)) == sent


@pytest.mark.parametrize(
    ("precision", "full", "parts", "read"),
    [
        ("day", date(2021, 3, 14), (2021, 3, 14), "2021-03-14"),
        ("day", date(2021, 3, 3), (2021, 2, 31), "2021-03-03"),
        ("day", None, (2021, 3, 14), "2021-03-14"),
        ("day", None, (2021, 2, 31), "2021-02"),
        ("day", None, (2021, 3, None), "2021-03"),
        ("day", None, (None, None, None), ""),
        ("month", date(2021, 3, 14), (2021, 3, 14), "2021-03"),
        ("month", None, (2021, None, None), "2021"),
        ("month", None, (2021, 13, None), "2021"),
        ("year", date(2021, 3, 14), (2020, 3, 14), "2020"),
        ("year", date(2021, 3, 14), (None, 3, 14), ""),
        ("unknown", date(2021, 3, 14), (2021, 3, 14), ""),
    ],
)
def test_stale_parts_beyond_the_precision_are_ignored(
    precision: Precision, full: date | None, parts: tuple[int | None, int | None, int | None], read: str
) -> None:
    year, month, day = parts

    birthday = from_record(precision, full, year=year, month=month, day=day)

    assert str(birthday) == read


@given(
    precision=st.sampled_from(["day", "month", "year", "unknown"]),
    full=st.none() | births,
    year=st.none() | st.integers(-5, 12000),
    month=st.none() | st.integers(-1, 14),
    day=st.none() | st.integers(-1, 40),
    today=todays,
)
def test_no_record_breaks_birthdays_and_ages(
    precision: Precision, full: date | None, year: int | None, month: int | None, day: int | None, today: date
) -> None:
    birthday = from_record(precision, full, year=year, month=month, day=day)

    age_on(birthday, today)
    assert next_birthday(birthday, today) is None or birthday.precision in {"day", "month"}
    assert (birthday.earliest is None) == (birthday.precision == "unknown")


@pytest.mark.parametrize(
    ("birthday", "first"),
    [
        (Birthday("day", 2024, 2, 29), date(2024, 2, 29)),
        (Birthday("month", 2024, 2), date(2024, 2, 1)),
        (Birthday("year", 2024), date(2024, 1, 1)),
        (UNKNOWN, None),
    ],
)
def test_a_birthday_begins_with_the_first_day_it_can_have_been(birthday: Birthday, first: date | None) -> None:
    assert birthday.earliest == first
