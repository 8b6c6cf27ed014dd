"""The user's day beside the latest day the main app takes (docs/main-app-api.md, "Time and dates")."""

from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Self
from zoneinfo import ZoneInfo

from msgspec import Struct

from app.errors import InvalidInput


class Calendar(Struct, frozen=True, kw_only=True):
    """The days of one moment.

    Attributes:
        today: the day where the users live (DEFAULT_TIMEZONE).
        latest: the latest day the main app takes, which is the one in UTC; east of Greenwich it may be yesterday.
        begins_at: local time from which the main app takes `today`, with the name of the zone.
    """

    today: date
    latest: date
    begins_at: str = "00:00 UTC"

    @classmethod
    def at(cls, moment: datetime, zone: ZoneInfo) -> Self:
        """Read the days off an aware moment."""
        return cls._of_minute(moment.astimezone(UTC).replace(second=0, microsecond=0), zone)

    @classmethod
    @lru_cache(maxsize=16)  # the calls of one minute share it, and no day begins within one
    def _of_minute(cls, minute: datetime, zone: ZoneInfo) -> Self:
        today = minute.astimezone(zone).date()
        begins = datetime.combine(today, time(), UTC).astimezone(zone)
        return cls(today=today, latest=minute.date(), begins_at=f"{begins:%H:%M} {zone.key}")

    @property
    def is_today_taken(self) -> bool:
        """Whether the user's day has begun for the main app."""
        return self.today <= self.latest


def day_not_taken_yet(field: str, said: str, calendar: Calendar) -> InvalidInput:
    """Return the error for a day that is the user's today but has not begun in UTC."""
    return InvalidInput.field(
        field,
        f"Meo Mai Moi counts days in UTC and takes {said} as {field} from {calendar.begins_at} time on.",
        hint=f"Nothing was saved. Tell the user, and send the same {field} again after {calendar.begins_at} time; "
        "never another day than the one it happened.",
    )
