"""What a sitter needs: the pets of the household with their routines, the recent days and the recent treatments.

See docs/main-app-api.md, "Habits", "Medical records".
One call for the habits, one for the pets, one for each habit that is still kept and one for each pet that has medical
records; at most 24 of the last two together, habits first.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

from msgspec.structs import replace

from app.errors import InvalidInput
from app.main_app.account import Account
from app.main_app.concurrency import gather_two
from app.main_app.records import HabitRecord, PetRecord
from app.tools.care.routine_presenters import present_pet_routines
from app.tools.care.schemas import CareRoutines, PetRoutines
from app.tools.care.treatments import read_treatments
from app.tools.lookup import accessible_pets, resolve_pet
from app.tools.pagination import fit_to_size, shrink_to_size
from app.tools.partial_reads import successes, too_many_calls, try_each
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
    weeks = -(-days // 7)
    outcomes = await try_each(
        {habit.id: partial(account.habit_summary, habit.id, weeks=weeks) for habit in kept[:MAX_READS]}
    )
    summaries = successes(outcomes)
    calls_left = 0 if too_many_calls(outcomes.values()) else MAX_READS - len(outcomes)
    treatments = await read_treatments(account, pets, today=today, most=calls_left)
    shown = [present_pet_routines(pet, kept, summaries, treatments.found, days=days) for pet in pets]
    rows, cut = _fit(shown)
    return CareRoutines(
        pets=rows,
        total=len(shown),
        returned=len(rows),
        has_more=len(rows) < len(shown),
        left_out=[
            *_not_read(len(kept), len(summaries), one_pet=bool(pet_id.strip())),
            *_left_out(cut, _too_many(shown), treatments.unread),
        ],
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


def _is_for_any(habit: HabitRecord, pets: Sequence[PetRecord]) -> bool:
    wanted = {pet.id for pet in pets}
    return any(one.id in wanted for one in habit.pets)


def _fit(pets: Sequence[PetRoutines]) -> tuple[list[PetRoutines], bool]:
    """Show fewer days before leaving out pets; tells whether days were cut."""
    rows, limit = shrink_to_size(lambda limit: [_with_recent(pet, limit) for pet in pets], _RECENT)
    is_cut = any(len(routine.recent) > limit for pet in pets for routine in pet.routines)
    return fit_to_size(rows, most_rows=MAX_PETS), is_cut


def _with_recent(pet: PetRoutines, limit: int) -> PetRoutines:
    shown = [replace(routine, recent=routine.recent[:limit]) for routine in pet.routines[:MAX_PER_PET]]
    max_length = MAX_DESCRIPTION if limit > _RECENT[-1] else MAX_SHORT_DESCRIPTION
    description = truncate(pet.description, max_length) if pet.description else None
    return replace(pet, routines=shown, description=description)


def _too_many(pets: Sequence[PetRoutines]) -> int:
    """Count the routines that no pet shows, each once however many pets it is kept for."""
    shown = {routine.habit_id for pet in pets for routine in pet.routines[:MAX_PER_PET]}
    return len({routine.habit_id for pet in pets for routine in pet.routines} - shown)


def _not_read(kept: int, read: int, *, one_pet: bool) -> list[str]:
    """Tell what failed from what one answer never reads; only the household can be asked in smaller parts."""
    notes = []
    beyond = max(0, kept - MAX_READS)
    if failed := kept - beyond - read:
        notes.append(f"What was noted for {failed} routines could not be read now; ask again.")
    if beyond:
        smaller = "" if one_pet else " Ask with pet_id for those of one pet."
        notes.append(f"What was noted for {beyond} routines: one answer reads {MAX_READS} at most.{smaller}")
    return notes


def _left_out(days_cut: bool, routines_cut: int, untreated: int) -> list[str]:  # noqa: FBT001 - private, named by its one caller
    notes = []
    if days_cut:
        notes.append("Some noted days, to keep the answer short: ask with pet_id for all of them.")
    if routines_cut:
        notes.append(f"{routines_cut} further routines.")
    if untreated:
        pets = "1 pet" if untreated == 1 else f"{untreated} pets"
        notes.append(f"Recent treatments of {pets} were not read: list_medical_records has them.")
    return notes
