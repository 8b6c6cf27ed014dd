"""Which of the user's pets a new one may already be (docs/main-app-api.md, "Duplicate pets")."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from app.lenient.normalize import normalize


class Known(Protocol):
    """A pet the user already has."""

    @property
    def id(self) -> int: ...  # noqa: D102 - the class docstring says it
    @property
    def name(self) -> str: ...  # noqa: D102 - as above
    @property
    def pet_type_id(self) -> int | None: ...  # noqa: D102 - as above


P = TypeVar("P", bound=Known)


def same_pets(name: str, pet_type_id: int, pets: Iterable[P]) -> list[P]:
    """List the pets of the same name (case and accents ignored) and the same species, by id.

    Lost and deceased ones count, as in the main app's own guard; a pet whose species is not known counts too.
    The main app compares more narrowly (trimmed, case-insensitive), so whatever it refuses is found here first.
    """
    folded = normalize(name) or name.strip()
    same = (
        pet
        for pet in pets
        if (normalize(pet.name) or pet.name.strip()) == folded and pet.pet_type_id in {pet_type_id, None}
    )
    return sorted(same, key=lambda pet: pet.id)
