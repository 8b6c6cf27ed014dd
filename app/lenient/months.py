"""A month of a year, for birthdays whose day nobody knows."""

from typing import Final, Self

from app.lenient.date_parser import parse_date_parts
from app.lenient.dates import FIRST_YEAR, LAST_YEAR

_HELP: Final = "Send year and month as YYYY-MM, for example 2026-03."


class LenientMonth:
    """A month: "2026-03", "March 2026", "03/2026", "март 2026", "tháng 3 năm 2026"."""

    __slots__ = ("month", "year")

    def __init__(self, year: int, month: int) -> None:
        self.year = year
        self.month = month

    @classmethod
    def parse(cls, value: object) -> Self:
        """Read a month of a year.

        Raises:
            ValueError: not a month, the year or month is missing, or a day was said as well.
        """
        parts = parse_date_parts(value) if isinstance(value, str) else None
        if parts is None:
            raise ValueError("This is not understood as a month. " + _HELP)
        if parts.day is not None and parts.year is not None:
            raise ValueError("A day was given too: a full date belongs in birth_date. " + _HELP)
        if parts.year is None:
            raise ValueError("The year is missing. " + _HELP)
        if parts.month is None:
            raise ValueError("The month is missing; for a year alone use birth_year. " + _HELP)
        if not (1 <= parts.month <= 12 and FIRST_YEAR <= parts.year <= LAST_YEAR):
            raise ValueError("There is no such month. " + _HELP)
        return cls(parts.year, parts.month)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    def __repr__(self) -> str:
        return f"SpokenMonth({self})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LenientMonth) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))
