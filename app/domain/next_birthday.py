"""The next birthday of a pet ("Which of my pets has the closest birthday?")."""

from calendar import isleap, month_name
from datetime import date

from msgspec import Struct

from app.domain.birthday import Birthday


class NextBirthday(Struct, frozen=True, kw_only=True):
    """The next birthday, on its day."""

    when: date
    days_until: int
    turns: int


def next_birthday(birthday: Birthday, today: date) -> NextBirthday | None:
    """Give the first birthday on or after today on which the pet turns at least one; None if no day is known.

    In years without 29 February the birthday is 1 March, the day on which the year is complete, as in `age_on`.
    """
    if birthday.precision != "day" or birthday.year is None or birthday.month is None or birthday.day is None:
        return None
    first_year = max(birthday.year + 1, today.year)
    when = _in_year(first_year, birthday.month, birthday.day)
    if when < today:
        when = _in_year(first_year + 1, birthday.month, birthday.day)
    return NextBirthday(when=when, days_until=(when - today).days, turns=when.year - birthday.year)


def birthday_in_words(birthday: Birthday) -> str | None:
    """Say the birthday of a birth known by its month, which has no day to count to: "in June, day not known"."""
    if birthday.precision != "month" or birthday.month is None:
        return None
    return f"in {month_name[birthday.month]}, day not known"


def _in_year(year: int, month: int, day: int) -> date:
    if (month, day) == (2, 29) and not isleap(year):
        return date(year, 3, 1)
    return date(year, month, day)
