"""The four ways to say when a pet was born, and the one birthday they stand for.

The limits are the main app's (docs/main-app-api.md, "Birthdays").
"""

from datetime import date
from typing import Final

from app.domain.birthday import Birthday
from app.errors import FieldError, InvalidInput
from app.lenient import LenientDate, LenientMonth

FIRST_YEAR: Final = 1900
OLDEST_MONTHS: Final = 600


def from_inputs(
    *,
    birth_date: LenientDate | None = None,
    birth_month_year: LenientMonth | None = None,
    birth_year: int | None = None,
    age_months: int | None = None,
    today: date,
) -> Birthday | None:
    """Turn the inputs into a birthday; return None if there are none.

    Raises:
        InvalidInput: more than one was given (all are named), or the date is impossible, before 1900 or in the
            future, or the age is not 0 to 600 months.
    """
    inputs = {
        "birth_date": birth_date,
        "birth_month_year": birth_month_year,
        "birth_year": birth_year,
        "age_months": age_months,
    }
    _check_one([name for name, value in inputs.items() if value is not None])
    if birth_date is not None:
        return _from_date(birth_date, today)
    if birth_month_year is not None:
        return _from_month(birth_month_year, today)
    if birth_year is not None:
        return _from_year(birth_year, today)
    return None if age_months is None else _from_age(age_months, today)


def _check_one(said: list[str]) -> None:
    if len(said) > 1:
        raise InvalidInput(
            "Only one of birth_date, birth_month_year, birth_year and age_months may be given.",
            fields=tuple(FieldError(name, "More than one birth input.") for name in said),
            hint="Send the most exact one.",
        )


def _from_date(said: LenientDate, today: date) -> Birthday:
    born = said.on(today)
    if born > today:
        raise InvalidInput.field("birth_date", "The date of birth lies in the future.")
    if born.year < FIRST_YEAR:
        raise InvalidInput.field("birth_date", f"The date of birth must be in {FIRST_YEAR} or later.")
    return Birthday("day", born.year, born.month, born.day)


def _from_month(said: LenientMonth, today: date) -> Birthday:
    if (said.year, said.month) > (today.year, today.month):
        raise InvalidInput.field("birth_month_year", "The month of birth lies in the future.")
    return Birthday("month", said.year, said.month)


def _from_year(said: int, today: date) -> Birthday:
    if not FIRST_YEAR <= said <= today.year:
        raise InvalidInput.field("birth_year", f"The year of birth must lie between {FIRST_YEAR} and {today.year}.")
    return Birthday("year", int(said))


def _from_age(months: int, today: date) -> Birthday:
    """Count back from today's month (age_months has the precision of a month)."""
    if not 0 <= months <= OLDEST_MONTHS:
        raise InvalidInput.field("age_months", f"The age must be 0 to {OLDEST_MONTHS} whole months; 2 years is 24.")
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    return Birthday("month", year, month + 1)
