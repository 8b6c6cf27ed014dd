"""Types of the fields of records: what is made of the JSON that the main app sends for them.

A conversion takes a value as JSON has it and raises one of `ODD_VALUE` where it cannot. `decoding` applies it, and so
does msgspec when it builds a record by itself (`convert_field`).
"""

import math
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated, Any, cast

from msgspec import Meta

Convert = Callable[[Any], Any]

MAX_ID = 2**63 - 1
"""And numbers besides ids."""

ODD_VALUE = (KeyError, ValueError, TypeError, OverflowError)
"""What conversions raise where they cannot."""


class Converted(type):
    """The class of types that stand for a conversion; msgspec asks whether its result is one of theirs."""

    convert: Convert

    def __instancecheck__(cls, _: object) -> bool:
        return True


def converted(convert: Convert) -> Converted:
    """Return the type of a field that is read by a conversion."""
    return Converted("Converted", (), {"convert": staticmethod(convert)})


def convert_field(kind: type, value: Any) -> Any:
    """Convert a value for msgspec (its `dec_hook`).

    Raises:
        ValueError: it is odd; msgspec makes its own error of this one, and lets others through.
    """
    try:
        return cast("Converted", kind).convert(value)
    except ODD_VALUE as error:
        raise ValueError("odd") from error


def read_whole_number(value: Any) -> int:
    """Read an integer, also from text or a float without fraction."""
    if type(value) is int and abs(value) <= MAX_ID:
        return value
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise TypeError("no number")
    number = int(value)
    if number != float(value) or abs(number) > MAX_ID:
        raise ValueError("no whole number")
    return number


def read_number(value: Any) -> float:
    """Read a finite number, also from text."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise TypeError("no number")
    number = float(value)
    if not math.isfinite(number):
        raise ValueError("no finite number")
    return number


def read_day(value: Any) -> date:
    """Read a day; a time behind it is passed over."""
    if not isinstance(value, str):
        raise TypeError("no date")
    return date.fromisoformat(value[:10])


def read_moment(value: Any) -> datetime:
    """Read a point in time; without a zone it is UTC, as everything in the main app."""
    if not isinstance(value, str):
        raise TypeError("no time")
    moment = datetime.fromisoformat(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def read_photo_link(value: Any) -> str:
    """Read the address of a picture that a person's browser can open; an inner name of a network is none."""
    if not isinstance(value, str) or not _OPENABLE.match(value):
        raise TypeError("no address")
    return value


_OPENABLE = re.compile(r"https://[^/@:]+\.[^/@:]+[/:]|http://127\.0\.0\.1:\d+/")
"""Plain http only of this very machine, where the demo runs."""

WholeNumber = Annotated[int, Meta(ge=-MAX_ID, le=MAX_ID)]
if TYPE_CHECKING:
    Number = float
    Day = date
    Moment = datetime
    PhotoLink = str
else:
    Number = converted(read_number)
    Day = converted(read_day)
    Moment = converted(read_moment)
    PhotoLink = converted(read_photo_link)
