"""The ways to say a birth, and what is refused."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.age import age_on
from app.domain.birth_inputs import from_inputs
from app.domain.birthday import Birthday
from app.domain.storable_days import Calendar
from app.errors import InvalidInput
from app.lenient import LenientDate, LenientInt, LenientMonth
from tests.domain.days import TODAY, births, todays

CALENDAR = Calendar(today=TODAY, latest=TODAY)
DAY, MONTH = LenientDate(date(2021, 3, 14)), LenientMonth(2021, 3)


@pytest.mark.parametrize(
    ("said", "birthday"),
    [
        ({}, None),
        ({"birth_date": DAY}, Birthday("day", 2021, 3, 14)),
        ({"birth_date": LenientDate.parse("yesterday")}, Birthday("day", 2026, 8, 23)),
        ({"birth_date": LenientDate.parse("14 марта 2021")}, Birthday("day", 2021, 3, 14)),
        ({"birth_date": LenientDate(TODAY)}, Birthday("day", 2026, 8, 24)),
        ({"birth_date": LenientDate(date(2024, 2, 29))}, Birthday("day", 2024, 2, 29)),
        ({"birth_date": LenientDate(date(1900, 1, 1))}, Birthday("day", 1900, 1, 1)),
        ({"birth_month_year": MONTH}, Birthday("month", 2021, 3)),
        ({"birth_month_year": LenientMonth(2026, 8)}, Birthday("month", 2026, 8)),
        ({"birth_year": 2020}, Birthday("year", 2020)),
        ({"birth_year": LenientInt.parse("2026")}, Birthday("year", 2026)),
        ({"birth_year": 1900}, Birthday("year", 1900)),
        ({"age_months": 0}, Birthday("month", 2026, 8)),
        ({"age_months": 6}, Birthday("month", 2026, 2)),
        ({"age_months": 8}, Birthday("month", 2025, 12)),
        ({"age_months": 24}, Birthday("month", 2024, 8)),
        ({"age_months": 600}, Birthday("month", 1976, 8)),
        ({"age_weeks": 0}, Birthday("month", 2026, 8)),
        ({"age_weeks": 3}, Birthday("month", 2026, 8)),
        ({"age_weeks": 4}, Birthday("month", 2026, 7)),
        ({"age_weeks": LenientInt.parse("8")}, Birthday("month", 2026, 6)),
        ({"age_weeks": 104}, Birthday("month", 2024, 8)),
    ],
)
def test_each_way_of_saying_a_birth_gives_its_birthday(said: dict[str, Any], birthday: Birthday | None) -> None:
    assert from_inputs(**said, calendar=CALENDAR) == birthday


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        ({"birth_date": LenientDate(date(2026, 8, 25))}, ["birth_date"]),
        ({"birth_date": LenientDate(date(1899, 12, 31))}, ["birth_date"]),
        ({"birth_date": LenientDate.parse("tomorrow")}, ["birth_date"]),
        ({"birth_month_year": LenientMonth(2026, 9)}, ["birth_month_year"]),
        ({"birth_year": 2027}, ["birth_year"]),
        ({"birth_year": 1899}, ["birth_year"]),
        ({"birth_year": -5}, ["birth_year"]),
        ({"birth_year": 0}, ["birth_year"]),
        ({"age_months": -1}, ["age_months"]),
        ({"age_months": 601}, ["age_months"]),
        ({"age_weeks": -1}, ["age_weeks"]),
        ({"age_weeks": 105}, ["age_weeks"]),
        ({"age_weeks": 8, "age_months": 2}, ["age_months", "age_weeks"]),
        ({"birth_date": DAY, "age_months": 6}, ["birth_date", "age_months"]),
        ({"birth_year": 2021, "birth_month_year": MONTH}, ["birth_month_year", "birth_year"]),
        ({"birth_year": 2021, "age_months": 0}, ["birth_year", "age_months"]),
        (
            {"birth_date": DAY, "birth_month_year": MONTH, "birth_year": 2021, "age_months": 6},
            ["birth_date", "birth_month_year", "birth_year", "age_months"],
        ),
    ],
)
def test_future_too_old_and_doubled_inputs_are_refused_by_name(said: dict[str, Any], fields: list[str]) -> None:
    with pytest.raises(InvalidInput) as refused:
        from_inputs(**said, calendar=CALENDAR)

    assert [field.name for field in refused.value.fields] == fields
    assert refused.value.status == 422


@given(months=st.integers(0, 600), today=todays)
def test_an_age_in_months_comes_back_as_the_same_age(months: int, today: date) -> None:
    birthday = from_inputs(age_months=months, calendar=Calendar(today=today, latest=today))

    assert birthday is not None
    age = age_on(birthday, today)
    assert (age.years, age.months) == divmod(months, 12)


@given(born=births, today=births)
def test_a_date_of_birth_is_kept_or_refused_as_future(born: date, today: date) -> None:
    if born > today:
        with pytest.raises(InvalidInput):
            from_inputs(birth_date=LenientDate(born), calendar=Calendar(today=today, latest=today))
    else:
        assert (
            str(from_inputs(birth_date=LenientDate(born), calendar=Calendar(today=today, latest=today)))
            == born.isoformat()
        )


HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.mark.parametrize(
    ("local", "said", "birthday"),
    [
        ("2026-09-01 00:10", {"age_months": 0}, Birthday("month", 2026, 8)),
        ("2026-09-01 06:50", {"age_months": 6}, Birthday("month", 2026, 3)),
        ("2026-09-01 07:10", {"age_months": 6}, Birthday("month", 2026, 3)),
        ("2026-09-01 06:50", {"age_weeks": 0}, Birthday("month", 2026, 8)),
        ("2026-11-26 06:30", {"age_weeks": 8}, Birthday("month", 2026, 10)),
        ("2026-11-26 12:00", {"age_weeks": 8}, Birthday("month", 2026, 10)),
        ("2027-01-01 06:50", {"age_months": 1}, Birthday("month", 2026, 12)),
        ("2026-09-01 07:10", {"age_weeks": 0}, Birthday("month", 2026, 9)),
        ("2026-09-01 06:50", {"birth_date": LenientDate.parse("yesterday")}, Birthday("day", 2026, 8, 31)),
        ("2026-09-01 23:50", {"birth_date": LenientDate.parse("today")}, Birthday("day", 2026, 9, 1)),
        ("2027-01-01 06:50", {"age_months": 0}, Birthday("month", 2026, 12)),
    ],
)
def test_ages_count_from_the_users_day_to_no_later_month_than_the_main_app_takes(
    local: str, said: dict[str, Any], birthday: Birthday
) -> None:
    assert from_inputs(**said, calendar=_calendar(local)) == birthday


@pytest.mark.parametrize(
    ("local", "said", "field"),
    [
        ("2026-09-01 00:10", {"birth_date": LenientDate.parse("today")}, "birth_date"),
        ("2026-09-01 06:50", {"birth_date": LenientDate(date(2026, 9, 1))}, "birth_date"),
        ("2026-09-01 06:50", {"birth_month_year": LenientMonth(2026, 9)}, "birth_month_year"),
        ("2027-01-01 06:50", {"birth_year": 2027}, "birth_year"),
    ],
)
def test_a_birth_that_has_not_begun_in_utc_is_told_the_local_hour(local: str, said: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        from_inputs(**said, calendar=_calendar(local))

    assert [one.name for one in refused.value.fields] == [field]
    assert "07:00 Asia/Ho_Chi_Minh" in refused.value.message


def _calendar(local: str) -> Calendar:
    return Calendar.at(datetime.fromisoformat(local).replace(tzinfo=HANOI), HANOI)
