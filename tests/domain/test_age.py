"""How old a pet is, no more exactly than its birthday is known."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.age import age_on
from app.domain.birthday import UNKNOWN, Birthday
from tests.domain.days import TODAY, births, todays


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
