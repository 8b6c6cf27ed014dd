"""Parts of answers that only this box reads."""

from msgspec import Struct

from app.devtools.playground.answers import Pet, Weight


class WhosePet(Struct, frozen=True):
    """Whose records are listed."""

    pet_name: str


class Health(Struct, frozen=True):
    """What get_pet tells of a pet's health."""

    weights: list[Weight] = []


class Details(Pet, frozen=True):
    """Answer of get_pet."""

    health: Health = Health()
