"""The vaccinations of the seeded cat Mèo Mun, and one to add."""

from app.devtools.sandbox.data.pets import Pet

PATH = "/pets/Mèo Mun/vaccinations"
RABIES = {"vaccine_name": "Rabies", "administered_at": "2026-08-20"}


def id_of(pet: Pet, name: str, *, completed: bool = False) -> int:
    return next(
        one.id for one in pet.vaccinations.values() if one.vaccine_name == name and bool(one.completed_at) is completed
    )
