"""The next birthday of a pet ("Which of my pets has the closest birthday?")."""

from calendar import isleap
from datetime import date

from msgspec import Struct

from app.domain.birthday import Birthday


class NextBirthday(Struct, frozen=True, kw_only=True):
    """The next birthday; with the precision of a month it is the whole month, and `starts` its first day."""

    when: str  # YYYY-MM-DD or YYYY-MM
    starts: date
    days_until: int
    turns: int


def next_birthday(birthday: Birthday, today: date) -> NextBirthday | None:
    """Return the first birthday on or after today on which the pet turns at least one; None if no month is known.

    In years without 29 February the birthday is 1 March, the day on which the year is complete, as in `age_on`.
    A birthday known by its month is due for the whole month: in that month `days_until` is 0.
    """
    if birthday.year is None or birthday.month is None:
        return None
    day = birthday.day if birthday.precision == "day" else None
    first_year = max(birthday.year + 1, today.year)
    starts = _in_year(first_year, birthday.month, day)
    if starts < today and not (day is None and (starts.year, starts.month) == (today.year, today.month)):
        starts = _in_year(first_year + 1, birthday.month, day)
    return NextBirthday(
        when=starts.isoformat() if day else f"{starts.year:04d}-{starts.month:02d}",
        starts=starts,
        days_until=max(0, (starts - today).days),
        turns=starts.year - birthday.year,
    )


def _in_year(year: int, month: int, day: int | None) -> date:
    if (month, day) == (2, 29) and not isleap(year):
        return date(year, 3, 1)
    return date(year, month, day or 1)
