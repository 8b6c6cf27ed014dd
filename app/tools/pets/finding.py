"""Finding pets by what a person said of them: a name, a species, or both."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from msgspec import Struct
from msgspec.structs import asdict, replace

from app.domain.pet_search import RANK, MatchKind, rank_by_name
from app.domain.species import SpeciesCatalog
from app.errors import AppError, FieldError, InvalidInput, Unauthorized
from app.main_app.account import Account
from app.main_app.concurrency import gather_bounded
from app.tools.checks import checked_text
from app.tools.lookup import MAX_CANDIDATES, HouseholdPet, accessible_pets
from app.tools.pet_schemas import Relation
from app.tools.pets.schemas import PetCandidate, PetCandidates, PetQuery
from app.tools.pets.writing import MAX_NAME_LENGTH
from app.tools.presenters import present_pet, status_of, truncate
from app.tools.species.service import PetTypes

_RELATIONS: dict[Relation, int] = {"owner": 0, "fostering": 1, "shared": 2}
_MAX_OWNER_NAME = 60


class _Found(Struct, frozen=True):
    pet: HouseholdPet
    match: MatchKind


async def find(account: Account, pet_types: PetTypes, query: PetQuery, *, today: date) -> PetCandidates:
    """Rank the pets of the household that fit; one upstream call, and one for each shared candidate.

    Raises:
        InvalidInput: neither a name nor a species was said, or the species is unknown.
    """
    name = checked_text(query.name or "", "name", max_length=MAX_NAME_LENGTH)
    if not name and not query.species:
        raise _nothing_said()
    # Resolved before the pets are read, so that the running budget of the account covers this wait as well.
    species = (await pet_types.catalog()).resolve(query.species) if query.species else None
    pets = [pet for pet in await accessible_pets(account) if species is None or pet.record.pet_type_id == species.id]
    found = _by_name(name, pets) if name else _of_species(pets)
    if not found and species is None:
        found = _by_sentence(name, pets, await pet_types.catalog())
    rows = found[:MAX_CANDIDATES]
    owners = await _owner_names(account, [row.pet for row in rows])
    return PetCandidates(
        candidates=[_candidate(row, owners.get(row.pet.id), today) for row in rows],
        total=len(found),
        returned=len(rows),
        has_more=len(rows) < len(found),
        as_of=today.isoformat(),
    )


def _nothing_said() -> InvalidInput:
    reason = "Send a name, a species, or both."
    fields = (FieldError("name", reason), FieldError("species", reason))
    return InvalidInput(reason, fields=fields, hint="list_pets shows all of the user's pets.")


def _by_name(name: str, pets: Sequence[HouseholdPet]) -> list[_Found]:
    """List what fits, without pets of others that fit less well than the user's own."""
    found = [_Found(match.pet, match.why) for match in rank_by_name(name, pets, prefer=_order)]
    best: MatchKind = next((row.match for row in found if row.pet.relation == "owner"), "typo")
    return [row for row in found if row.pet.relation == "owner" or RANK[row.match] <= RANK[best]]


def _by_sentence(name: str, pets: Sequence[HouseholdPet], catalog: SpeciesCatalog) -> list[_Found]:
    """List what "my cat" or "my cat Mun" can mean; a single word was meant as a name."""
    words = name.split()
    animal = catalog.named_in(words) if len(words) > 1 else None
    if animal is None:
        return []
    species, length = animal
    these = [pet for pet in pets if pet.record.pet_type_id == species.id]
    return _by_name(" ".join(words[length:]), these) if words[length:] else _of_species(these)


def _of_species(pets: Sequence[HouseholdPet]) -> list[_Found]:
    ordered = sorted(pets, key=lambda pet: (*_order(pet), pet.name.casefold(), pet.id))
    return [_Found(pet, "species") for pet in ordered]


def _order(pet: HouseholdPet) -> tuple[int, bool]:
    """Put what is the user's own before what is shared, and the living before the dead."""
    return _RELATIONS[pet.relation], status_of(pet.record) == "deceased"


async def _owner_names(account: Account, pets: Sequence[HouseholdPet]) -> dict[int, str]:
    """Read whose the shared pets are; a name that cannot be read now is left out."""
    shared = [pet.id for pet in pets if pet.relation == "shared"]
    names = await gather_bounded(partial(_owner_name, account, pet_id) for pet_id in shared)
    return {pet_id: name for pet_id, name in zip(shared, names, strict=True) if name}


async def _owner_name(account: Account, pet_id: int) -> str | None:
    try:
        return (await account.show_pet(pet_id)).owner_name
    except Unauthorized:
        raise
    except AppError:
        return None


def _candidate(found: _Found, owner: str | None, today: date) -> PetCandidate:
    view = PetCandidate(
        match=found.match,
        photo_url=found.pet.record.photo_url,
        **asdict(present_pet(found.pet.record, found.pet.relation, today)),
    )
    return replace(view, owner_name=truncate(owner, _MAX_OWNER_NAME)) if owner else view
