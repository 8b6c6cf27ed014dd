"""When a pet's next birthday is, and which."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.age import age_on
from app.domain.birthday import UNKNOWN, Birthday
from app.domain.next_birthday import birthday_in_words, next_birthday
from tests.domain.days import TODAY, births, todays


@pytest.mark.parametrize(
    ("birthday", "when", "days", "turns"),
    [
        (Birthday("day", 2021, 8, 24), "2026-08-24", 0, 5),
        (Birthday("day", 2021, 8, 25), "2026-08-25", 1, 5),
        (Birthday("day", 2021, 8, 23), "2027-08-23", 364, 6),
        (Birthday("day", 2026, 8, 24), "2027-08-24", 365, 1),
        (Birthday("day", 2024, 2, 29), "2027-03-01", 189, 3),
    ],
)
def test_the_next_birthday_is_today_or_later(birthday: Birthday, when: str, days: int, turns: int) -> None:
    coming = next_birthday(birthday, TODAY)

    assert coming is not None
    assert (str(coming.when), coming.days_until, coming.turns) == (when, days, turns)


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
    assert str(coming.when) == when


def test_without_a_month_there_is_no_birthday_at_all() -> None:
    assert next_birthday(Birthday("year", 2021), TODAY) is None
    assert next_birthday(UNKNOWN, TODAY) is None
    assert birthday_in_words(Birthday("year", 2021)) is None
    assert birthday_in_words(Birthday("day", 2021, 3, 4)) is None
    assert birthday_in_words(UNKNOWN) is None


@given(born=births, today=todays)
def test_the_next_birthday_is_within_a_year_and_makes_the_pet_a_year_older(born: date, today: date) -> None:
    birthday = Birthday("day", born.year, born.month, born.day)

    coming = next_birthday(birthday, today)

    assert coming is not None
    assert coming.when >= today
    assert coming.turns >= 1
    assert born > today or coming.days_until <= 366
    assert age_on(birthday, coming.when).years == coming.turns
    assert age_on(birthday, coming.when - timedelta(days=1)).years == coming.turns - 1


@given(year=st.integers(1900, 2100), month=st.integers(1, 12), today=todays)
def test_a_birth_known_by_its_month_has_words_and_no_countdown(year: int, month: int, today: date) -> None:
    birthday = Birthday("month", year, month)

    assert next_birthday(birthday, today) is None
    assert birthday_in_words(birthday) == f"in {MONTHS[month - 1]}, day not known"


MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905
