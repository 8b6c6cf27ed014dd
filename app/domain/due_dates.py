"""Due dates: vaccinations and birthdays, with their state, sorted for one list.

Overdue is before today, due today is not; due soon is up to 30 days ahead (docs/main-app-api.md, "Pet lists").
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final, Literal

from msgspec import Struct

from app.domain.birthday import Birthday
from app.domain.next_birthday import NextBirthday, next_birthday
from app.errors import InvalidInput

VaccinationState = Literal["overdue", "due_today", "due_soon", "later", "no_due_date", "completed", "pet_deceased"]
CareState = Literal["overdue", "due_today", "due_soon", "later"]
DueStatus = CareState | Literal["none"]
SOON_DAYS: Final = 30
DEFAULT_WINDOW: Final = 90
MAX_WINDOW: Final = 366
_ORDER: Final[dict[str, int]] = {"vaccination": 0, "birthday": 1}


class Due(Struct, frozen=True):
    """The state of a due date today; `days_until` is negative when it is past."""

    status: DueStatus
    due_at: date | None = None
    days_until: int | None = None


class CareItem(Struct, frozen=True, kw_only=True):
    """One entry of the list of coming care; `when` is YYYY-MM-DD."""

    kind: Literal["vaccination", "birthday"]
    pet_id: int
    pet_name: str
    title: str
    when: str
    days_until: int
    status: CareState
    record_id: int | None = None
    turns: int | None = None


def due(due_at: date | None, today: date, *, completed: bool = False) -> Due:
    """Return the state of a due date today; a completed record or one without a due date has status none."""
    if due_at is None or completed:
        return Due("none", due_at)
    days = (due_at - today).days
    if days <= 0:
        return Due("overdue" if days < 0 else "due_today", due_at, days)
    return Due("due_soon" if days <= SOON_DAYS else "later", due_at, days)


def window_end(today: date, days: int) -> date:
    """Return the last day of "the next N days": the day N days from today belongs to it.

    Raises:
        InvalidInput: days is not 1 to 366.
    """
    if not 1 <= days <= MAX_WINDOW:
        raise InvalidInput.field("days", f"days must be 1 to {MAX_WINDOW}; 3 months is 90.")
    return today + timedelta(days=days)


def in_window(due_at: date | None, last_day: date, *, completed: bool = False) -> bool:
    """Tell whether something is overdue or falls due up to and including the last day."""
    return due_at is not None and not completed and due_at <= last_day


def birthday_in_window(birthday: Birthday, today: date, last_day: date) -> NextBirthday | None:
    """Give the next birthday when it lies within the window; a birth without a day has none."""
    coming = next_birthday(birthday, today)
    return coming if coming is not None and coming.when <= last_day else None


def birthday_item(pet_id: int, pet_name: str, birthday: NextBirthday) -> CareItem:
    """Turn a birthday into an entry of the list."""
    return CareItem(
        kind="birthday",
        pet_id=pet_id,
        pet_name=pet_name,
        title=f"turns {birthday.turns}",
        when=birthday.when.isoformat(),
        days_until=birthday.days_until,
        status="due_today" if birthday.days_until == 0 else "due_soon" if birthday.days_until <= SOON_DAYS else "later",
        turns=birthday.turns,
    )


def vaccination_item(
    pet_id: int, pet_name: str, *, record_id: int, vaccine_name: str, standing: Due
) -> CareItem | None:
    """Turn a vaccination into an entry of the list; return None if nothing is due."""
    if standing.status == "none" or standing.due_at is None or standing.days_until is None:
        return None
    return CareItem(
        kind="vaccination",
        pet_id=pet_id,
        pet_name=pet_name,
        title=vaccine_name,
        when=standing.due_at.isoformat(),
        days_until=standing.days_until,
        status=standing.status,
        record_id=record_id,
    )


def by_date(items: Iterable[CareItem]) -> list[CareItem]:
    """Sort by date, the longest overdue first; on one day vaccinations first, then by pet and title."""
    return sorted(
        items,
        key=lambda item: (
            item.days_until,
            _ORDER[item.kind],
            item.pet_name,
            item.title,
            item.pet_id,
            item.record_id or 0,
        ),
    )
