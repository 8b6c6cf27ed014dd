"""All pets at a glance: whose birthday is next, which lost weight, what is due.

One call for the pets, one for each whose health summary says that a vaccination is overdue or due soon (at most 24),
and one for each whose last two weights are too close to compare (at most 8).
"""

from collections.abc import Sequence
from datetime import date

from msgspec.structs import asdict, replace

from app.errors import InvalidInput
from app.main_app.account import Account
from app.main_app.records import PetRecord
from app.tools.lookup import HouseholdPet
from app.tools.pagination import fit_to_size, shrink_to_size
from app.tools.partial_reads import MAX_CALLS, ActiveVaccinations, read_active
from app.tools.pets.earlier_queries import as_the_earlier_gpt_asked
from app.tools.pets.schemas import OverviewQuery, PetOverview, PetsOverview
from app.tools.pets.service import chosen_pets
from app.tools.pets.weights_compared import MAX_WEIGHT_READS, read_weights, with_weights
from app.tools.presenters import (
    is_alive,
    present_due_vaccinations,
    present_next_birthday,
    present_pet,
    supports,
    vaccination_status_on,
    vaccination_summary_of,
)
from app.tools.species.service import PetTypes

MAX_PETS = 100
_MAX_DUE = (8, 4, 2, 1)
_URGENT = ("overdue", "due_soon")


async def overview(account: Account, pet_types: PetTypes, query: OverviewQuery, *, today: date) -> PetsOverview:
    """Show the pets by name with ages, birthdays, weights and due vaccinations.

    Raises:
        InvalidInput: an unknown species or a negative offset.
    """
    offset = int(query.offset or 0)
    if offset < 0:
        raise InvalidInput.field("offset", "offset must be 0 or more.")
    everyone = await chosen_pets(
        account, pet_types, species=query.species or "", include_shared=bool(query.include_shared)
    )
    everyone = as_the_earlier_gpt_asked(everyone, query, today)
    pets = everyone[offset : offset + MAX_PETS]
    read = await read_active(account, _worth_reading([pet.record for pet in pets]))
    weights = await read_weights(account, [pet.record for pet in pets], today)
    views = [
        with_weights(_view(pet, read.get(pet.record.id), today), pet.record, weights.get(pet.record.id), today)
        for pet in pets
    ]
    rows = _fit(views)
    end = offset + len(rows)
    return PetsOverview(
        pets=rows,
        total=len(everyone),
        returned=len(rows),
        has_more=end < len(everyone),
        next_offset=end if rows and end < len(everyone) else None,
        left_out=_left_out(rows, len(everyone) - end),
        as_of=today.isoformat(),
    )


def _worth_reading(pets: Sequence[PetRecord]) -> list[int]:
    """Choose the pets with something due, overdue ones first; records of pets one cannot edit are closed."""
    urgent = [
        (_URGENT.index(status), pet.id)
        for pet in pets
        if (status := vaccination_summary_of(pet)) in _URGENT
        and is_alive(pet)
        and supports("vaccinations", pet)
        and pet.can_edit is not False
    ]
    return [pet_id for _, pet_id in sorted(urgent, key=lambda row: row[0])]


def _view(pet: HouseholdPet, read: ActiveVaccinations | None, today: date) -> PetOverview:
    record = pet.record
    urgent = vaccination_summary_of(record) in _URGENT and is_alive(record)
    view = PetOverview(
        next_birthday=present_next_birthday(record, today),
        due_vaccinations=present_due_vaccinations(read.records, today) if read else [],
        vaccinations_available=read.complete if read else not urgent,
        **asdict(present_pet(record, pet.relation, today)),
    )
    if read and read.complete:
        return replace(view, vaccination_status=vaccination_status_on(read.records, today))
    return view


def _fit(views: Sequence[PetOverview]) -> list[PetOverview]:
    """Show fewer due vaccinations per pet before leaving out pets."""
    rows, _ = shrink_to_size(lambda limit: [_with_due(view, limit) for view in views], _MAX_DUE)
    return fit_to_size(rows, most_rows=MAX_PETS)


def _with_due(view: PetOverview, limit: int) -> PetOverview:
    due = view.due_vaccinations
    return replace(view, due_vaccinations=due[:limit], due_vaccinations_left_out=max(0, len(due) - limit))


def _left_out(rows: Sequence[PetOverview], following: int) -> list[str]:
    unread = sum(not row.vaccinations_available for row in rows)
    cut = sum(row.due_vaccinations_left_out for row in rows)
    notes = []
    if following > 0:
        notes.append(f"{following} more pets: call again with next_offset as offset, or narrow by species.")
    if unread:
        notes.append(
            f"Due vaccinations of {unread} pets were not or not all read (at most {MAX_CALLS} reads in one answer): "
            "list_vaccinations shows those of one pet."
        )
    if close := sum(row.weight_direction == "unknown" and row.weight_trend is None for row in rows):
        notes.append(
            f"Weight trend of {close} pets: their last two weights lie less than 14 days apart (at most "
            f"{MAX_WEIGHT_READS} lists are read in one answer): list_weights shows it."
        )
    if cut:
        notes.append(f"{cut} due vaccinations, to keep the answer short: list_vaccinations shows those of one pet.")
    return notes
