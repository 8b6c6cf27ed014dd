"""When a pet's next birthday is, and which."""

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.age import age_on
from app.domain.birthday import UNKNOWN, Birthday
from app.domain.next_birthday import next_birthday
from tests.domain.days import TODAY, births, todays


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
