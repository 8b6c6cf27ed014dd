"""A full date, as people say it; "today" waits for the day the caller lives in."""

import re
from datetime import date, timedelta
from typing import Final, Self

from app.lenient.date_parser import DateParts, is_season, parse_date_parts
from app.lenient.month_words import NEAR_DAYS
from app.lenient.normalize import normalize

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2200
_DAY_AND_MONTH: Final = re.compile(r"\d{1,2}[./]\d{1,2}\.?")
_HELP: Final = "Send the date as YYYY-MM-DD, for example 2026-03-01."
DAY_NEEDED: Final = (
    "A full day is needed here: ask for it. If nobody knows it, the pet's description (update_pet) takes what was "
    "said; of a birth, birth_month_year or birth_year."
)
"""Said of a month, a year or a season; at most 200 characters, as all these sentences."""


class LenientDate:
    """A day of the calendar, or a day named from today ("yesterday"); `on(today)` gives the date."""

    __slots__ = ("_days_from_today", "_fixed")

    def __init__(self, fixed: date | None = None, *, days_from_today: int = 0) -> None:
        self._fixed = fixed
        self._days_from_today = days_from_today

    @classmethod
    def parse(cls, value: object) -> Self:
        """Read "2026-03-01", "1 March 2026", "01.03.2026", "1 марта 2026", "ngày 1 tháng 3 năm 2026", "hôm qua".

        Raises:
            ValueError: not a date, an impossible one, a part is missing, or day and month could be swapped.
        """
        if not isinstance(value, str):
            raise ValueError(_HELP)  # noqa: TRY004 - msgspec turns ValueError into a validation error
        if len(value) <= 100 and (near := NEAR_DAYS.get(normalize(value).strip(".!"))) is not None:
            return cls(days_from_today=near)
        parts = parse_date_parts(value)
        if parts is None and _DAY_AND_MONTH.fullmatch(value.strip()):
            raise ValueError("The year is missing. " + _HELP)
        if parts is None:
            raise ValueError(DAY_NEEDED if is_season(value) else "This is not understood as a date. " + _HELP)
        return cls(_full(parts))

    def on(self, today: date) -> date:
        """Return the date, relative to the caller's today."""
        return self._fixed if self._fixed is not None else today + timedelta(days=self._days_from_today)

    def __str__(self) -> str:
        return self._fixed.isoformat() if self._fixed is not None else f"today{self._days_from_today:+d}"

    def __repr__(self) -> str:
        return f"SpokenDate({self})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LenientDate) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))


def _full(parts: DateParts) -> date:
    if parts.day is None:
        raise ValueError(DAY_NEEDED)
    if parts.year is None or parts.month is None:
        raise ValueError("The year is missing. " + _HELP)
    check_year(parts.year)
    try:
        return date(parts.year, parts.month, parts.day)
    except ValueError as impossible:
        raise ValueError("There is no such day in the calendar. " + _HELP) from impossible


def check_year(year: int) -> None:
    """Refuse years that can only be a slip.

    Raises:
        ValueError: before 1900 (docs/main-app-api.md, "Birthdays") or after 2200.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError("The year must lie between 1900 and 2200. " + _HELP)
