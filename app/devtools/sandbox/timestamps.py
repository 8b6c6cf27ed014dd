"""Time as the main app writes it: UTC, whole seconds, six zero decimals."""

from collections.abc import Callable
from datetime import UTC, date, datetime

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the present moment; the clock that is used unless another is handed in."""
    return datetime.now(UTC)


def stamp(moment: datetime) -> str:
    """Write a moment: `2026-08-24T10:13:00.000000Z`; such a string is also a record's version."""
    return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='seconds')}.000000Z"


def day_stamp(day: date | None) -> str | None:
    """Write a date as the main app does outside of lists: midnight, `2026-08-20T00:00:00.000000Z`."""
    return None if day is None else f"{day.isoformat()}T00:00:00.000000Z"
