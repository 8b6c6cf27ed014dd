"""The care routines of the household: the main app's habits per pet, with the recent days.

See docs/main-app-api.md, "Habits".
One call for the habits and one for each that is still kept; at most 24 of those.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

import msgspec
from msgspec.structs import replace

from app.errors import InvalidInput
from app.main_app.account import Account
from app.main_app.concurrency import gather_bounded
from app.main_app.records import HabitRecord, HabitSummaryRecord, PetRecord
from app.tools.care.routine_presenters import present_routine
from app.tools.care.schemas import CareRoutines, PetRoutines
from app.tools.lookup import accessible_pets, resolve_pet
from app.tools.pagination import MAX_CHARACTERS, fit_to_size
from app.tools.partial_reads import PartialReads
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
    pet = await resolve_pet(account, pet_id, today=today) if pet_id.strip() else None
    kept = [habit for habit in await account.list_habits() if habit.archived_at is None and _is_for(habit, pet)]
    summaries = _Summaries(account, days)
    await gather_bounded(partial(summaries.read, habit) for habit in kept[:MAX_HABITS])
    others = (
        {one.record.id: not_own(one.record) for one in await accessible_pets(account)} if kept and pet is None else {}
    )
    pets = [
        replace(shown, relation=not_own(pet) if pet else others.get(shown.pet_id))
        for shown in _per_pet(kept, summaries, pet)
    ]
    rows, cut = _fitted(pets)
    return CareRoutines(
        pets=rows,
        total=len(pets),
        returned=len(rows),
        has_more=len(rows) < len(pets),
        left_out=_left_out(len(kept) - len(summaries.found), cut, _too_many(pets)),
        from_date=first_day.isoformat(),
        until_date=today.isoformat(),
    )


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


def _is_for(habit: HabitRecord, pet: PetRecord | None) -> bool:
    return pet is None or any(one.id == pet.id for one in habit.pets)


def _per_pet(habits: Sequence[HabitRecord], summaries: _Summaries, only: PetRecord | None) -> list[PetRoutines]:
    names = {one.id: one.name for habit in habits for one in habit.pets}
    if only is not None:
        names = {only.id: only.name}
    pets = [
        PetRoutines(
            pet_id=pet_id,
            pet_name=truncate(name, 255),
            routines=[
                present_routine(habit, pet_id, summaries.found.get(habit.id), days=summaries.days)
                for habit in habits
                if any(one.id == pet_id for one in habit.pets)
            ],
        )
        for pet_id, name in names.items()
    ]
    return sorted(pets, key=lambda pet: (pet.pet_name.casefold(), pet.pet_id))


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
    return replace(pet, routines=shown)


def _too_many(pets: Sequence[PetRoutines]) -> int:
    return sum(max(0, len(pet.routines) - MAX_PER_PET) for pet in pets)


def _left_out(unread: int, days_cut: bool, routines_cut: int) -> list[str]:  # noqa: FBT001 - private, named by its one caller
    said = []
    if unread:
        said.append(f"What was noted for {unread} routines could not be read now; ask again with pet_id.")
    if days_cut:
        said.append("Some noted days, to keep the answer short: ask with pet_id for all of them.")
    if routines_cut:
        said.append(f"{routines_cut} further routines.")
    return said
