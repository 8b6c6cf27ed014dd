"""Which pet is meant by an id or a name: a write never guesses."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from app.domain.pet_names import PetNames
from app.domain.pet_search import nearest_names
from app.errors import Ambiguous, Forbidden, NotFound
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

    @property
    def id(self) -> int:
        """The pet's id."""
        return self.record.id

    @property
    def name(self) -> str:
        """The pet's name."""
        return self.record.name


async def accessible_pets(account: Account) -> list[HouseholdPet]:
    """Every pet the user owns, fosters now or shares, in the main app's order of sections."""
    sections = await account.list_pet_sections()
    return [
        *(HouseholdPet(record, "owner") for record in sections.owned),
        *(HouseholdPet(record, "fostering") for record in sections.fostering_active),
        *(HouseholdPet(record, "shared") for record in sections.shared),
    ]


def pet_id_in(said: str) -> int | None:
    """Return the id, if what was said can be one; `007` can only be a name."""
    digits = said.strip().removeprefix("#")
    if not (digits.isascii() and digits.isdigit()) or digits.startswith("0") or len(digits) > len(str(_MAX_ID)):
        return None
    number = int(digits)
    return number if number <= _MAX_ID else None


class PetFinder:
    """The pets of a household by id and by name."""

    def __init__(self, pets: Sequence[PetRecord], *, today: date) -> None:
        """Index the pets; `today` is for the ages of candidates."""
        self._by_id = {pet.id: pet for pet in pets}
        self._names = PetNames(pets)
        # An error that suggests names never brings in what somebody else has written.
        self._own_names = self._names.only(lambda pet: relation_of(pet) == "owner")
        self._today = today

    def find(self, said: str) -> PetRecord | None:
        """Return the one pet that is meant, or None if there is none.

        Raises:
            Ambiguous: several pets have that name, or it is the id of one pet and the name of another.
        """
        named = self._names.named(said)
        by_id = self._by_id.get(pet_id_in(said) or 0)
        if by_id and any(pet.id != by_id.id for pet in named):
            others = [pet for pet in named if pet.id != by_id.id]
            raise self._id_and_name(by_id, others)
        if by_id or not named:
            return by_id
        return self._only(named)

    def none_named(self, said: str, *, limit: int = MAX_NEAREST) -> NotFound:
        """Return the error for a name that no pet has, with up to `limit` own pets of the nearest names."""
        nearest = nearest_names(said, self._own_names, limit=limit) if limit else []
        return NotFound(
            "No pet has exactly this name.",
            hint="Ask the user whether one of the candidates is meant, or call find_pet or list_pets.",
            candidates=tuple(present_known_pet(record, self._today) for record in nearest),
        )

    def _only(self, named: Sequence[PetRecord]) -> PetRecord:
        if len(named) == 1:
            return named[0]
        raise Ambiguous(
            "Several pets have this name.",
            hint="Ask the user which one is meant, then call again with its id as pet_id.",
            candidates=tuple(present_known_pet(record, self._today) for record in named[:MAX_CANDIDATES]),
        )

    def _id_and_name(self, by_id: PetRecord, others: Sequence[PetRecord]) -> Ambiguous:
        return Ambiguous(
            f"{by_id.id} is the id of one pet and the name of another.",
            hint=f"Ask the user which one is meant, then call again: the pet called {by_id.id} by its own id, the "
            f"other as #{by_id.id}.",
            candidates=tuple(present_known_pet(record, self._today) for record in [by_id, *others][:MAX_CANDIDATES]),
        )


async def resolve_pet(account: Account, said: str, *, today: date, reading: bool = False) -> PetRecord:
    """Find the one pet that is meant, with one upstream call, two where a number is no pet's id.

    A name is looked for among all pets of the household, because one that the user owns and one that is shared may
    have the same. So is a number, unless the pet is only read: a write must not go to the pet with the id 101 when
    the one called 101 is meant.

    Args:
        account: the main app as the user sees it.
        said: a pet id, or the exact name of a pet.
        today: for the ages of candidates.
        reading: whether nothing will be changed; the id of one pet that is another's name then means the id.

    Raises:
        Ambiguous: several pets are meant.
        NotFound: there is none; the candidates are the nearest names.
    """
    pet_id = pet_id_in(said)
    if reading and pet_id is not None:
        return await _read_by_number(account, pet_id, said, today=today)
    finder = PetFinder([pet.record for pet in await accessible_pets(account)], today=today)
    if found := finder.find(said):
        return found
    if pet_id is None:
        raise finder.none_named(said)
    return await account.show_pet(pet_id)  # which says whether there is one


async def _read_by_number(account: Account, pet_id: int, said: str, *, today: date) -> PetRecord:
    """Read the pet with this id; if there is none among the user's own, the one with this name."""
    try:
        pet = await account.show_pet(pet_id)
    except (NotFound, Forbidden):
        if named := await _only_named(account, pet_id, said, today=today):
            return named
        raise
    if pet.can_edit is False:  # perhaps a lost pet of a stranger, which everybody may see
        return await _only_named(account, pet_id, said, today=today) or pet
    return pet


async def _only_named(account: Account, number: int, said: str, *, today: date) -> PetRecord | None:
    """Return the pet of this name if no pet of the household has the number as its id."""
    pets = [pet.record for pet in await accessible_pets(account)]
    return None if any(pet.id == number for pet in pets) else PetFinder(pets, today=today).find(said)
