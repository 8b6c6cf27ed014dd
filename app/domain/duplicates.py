"""Which of the user's pets a new one may already be (docs/main-app-api.md, "Duplicate pets")."""

from collections.abc import Iterable

from app.domain.pet_names import P, PetNames


def same_pets(name: str, pets: Iterable[P]) -> list[P]:
    """List the pets of the same name, whatever their species, by id.

    Lost and deceased ones count, as in the main app's own guard. The main app compares more narrowly (trimmed,
    case-insensitive, within the species), so whatever it refuses is found here first.
    """
    return PetNames(pets).same(name)
