"""Changing a pet: only what was sent, and only what the main app can store (docs/main-app-api.md, "Update a pet")."""

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from app.domain.country import read_country
from app.domain.sex import to_upstream
from app.domain.storable_days import Calendar
from app.errors import InvalidInput
from app.main_app.account import Account
from app.main_app.records import PetRecord
from app.main_app.writes import PetWrite
from app.tools.checks import AllChecks, optional_text, required_text
from app.tools.former_values import former_values
from app.tools.lookup import resolve_pet
from app.tools.pet_schemas import StoredPet
from app.tools.pets.cities import city_id_of
from app.tools.pets.schemas import PetPatch
from app.tools.pets.writing import MAX_DESCRIPTION_LENGTH, MAX_NAME_LENGTH, birth_input_of, with_birthday
from app.tools.presenters import present_stored_pet
from app.tools.species.service import PetTypes

_NOTHING = PetWrite()
_COMPARED = ("name", "species", "sex", "birth", "description")
_PLACE = ("country", "city")


async def update(
    account: Account, pet_types: PetTypes, pet_id: str, patch: PetPatch, *, calendar: Calendar
) -> StoredPet:
    """Change a pet and show it as stored, with what was overwritten; two upstream calls, more where it moves.

    Args:
        account: the main app as the user sees it.
        pet_types: for the species.
        pet_id: an id, or the exact name of a pet.
        patch: the changes.
        calendar: the user's day, and the latest the main app takes.

    Raises:
        InvalidInput: nothing is to be changed, or an input is wrong.
    """
    changes = await _changes(pet_types, patch, calendar)
    if changes == _NOTHING and not patch.city:
        raise InvalidInput("Nothing to change was sent.", hint="Send at least one field with its new value.")
    pet = await resolve_pet(account, pet_id, today=calendar.today)
    moves = bool(patch.city or patch.country)
    if moves:
        pet = await account.show_pet(pet.id)  # lists do not say which city is stored
    if patch.city:
        changes = await _with_city(account, changes, pet, patch.city)
    record = await account.update_pet(pet.id, changes, birth_input=birth_input_of(patch))
    former, stored = present_stored_pet(pet, calendar.today), present_stored_pet(record, calendar.today)
    return replace(stored, replaced=former_values(former, stored, _COMPARED + _PLACE * moves))


async def _with_city(account: Account, changes: PetWrite, pet: PetRecord, said: str) -> PetWrite:
    """Add the city, which has to lie in the new country or else in the one that is stored."""
    country = pet.country if isinstance(changes.country, UnsetType) else changes.country
    if not country:
        raise InvalidInput.field("country", "Send the country together with the city.")
    return replace(changes, country=country, city_id=await city_id_of(account, said, country=country))


async def _changes(pet_types: PetTypes, patch: PetPatch, calendar: Calendar) -> PetWrite:
    catalog = await pet_types.catalog() if patch.species else None
    checks = AllChecks()
    changes = PetWrite(
        name=checks.take(lambda: _name(patch), UNSET),
        pet_type_id=checks.take(lambda: catalog.resolve(patch.species or "").id if catalog else UNSET, UNSET),
        sex=to_upstream(patch.sex.sex) if patch.sex else UNSET,
        country=checks.take(lambda: read_country(patch.country) if patch.country else UNSET, UNSET),
        description=checks.take(
            lambda: optional_text(patch.description, "description", max_length=MAX_DESCRIPTION_LENGTH), UNSET
        ),
    )
    changes = checks.take(lambda: with_birthday(changes, patch, calendar=calendar), changes)
    checks.finish()
    return changes


def _name(patch: PetPatch) -> str | UnsetType:
    return UNSET if patch.name is None else required_text(patch.name, "name", max_length=MAX_NAME_LENGTH)
