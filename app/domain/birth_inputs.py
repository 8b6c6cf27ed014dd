"""The five ways to say when a pet was born, and the one birthday they stand for.

The limits are the main app's (docs/main-app-api.md, "Birthdays").
"""

from datetime import timedelta
from typing import Final

from app.domain.birthday import Birthday
from app.domain.storable_days import Calendar, day_not_taken_yet
from app.errors import FieldError, InvalidInput
from app.lenient import LenientDate, LenientMonth

FIRST_YEAR: Final = 1900
OLDEST_MONTHS: Final = 600
OLDEST_WEEKS: Final = 104
BIRTH_INPUTS: Final = ("birth_date", "birth_month_year", "birth_year", "age_months", "age_weeks")


def from_inputs(
    *,
    birth_date: LenientDate | None = None,
    birth_month_year: LenientMonth | None = None,
    birth_year: int | None = None,
    age_months: int | None = None,
    age_weeks: int | None = None,
    calendar: Calendar,
) -> Birthday | None:
    """Turn the inputs into a birthday; return None if there are none.

    Raises:
        InvalidInput: more than one was given (all are named), or the date is impossible, before 1900 or in the
            future, or the age is not 0 to 600 months or 0 to 104 weeks.

    Ages count back from the user's day, and no birth may be later than the latest day the main app takes.
    """
    inputs = {
        "birth_date": birth_date,
        "birth_month_year": birth_month_year,
        "birth_year": birth_year,
        "age_months": age_months,
        "age_weeks": age_weeks,
    }
    _check_one([name for name, value in inputs.items() if value is not None])
    if birth_date is not None:
        return _from_date(birth_date, calendar)
    if birth_month_year is not None:
        return _from_month(birth_month_year, calendar)
    if birth_year is not None:
        return _from_year(birth_year, calendar)
    if age_weeks is not None:
        return _from_weeks(age_weeks, calendar)
    return None if age_months is None else _from_age(age_months, calendar)


def _check_one(said: list[str]) -> None:
    if len(said) > 1:
        raise InvalidInput(
            "Only one of birth_date, birth_month_year, birth_year, age_months and age_weeks may be given.",
            fields=tuple(FieldError(name, "More than one birth input.") for name in said),
            hint="Send the most exact one.",
        )


def _from_date(said: LenientDate, calendar: Calendar) -> Birthday:
    born = said.on(calendar.today)
    if calendar.latest < born <= calendar.today:
        raise day_not_taken_yet("birth_date", born.isoformat(), calendar)
    if born > calendar.latest:
        raise InvalidInput.field("birth_date", "The date of birth lies in the future.")
    if born.year < FIRST_YEAR:
        raise InvalidInput.field("birth_date", f"The date of birth must be in {FIRST_YEAR} or later.")
    return Birthday("day", born.year, born.month, born.day)


def _from_month(said: LenientMonth, calendar: Calendar) -> Birthday:
    latest, today = calendar.latest, calendar.today
    month = (said.year, said.month)
    if (latest.year, latest.month) < month <= (today.year, today.month):
        raise day_not_taken_yet("birth_month_year", str(said), calendar)
    if month > (latest.year, latest.month):
        raise InvalidInput.field("birth_month_year", "The month of birth lies in the future.")
    return Birthday("month", said.year, said.month)


def _from_year(said: int, calendar: Calendar) -> Birthday:
    latest = calendar.latest.year
    if latest < said <= calendar.today.year:
        raise day_not_taken_yet("birth_year", str(int(said)), calendar)
    if not FIRST_YEAR <= said <= latest:
        raise InvalidInput.field("birth_year", f"The year of birth must lie between {FIRST_YEAR} and {latest}.")
    return Birthday("year", int(said))


def _from_age(months: int, calendar: Calendar) -> Birthday:
    """Count back from the user's month, to no later one than the main app takes."""
    if not 0 <= months <= OLDEST_MONTHS:
        raise InvalidInput.field("age_months", f"The age must be 0 to {OLDEST_MONTHS} whole months; 2 years is 24.")
    latest = calendar.latest.year * 12 + calendar.latest.month - 1
    year, month = divmod(min(calendar.today.year * 12 + calendar.today.month - 1 - months, latest), 12)
    return Birthday("month", year, month + 1)


def _from_weeks(weeks: int, calendar: Calendar) -> Birthday:
    """Give the month that the age in weeks leads back to from the user's day, no later one than the main app takes."""
    if not 0 <= weeks <= OLDEST_WEEKS:
        raise InvalidInput.field("age_weeks", f"The age must be 0 to {OLDEST_WEEKS} whole weeks; older: age_months.")
    born = min(calendar.today - timedelta(weeks=weeks), calendar.latest)
    return Birthday("month", born.year, born.month)
