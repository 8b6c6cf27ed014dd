"""What a sitter needs: the pets of the household with their routines, the recent days and the recent treatments.

See docs/main-app-api.md, "Habits", "Medical records".
One call for the habits, one for the pets, one for each habit that is still kept and one for each pet that has medical
records; at most 24 of the last two together, habits first.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

import msgspec
from msgspec.structs import replace

from app.errors import InvalidInput
from app.main_app.account import Account
from app.main_app.concurrency import gather_bounded, gather_two
from app.main_app.records import HabitRecord, HabitSummaryRecord, PetRecord
from app.tools.care.routine_presenters import present_pet_routines
from app.tools.care.schemas import CareRoutines, PetRoutines
from app.tools.care.treatments import Treatments
from app.tools.lookup import accessible_pets, resolve_pet
from app.tools.pagination import MAX_CHARACTERS, fit_to_size
from app.tools.partial_reads import PartialReads
from app.tools.presenters import is_alive, truncate

MAX_WINDOW = 90
MAX_READS = 24
MAX_PETS = 100
MAX_PER_PET = 40
MAX_DESCRIPTION = 500
MAX_SHORT_DESCRIPTION = 100
_RECENT = (MAX_WINDOW, 14, 7, 3, 0)


async def routines(account: Account, *, days: int, pet_id: str, today: date) -> CareRoutines:
    """Show the pets with their routines, what was noted in the last `days`, and the treatments of the last 30 days.

    Args:
        account: the main app as the user sees it.
        days: 1 to 90, today included.
        pet_id: an id or a name; all pets when empty.
        today: the user's day.

    Raises:
        InvalidInput: `days` is out of range.
        Ambiguous: several pets have that name.
        NotFound: there is no such pet.
    """
    first_day = _first_day(today, days)
    pets, habits = await _household(account, pet_id, today)
    kept = [habit for habit in habits if habit.archived_at is None and _is_for_any(habit, pets)]
    summaries = _Summaries(account, days)
    await gather_bounded(partial(summaries.read, habit) for habit in kept[:MAX_READS])
    treatments = Treatments(account, today=today)
    await treatments.read(pets, most=MAX_READS - min(len(kept), MAX_READS))
    shown = [present_pet_routines(pet, kept, summaries.found, treatments, days=days) for pet in pets]
    rows, cut = _fitted(shown)
    return CareRoutines(
        pets=rows,
        total=len(shown),
        returned=len(rows),
        has_more=len(rows) < len(shown),
        left_out=_left_out(len(kept) - len(summaries.found), cut, _too_many(shown), treatments.unread),
        from_date=first_day.isoformat(),
        until_date=today.isoformat(),
    )


async def _household(account: Account, pet_id: str, today: date) -> tuple[list[PetRecord], list[HabitRecord]]:
    """Read the one pet that is asked for, or all the living ones by name, and the habits."""
    if pet_id.strip():
        pet = await resolve_pet(account, pet_id, today=today, reading=True)
        return [pet], await account.list_habits()
    everyone, habits = await gather_two(accessible_pets(account), account.list_habits())
    pets = [one.record for one in everyone if is_alive(one.record)]
    return sorted(pets, key=lambda pet: (pet.name.casefold(), pet.id)), habits


def _first_day(today: date, days: int) -> date:
    if not 1 <= days <= MAX_WINDOW:
        raise InvalidInput.field("days", f"days must be 1 to {MAX_WINDOW}; two weeks are 14.")
    return today - timedelta(days=days - 1)


class _Summaries:
    """What was noted, by habit; after a 429 nothing more is asked."""

    def __init__(self, account: Account, days: int) -> None:
        self.found: dict[int, HabitSummaryRecord] = {}
        self.days = days
        self._account = account
        self._reads = PartialReads()

    async def read(self, habit: HabitRecord) -> None:
        """Read one; a failure leaves it out."""
        weeks = -(-self.days // 7)
        summary = await self._reads.read(partial(self._account.habit_summary, habit.id, weeks=weeks))
        if summary is not None:
            self.found[habit.id] = summary


def _is_for_any(habit: HabitRecord, pets: Sequence[PetRecord]) -> bool:
    wanted = {pet.id for pet in pets}
    return any(one.id in wanted for one in habit.pets)


def _fitted(pets: Sequence[PetRoutines]) -> tuple[list[PetRoutines], bool]:
    """Show fewer days before leaving out pets; tells whether days were cut."""
    rows, cut = list(pets), False
    for most in _RECENT:
        rows = [_with_recent(pet, most) for pet in pets]
        cut = any(len(routine.recent) > most for pet in pets for routine in pet.routines)
        if len(msgspec.json.encode(rows)) <= MAX_CHARACTERS:
            break
    return fit_to_size(rows, most_rows=MAX_PETS), cut


def _with_recent(pet: PetRoutines, most: int) -> PetRoutines:
    shown = [replace(routine, recent=routine.recent[:most]) for routine in pet.routines[:MAX_PER_PET]]
    longest = MAX_DESCRIPTION if most > _RECENT[-1] else MAX_SHORT_DESCRIPTION
    description = truncate(pet.description, longest) if pet.description else None
    return replace(pet, routines=shown, description=description)


def _too_many(pets: Sequence[PetRoutines]) -> int:
    return sum(max(0, len(pet.routines) - MAX_PER_PET) for pet in pets)


def _left_out(unread: int, days_cut: bool, routines_cut: int, untreated: int) -> list[str]:  # noqa: FBT001 - private, named by its one caller
    said = []
    if unread:
        said.append(f"What was noted for {unread} routines could not be read now; ask again with pet_id.")
    if days_cut:
        said.append("Some noted days, to keep the answer short: ask with pet_id for all of them.")
    if routines_cut:
        said.append(f"{routines_cut} further routines.")
    if untreated:
        said.append(f"Recent treatments of {untreated} pets were not read: list_medical_records has them.")
    return said
