"""The day of a vaccination or medical record: as said, or today (docs/main-app-api.md, "Time and dates").

A day left out is never refused: where the main app does not take the user's day yet, its latest day is stored, the
answer says so, and the text of the record begins with the day it really was.
"""

from datetime import date

from msgspec import UNSET, Struct, UnsetType

from app.domain.past_words import past_words_in
from app.domain.storable_days import Calendar, day_not_taken_yet
from app.errors import InvalidInput
from app.lenient import LenientDate
from app.tools.checks import past_day


class RecordDay(Struct, frozen=True):
    """The day to store; `users_day` is the day it happened, where that one cannot be stored yet."""

    stored: date
    users_day: date | None = None
    reason: str | None = None

    def head(self, text: str | UnsetType, *, max_length: int) -> str | UnsetType:
        """Begin a text with the day it happened, cut to the field's limit; the text as it is where that is stored."""
        if self.users_day is None:
            return text
        head = self.users_day.isoformat()
        return head if text is UNSET else f"{head}: {text}"[:max_length]

    def told(self) -> dict[str, str]:
        """Give the fields by which an answer says that another day was stored than the user's."""
        if self.users_day is None or self.reason is None:
            return {}
        return {
            "stored_day": self.stored.isoformat(),
            "users_day": self.users_day.isoformat(),
            "stored_day_reason": self.reason,
        }


def said_day(said: LenientDate, field: str, calendar: Calendar) -> date:
    """Return a day that was said; it is never exchanged for another.

    Raises:
        InvalidInput: it is in the future, or has not begun for the main app.
    """
    day = past_day(said, field, today=calendar.today)
    if day > calendar.latest:
        raise day_not_taken_yet(field, day.isoformat(), calendar)
    return day


def record_day(said: LenientDate | None, field: str, calendar: Calendar, *, text: str | None) -> RecordDay:
    """Return the day of a new record; today when none was said and its text speaks of no other.

    Raises:
        InvalidInput: as `said_day`, or the text says that it happened in the past.
    """
    if said is not None:
        return RecordDay(said_day(said, field, calendar))
    if found := past_words_in(text or "", calendar.today):
        raise InvalidInput.field(
            field,
            f'{field} is missing, and "{found}" sounds like another day than today.',
            hint="Nothing was saved. Ask the user for the day and send it; send today's date if it was today. If "
            "nobody knows the day, the pet's description (update_pet) takes it as it was said.",
        )
    if calendar.is_today_taken:
        return RecordDay(calendar.today)
    return RecordDay(
        calendar.latest,
        users_day=calendar.today,
        reason=f"Meo Mai Moi counts days in UTC and takes {calendar.today} from {calendar.begins_at} time on.",
    )
