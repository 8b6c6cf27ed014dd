from calendar import monthrange
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.age import age_on
from app.domain.birth_inputs import from_inputs
from app.domain.birthday import UNKNOWN, Birthday, Precision, from_record, upstream_fields
from app.domain.next_birthday import next_birthday
from app.errors import InvalidInput
from app.structs.spoken import SpokenDate, SpokenInt, SpokenMonth

TODAY = date(2026, 8, 24)
DAY, MONTH = SpokenDate(date(2021, 3, 14)), SpokenMonth(2021, 3)
todays = st.dates(min_value=date(1960, 1, 1), max_value=date(2120, 12, 31))
births = st.dates(min_value=date(1900, 1, 1), max_value=date(2120, 12, 31))


@pytest.mark.parametrize(
    ("said", "birthday"),
    [
        ({}, None),
        ({"birth_date": DAY}, Birthday("day", 2021, 3, 14)),
        ({"birth_date": SpokenDate.parse("yesterday")}, Birthday("day", 2026, 8, 23)),
        ({"birth_date": SpokenDate.parse("14 марта 2021")}, Birthday("day", 2021, 3, 14)),
        ({"birth_date": SpokenDate(TODAY)}, Birthday("day", 2026, 8, 24)),
        ({"birth_date": SpokenDate(date(2024, 2, 29))}, Birthday("day", 2024, 2, 29)),
        ({"birth_date": SpokenDate(date(1900, 1, 1))}, Birthday("day", 1900, 1, 1)),
        ({"birth_month_year": MONTH}, Birthday("month", 2021, 3)),
        ({"birth_month_year": SpokenMonth(2026, 8)}, Birthday("month", 2026, 8)),
        ({"birth_year": 2020}, Birthday("year", 2020)),
        ({"birth_year": SpokenInt.parse("2026")}, Birthday("year", 2026)),
        ({"birth_year": 1900}, Birthday("year", 1900)),
        ({"age_months": 0}, Birthday("month", 2026, 8)),
        ({"age_months": 6}, Birthday("month", 2026, 2)),
        ({"age_months": 8}, Birthday("month", 2025, 12)),
        ({"age_months": 24}, Birthday("month", 2024, 8)),
        ({"age_months": 600}, Birthday("month", 1976, 8)),
    ],
)
def test_each_way_of_saying_a_birth_gives_its_birthday(said: dict[str, Any], birthday: Birthday | None) -> None:
    assert from_inputs(**said, today=TODAY) == birthday


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        ({"birth_date": SpokenDate(date(2026, 8, 25))}, ["birth_date"]),
        ({"birth_date": SpokenDate(date(1899, 12, 31))}, ["birth_date"]),
        ({"birth_date": SpokenDate.parse("tomorrow")}, ["birth_date"]),
        ({"birth_month_year": SpokenMonth(2026, 9)}, ["birth_month_year"]),
        ({"birth_year": 2027}, ["birth_year"]),
        ({"birth_year": 1899}, ["birth_year"]),
        ({"birth_year": -5}, ["birth_year"]),
        ({"birth_year": 0}, ["birth_year"]),
        ({"age_months": -1}, ["age_months"]),
        ({"age_months": 601}, ["age_months"]),
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
        from_inputs(**said, today=TODAY)

    assert [field.name for field in refused.value.fields] == fields
    assert refused.value.status == 422


@given(months=st.integers(0, 600), today=todays)
def test_an_age_in_months_comes_back_as_the_same_age(months: int, today: date) -> None:
    birthday = from_inputs(age_months=months, today=today)

    assert birthday is not None
    age = age_on(birthday, today)
    assert (age.years, age.months) == divmod(months, 12)


@given(born=births, today=births)
def test_a_date_of_birth_is_kept_or_refused_as_future(born: date, today: date) -> None:
    if born > today:
        with pytest.raises(InvalidInput):
            from_inputs(birth_date=SpokenDate(born), today=today)
    else:
        assert str(from_inputs(birth_date=SpokenDate(born), today=today)) == born.isoformat()


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


@pytest.mark.parametrize(
    ("birthday", "text", "years", "months"),
    [
        (Birthday("day", 2026, 8, 24), "0 days", 0, 0),
        (Birthday("day", 2026, 8, 23), "1 day", 0, 0),
        (Birthday("day", 2026, 8, 12), "12 days", 0, 0),
        (Birthday("day", 2026, 7, 24), "1 month", 0, 1),
        (Birthday("day", 2026, 7, 25), "30 days", 0, 0),
        (Birthday("day", 2024, 5, 20), "2 years 3 months", 2, 3),
        (Birthday("day", 2025, 8, 24), "1 year", 1, 0),
        (Birthday("day", 2025, 8, 25), "11 months", 0, 11),
        (Birthday("day", 2025, 7, 24), "1 year 1 month", 1, 1),
        (Birthday("day", 2026, 8, 25), "0 days", 0, 0),
        (Birthday("month", 2026, 2), "about 6 months", 0, 6),
        (Birthday("month", 2024, 5), "about 2 years 3 months", 2, 3),
        (Birthday("month", 2026, 8), "less than a month", 0, 0),
        (Birthday("year", 2023), "about 3 years", 3, None),
        (Birthday("year", 2025), "about 1 year", 1, None),
        (Birthday("year", 2026), "less than a year", 0, None),
        (Birthday("year", 2030), "less than a year", 0, None),
        (UNKNOWN, None, None, None),
    ],
)
def test_an_age_is_no_more_exact_than_the_birthday(
    birthday: Birthday, text: str | None, years: int | None, months: int | None
) -> None:
    age = age_on(birthday, TODAY)

    assert (age.text, age.years, age.months) == (text, years, months)


@pytest.mark.parametrize(
    ("today", "years"), [(date(2025, 2, 28), 0), (date(2025, 3, 1), 1), (date(2028, 2, 28), 3), (date(2028, 2, 29), 4)]
)
def test_whoever_is_born_on_29_february_is_older_on_that_day_or_1_march(today: date, years: int) -> None:
    assert age_on(Birthday("day", 2024, 2, 29), today).years == years


@given(born=births, first=todays, days=st.integers(0, 4000))
def test_nobody_grows_younger(born: date, first: date, days: int) -> None:
    birthday = Birthday("day", born.year, born.month, born.day)

    before, after = age_on(birthday, first), age_on(birthday, first + timedelta(days=days))

    assert before.years is not None
    assert before.months is not None
    assert after.years is not None
    assert after.months is not None
    assert (0, 0) <= (before.years, before.months) <= (after.years, after.months)


@pytest.mark.parametrize(
    ("birthday", "when", "days", "turns"),
    [
        (Birthday("day", 2021, 8, 24), "2026-08-24", 0, 5),
        (Birthday("day", 2021, 8, 25), "2026-08-25", 1, 5),
        (Birthday("day", 2021, 8, 23), "2027-08-23", 364, 6),
        (Birthday("day", 2026, 8, 24), "2027-08-24", 365, 1),
        (Birthday("day", 2024, 2, 29), "2027-03-01", 189, 3),
        (Birthday("month", 2021, 8), "2026-08", 0, 5),
        (Birthday("month", 2026, 8), "2027-08", 342, 1),
        (Birthday("month", 2021, 9), "2026-09", 8, 5),
        (Birthday("month", 2021, 7), "2027-07", 311, 6),
    ],
)
def test_the_next_birthday_is_today_or_later(birthday: Birthday, when: str, days: int, turns: int) -> None:
    coming = next_birthday(birthday, TODAY)

    assert coming is not None
    assert (coming.when, coming.days_until, coming.turns) == (when, days, turns)


@pytest.mark.parametrize(
    ("today", "when"),
    [
        (date(2027, 2, 28), "2027-03-01"),
        (date(2027, 3, 1), "2027-03-01"),
        (date(2027, 3, 2), "2028-02-29"),
        (date(2028, 2, 29), "2028-02-29"),
        (date(2028, 3, 1), "2029-03-01"),
        (date(2099, 12, 31), "2100-03-01"),
    ],
)
def test_29_february_is_1_march_in_years_without_it(today: date, when: str) -> None:
    coming = next_birthday(Birthday("day", 2024, 2, 29), today)

    assert coming is not None
    assert coming.when == when


def test_without_a_month_there_is_no_next_birthday() -> None:
    assert next_birthday(Birthday("year", 2021), TODAY) is None
    assert next_birthday(UNKNOWN, TODAY) is None


@given(born=births, today=todays)
def test_the_next_birthday_is_within_a_year_and_makes_the_pet_a_year_older(born: date, today: date) -> None:
    birthday = Birthday("day", born.year, born.month, born.day)

    coming = next_birthday(birthday, today)

    assert coming is not None
    assert coming.starts >= today
    assert coming.turns >= 1
    assert born > today or coming.days_until <= 366
    assert age_on(birthday, coming.starts).years == coming.turns
    assert age_on(birthday, coming.starts - timedelta(days=1)).years == coming.turns - 1


@given(year=st.integers(1900, 2100), month=st.integers(1, 12), today=todays)
def test_a_birthday_month_is_due_all_through_the_month(year: int, month: int, today: date) -> None:
    coming = next_birthday(Birthday("month", year, month), today)

    assert coming is not None
    assert coming.starts.day == 1
    last = date(coming.starts.year, coming.starts.month, monthrange(coming.starts.year, coming.starts.month)[1])
    assert last >= today
    assert (coming.days_until == 0) == (coming.starts <= today)
