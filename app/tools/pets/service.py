"""Listing and creating pets; `finding` finds them."""

import asyncio
from collections.abc import Sequence
from datetime import date

from msgspec import UNSET, UnsetType
from msgspec.structs import asdict, replace

from app.domain.country import read_country, shared_country
from app.domain.duplicates import same_pets
from app.domain.pet_search import MatchKind, rank_by_name
from app.domain.sex import to_upstream
from app.domain.species import Species, SpeciesCatalog
from app.domain.storable_days import Calendar
from app.errors import DuplicateWarning, Forbidden, KnownPet, NotFound
from app.main_app.account import Account
from app.main_app.errors import DuplicatePet
from app.main_app.records import PetRecord
from app.main_app.writes import PetWrite
from app.tools.checks import AllChecks, optional_text, required_text
from app.tools.lookup import MAX_CANDIDATES, MAX_NEAREST, HouseholdPet, accessible_pets
from app.tools.pagination import PageRequest, paginate
from app.tools.pets.cities import city_id_of
from app.tools.pets.schemas import CreatedPet, NewPet, PetList, SimilarPet
from app.tools.pets.writing import MAX_DESCRIPTION_LENGTH, MAX_NAME_LENGTH, birth_input_of, with_birthday
from app.tools.presenters import present_known_pet, present_pet, present_stored_pet, species_of, status_of, truncate
from app.tools.species.service import PetTypes

MAX_LISTED = 100
_NO_SPECIES = Species(id=0, slug="")
_ALIKE: frozenset[MatchKind] = frozenset({"form", "nickname", "typo"})


async def list_pets(
    account: Account, pet_types: PetTypes, *, name: str, species: str, include_shared: bool, offset: int, today: date
) -> PetList:
    """List the pets from an offset on, by name; `name` and `species` narrow it when they are not empty."""
    window = PageRequest(limit=MAX_LISTED, offset=offset)
    ordered = await chosen_pets(account, pet_types, species=species, include_shared=include_shared)
    if name:
        fits = {match.pet.id for match in rank_by_name(name, [pet.record for pet in ordered])}
        ordered = [pet for pet in ordered if pet.record.id in fits]
    views = [present_pet(pet.record, pet.relation, today) for pet in ordered[offset : offset + MAX_LISTED]]
    part = paginate(views, window, total=len(ordered))
    return PetList(
        pets=part.rows,
        total=part.total,
        returned=part.returned,
        has_more=part.has_more,
        next_offset=part.next_offset,
        as_of=today.isoformat(),
    )


async def create(account: Account, pet_types: PetTypes, new: NewPet, *, calendar: Calendar) -> CreatedPet:
    """Create a pet unless the user seems to have it already.

    Raises:
        DuplicateWarning: a pet of this name exists and `confirm_duplicate` was not sent.
        InvalidInput: an input is wrong, or the country is missing and cannot be told.
    """
    today = calendar.today
    pet, species = _checked(new, await pet_types.catalog(), calendar)
    name, country = str(pet.name), None if isinstance(pet.country, UnsetType) else pet.country
    owned = [] if country and new.confirm_duplicate else await account.list_pets()
    same = [] if new.confirm_duplicate else same_pets(name, owned)
    if same and not any(_may_be_repeated(account, record, name, species) for record in same):
        raise _warning(same, today)
    country = country or shared_country(record.country for record in owned)
    city_id = await city_id_of(account, new.city, country=country) if new.city else UNSET
    pet = replace(pet, country=country, city_id=city_id)
    try:
        saved = await account.create_pet(pet, birth_input=birth_input_of(new))
    except DuplicatePet as duplicate:
        raise await _explained(account, duplicate, owned, today) from duplicate
    stored = present_stored_pet(saved.record, today, already_saved=saved.already_saved)
    before = [record for record in owned if record.id != saved.record.id]
    return CreatedPet(similar=[] if new.confirm_duplicate else _similar(name, before), **asdict(stored))


async def chosen_pets(
    account: Account, pet_types: PetTypes, *, species: str, include_shared: bool
) -> list[HouseholdPet]:
    """Read the pets the user owns, or all of the household, by name; of one species if that is not empty.

    Raises:
        InvalidInput: an unknown species.
    """
    wanted = await _species(pet_types, species)
    pets = _of_species(await (accessible_pets(account) if include_shared else _owned(account)), wanted)
    return sorted(pets, key=lambda pet: (pet.record.name.casefold(), pet.record.id))


async def _owned(account: Account) -> list[HouseholdPet]:
    return [HouseholdPet(record, "owner") for record in await account.list_pets()]


async def _species(pet_types: PetTypes, spoken: str) -> Species | None:
    """Resolve before anything is read: then the running budget of the account covers this wait as well."""
    return (await pet_types.catalog()).resolve(spoken) if spoken else None


def _of_species(pets: list[HouseholdPet], species: Species | None) -> list[HouseholdPet]:
    return [pet for pet in pets if species is None or pet.record.pet_type_id == species.id]


def _similar(name: str, pets: Sequence[PetRecord]) -> list[SimilarPet]:
    """Show the pets that the new one may be under another spelling: Murka and Мурка, Oliver and Olivier."""
    alike = [match.pet for match in rank_by_name(name, pets) if match.why in _ALIKE]
    return [
        SimilarPet(id=pet.id, name=truncate(pet.name, 60), species=species_of(pet), status=status_of(pet))
        for pet in alike[:MAX_NEAREST]
    ]


def _may_be_repeated(account: Account, record: PetRecord, name: str, species: Species) -> bool:
    """A pet just like this one, made moments ago: the main app tells a repeated request from a second pet."""
    like = record.pet_type_id in {species.id, None} and record.name.strip().casefold() == name.strip().casefold()
    return like and account.may_have_just_made(record)


def _checked(new: NewPet, catalog: SpeciesCatalog, calendar: Calendar) -> tuple[PetWrite, Species]:
    """Read all inputs but the city; whatever is wrong is said at once."""
    checks = AllChecks()
    species = checks.take(lambda: catalog.resolve(new.species), _NO_SPECIES)
    pet = PetWrite(
        name=checks.take(lambda: required_text(new.name, "name", max_length=MAX_NAME_LENGTH), ""),
        pet_type_id=species.id,
        sex=to_upstream(new.sex.sex) if new.sex else UNSET,
        country=checks.take(lambda: read_country(new.country) if new.country else UNSET, UNSET),
        description=checks.take(
            lambda: optional_text(new.description, "description", max_length=MAX_DESCRIPTION_LENGTH), UNSET
        ),
        allow_duplicate=True if new.confirm_duplicate else UNSET,
    )
    pet = checks.take(lambda: with_birthday(pet, new, calendar=calendar), pet)
    checks.finish()
    return pet, species


def _warning(same: Sequence[PetRecord], today: date) -> DuplicateWarning:
    return DuplicateWarning(
        "The user already has a pet with this name. Nothing was created.",
        hint="If you have just sent this same request, the pet is saved already. Otherwise ask the user whether it "
        "is the same pet; only if it is another one, send confirm_duplicate: true.",
        existing=tuple(present_known_pet(record, today) for record in same[:MAX_CANDIDATES]),
    )


async def _explained(
    account: Account, duplicate: DuplicatePet, owned: Sequence[PetRecord], today: date
) -> DuplicateWarning:
    """Show the pets that the main app found, as far as they can be seen."""
    known = {record.id: record for record in owned}
    ids = duplicate.existing_ids[:MAX_CANDIDATES]
    seen = await asyncio.gather(*(_seen(account, pet_id, known, today) for pet_id in ids))
    return DuplicateWarning(
        duplicate.message, hint=duplicate.hint, existing=tuple(pet for pet in seen if pet is not None)
    )


async def _seen(account: Account, pet_id: int, known: dict[int, PetRecord], today: date) -> KnownPet | None:
    try:
        return present_known_pet(known.get(pet_id) or await account.show_pet(pet_id), today)
    except (Forbidden, NotFound):
        return None
