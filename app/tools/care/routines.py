"""The care routines of the household: the main app's habits per pet, with the recent days.

See docs/main-app-api.md, "Habits".
One call for the habits, one for each that is still kept, at most 24, and one for the relation to the pets.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import partial

from msgspec.structs import replace

from app.errors import InvalidInput
from app.main_app.account import Account
from app.main_app.records import HabitRecord, HabitSummaryRecord, PetRecord
from app.tools.care.routine_presenters import present_routine
from app.tools.care.schemas import CareRoutines, PetRoutines
from app.tools.lookup import accessible_pets, resolve_pet
from app.tools.pagination import fit_to_size, shrink_to_size
from app.tools.partial_reads import successes, try_each
from app.tools.presenters import not_own, truncate

MAX_WINDOW = 90
MAX_HABITS = 24
MAX_PETS = 100
MAX_PER_PET = 40
_RECENT = (MAX_WINDOW, 14, 7, 3, 0)


async def routines(account: Account, *, days: int, pet_id: str, today: date) -> CareRoutines:
    """Show the routines per pet and what was noted in the last `days`.

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
    pet = await resolve_pet(account, pet_id, today=today, reading=True) if pet_id.strip() else None
    kept = [habit for habit in await account.list_habits() if habit.archived_at is None and _is_for(habit, pet)]
    weeks = -(-days // 7)
    outcomes = await try_each(
        {habit.id: partial(account.habit_summary, habit.id, weeks=weeks) for habit in kept[:MAX_HABITS]}
    )
    summaries = successes(outcomes)
    relations = (
        {other.record.id: not_own(other.record) for other in await accessible_pets(account)}
        if kept and pet is None
        else {}
    )
    pets = [
        replace(row, relation=not_own(pet) if pet else relations.get(row.pet_id))
        for row in _per_pet(kept, summaries, pet, days=days)
    ]
    rows, cut = _fit(pets)
    return CareRoutines(
        pets=rows,
        total=len(pets),
        returned=len(rows),
        has_more=len(rows) < len(pets),
        left_out=[*_not_read(len(kept), len(summaries), pet), *_left_out(cut, _too_many(pets))],
        from_date=first_day.isoformat(),
        until_date=today.isoformat(),
    )


def _first_day(today: date, days: int) -> date:
    if not 1 <= days <= MAX_WINDOW:
        raise InvalidInput.field("days", f"days must be 1 to {MAX_WINDOW}; two weeks are 14.")
    return today - timedelta(days=days - 1)


def _is_for(habit: HabitRecord, pet: PetRecord | None) -> bool:
    return pet is None or any(other.id == pet.id for other in habit.pets)


def _per_pet(
    habits: Sequence[HabitRecord], summaries: Mapping[int, HabitSummaryRecord], only: PetRecord | None, *, days: int
) -> list[PetRoutines]:
    names = {pet.id: pet.name for habit in habits for pet in habit.pets}
    if only is not None:
        names = {only.id: only.name}
    pets = [
        PetRoutines(
            pet_id=pet_id,
            pet_name=truncate(name, 255),
            routines=[
                present_routine(habit, pet_id, summaries.get(habit.id), days=days)
                for habit in habits
                if any(pet.id == pet_id for pet in habit.pets)
            ],
        )
        for pet_id, name in names.items()
    ]
    return sorted(pets, key=lambda pet: (pet.pet_name.casefold(), pet.pet_id))


def _fit(pets: Sequence[PetRoutines]) -> tuple[list[PetRoutines], bool]:
    """Show fewer days before leaving out pets; tells whether days were cut."""
    rows, limit = shrink_to_size(lambda limit: [_with_recent(pet, limit) for pet in pets], _RECENT)
    is_cut = any(len(routine.recent) > limit for pet in pets for routine in pet.routines)
    return fit_to_size(rows, most_rows=MAX_PETS), is_cut


def _with_recent(pet: PetRoutines, limit: int) -> PetRoutines:
    shown = [replace(routine, recent=routine.recent[:limit]) for routine in pet.routines[:MAX_PER_PET]]
    return replace(pet, routines=shown)


def _too_many(pets: Sequence[PetRoutines]) -> int:
    """Count the routines that no pet shows, each once however many pets it is kept for."""
    shown = {routine.habit_id for pet in pets for routine in pet.routines[:MAX_PER_PET]}
    return len({routine.habit_id for pet in pets for routine in pet.routines} - shown)


def _not_read(kept: int, read: int, pet: PetRecord | None) -> list[str]:
    """Tell what failed from what one answer never reads; only the household can be asked in smaller parts."""
    notes = []
    beyond = max(0, kept - MAX_HABITS)
    if failed := kept - beyond - read:
        notes.append(f"What was noted for {failed} routines could not be read now; ask again.")
    if beyond:
        smaller = " Ask with pet_id for those of one pet." if pet is None else ""
        notes.append(f"What was noted for {beyond} routines: one answer reads {MAX_HABITS} at most.{smaller}")
    return notes


def _left_out(days_cut: bool, routines_cut: int) -> list[str]:  # noqa: FBT001 - private, named by its one caller
    notes = []
    if days_cut:
        notes.append("Some noted days, to keep the answer short: ask with pet_id for all of them.")
    if routines_cut:
        notes.append(f"{routines_cut} further routines.")
    return notes
