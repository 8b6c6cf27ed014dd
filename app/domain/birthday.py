"""A birthday as exactly as it is known, and what may be sent to the main app about it.

See docs/main-app-api.md, "Birthdays" (what each precision needs) and "Update a pet" (stale parts).
"""

from calendar import monthrange
from datetime import date
from typing import Final, Literal

from msgspec import Struct

Precision = Literal["day", "month", "year", "unknown"]


class Birthday(Struct, frozen=True):
    """A birthday; a part that its precision does not reach is None."""

    precision: Precision = "unknown"
    year: int | None = None
    month: int | None = None
    day: int | None = None

    def __str__(self) -> str:
        """Write it as exactly as it is known: 2026-03-01, 2026-03, 2026; empty when unknown."""
        if self.year is None:
            return ""
        if self.month is None:
            return f"{self.year:04d}"
        return f"{self.year:04d}-{self.month:02d}" + (f"-{self.day:02d}" if self.day else "")

    @property
    def earliest(self) -> date | None:
        """Return the first day it can have been; None if unknown."""
        return None if self.year is None else date(self.year, self.month or 1, self.day or 1)


class UpstreamBirthday(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The main app's fields; a part that is None must not be sent (docs/main-app-api.md, "Birthdays")."""

    birthday_precision: Precision
    birthday_year: int | None = None
    birthday_month: int | None = None
    birthday_day: int | None = None


UNKNOWN: Final = Birthday()


def upstream_fields(birthday: Birthday) -> UpstreamBirthday:
    """Say what to send: the precision always, and just the parts it demands.

    `birthday` itself is never sent: without a precision the main app drops it silently.
    The same holds for an update to a lower precision: finer parts are refused when sent and cannot be cleared; what
    the main app keeps of them is stale, and `from_record` ignores it (docs/main-app-api.md, "Update a pet").
    """
    return UpstreamBirthday(
        birthday_precision=birthday.precision,
        birthday_year=birthday.year,
        birthday_month=birthday.month,
        birthday_day=birthday.day,
    )


def from_record(
    precision: Precision,
    birthday: date | None = None,
    *,
    year: int | None = None,
    month: int | None = None,
    day: int | None = None,
) -> Birthday:
    """Read the main app's birthday by its precision alone; parts beyond it may be stale.

    Under `day` the full date wins over the parts, because the main app stores 31 February as 3 March beside the
    parts as sent. Records that miss what their precision promises fall to the next lower one.
    """
    if precision == "day" and birthday is not None:
        return Birthday("day", birthday.year, birthday.month, birthday.day)
    if precision == "unknown" or year is None or not 1 <= year <= 9999:
        return UNKNOWN
    if precision == "year" or month is None or not 1 <= month <= 12:
        return Birthday("year", year)
    if precision == "month" or day is None or not 1 <= day <= monthrange(year, month)[1]:
        return Birthday("month", year, month)
    return Birthday("day", year, month, day)
