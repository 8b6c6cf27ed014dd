"""Which pet is meant by an id or a name (a write never guesses)."""

from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct

from app.domain.pet_search import exact_matches, nearest_names
from app.errors import Ambiguous, NotFound
from app.main_app.account import Account
from app.main_app.records import PetRecord
from app.tools.pet_schemas import Relation
from app.tools.presenters import present_known_pet, relation_of

MAX_CANDIDATES = 5
MAX_NEAREST = 3
_MAX_ID = 2**63 - 1


class HouseholdPet(Struct, frozen=True):
    """A pet and what it is to the user."""

    record: PetRecord
    relation: Relation


async def accessible_pets(account: Account) -> list[HouseholdPet]:
    """Every pet the user owns, fosters now or shares, in the main app's order of sections."""
    sections = await account.list_pet_sections()
    return [
        *(HouseholdPet(record, "owner") for record in sections.owned),
        *(HouseholdPet(record, "fostering") for record in sections.fostering_active),
        *(HouseholdPet(record, "shared") for record in sections.shared),
    ]


def pet_id_in(spoken: str) -> int | None:
    """The id, when what was said is one."""
    digits = spoken.strip().removeprefix("#")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > len(str(_MAX_ID)):
        return None
    number = int(digits)
    return number if 0 < number <= _MAX_ID else None


async def resolve_pet(account: Account, spoken: str, *, today: date) -> PetRecord:
    """Find the one pet that is meant, with one upstream call.

    A name is looked for among all pets of the household, because one that the user owns and one that is shared may
    have the same.

    Args:
        account: the main app as the user sees it.
        spoken: a pet id, or the exact name of a pet, case and accents ignored.
        today: for the ages of candidates.

    Raises:
        Ambiguous: several pets have that name.
        NotFound: none has it; the candidates are the nearest names.
    """
    if (pet_id := pet_id_in(spoken)) is not None:
        return await account.show_pet(pet_id)
    return find_pet_by_name(spoken, [pet.record for pet in await accessible_pets(account)], today=today)


def find_pet_by_name(spoken: str, pets: Sequence[PetRecord], *, today: date) -> PetRecord:
    """Return the one pet of exactly this name.

    Raises:
        Ambiguous: several have it.
        NotFound: none has it; the candidates are the nearest names.
    """
    found = exact_matches(spoken, pets)
    return single_match(
        found, today=today, nearest=() if found else nearest_names(spoken, own(pets), limit=MAX_NEAREST)
    )


def own(pets: Iterable[PetRecord]) -> list[PetRecord]:
    """The user's own pets: an error that suggests names never brings in what somebody else has written."""
    return [pet for pet in pets if relation_of(pet) == "owner"]


def single_match(found: Sequence[PetRecord], *, today: date, nearest: Sequence[PetRecord] = ()) -> PetRecord:
    """Return the only pet found.

    Raises:
        Ambiguous: there are several.
        NotFound: there is none; `nearest` are the candidates.
    """
    if len(found) == 1:
        return found[0]
    if found:
        raise Ambiguous(
            "Several pets have this name.",
            hint="Ask the user which one is meant, then call again with its id as pet_id.",
            candidates=tuple(present_known_pet(record, today) for record in found[:MAX_CANDIDATES]),
        )
    raise NotFound(
        "No pet has exactly this name.",
        hint="Ask the user whether one of the candidates is meant, or call find_pet or list_pets.",
        candidates=tuple(present_known_pet(record, today) for record in nearest),
    )
