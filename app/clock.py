"""The present, as the parts want it: passed in, so that tests can set it."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the present, aware, in UTC."""
    return datetime.now(UTC)


def today_in(timezone: ZoneInfo, clock: Clock) -> date:
    """Return the date a user in that zone reads off the calendar."""
    return clock().astimezone(timezone).date()
