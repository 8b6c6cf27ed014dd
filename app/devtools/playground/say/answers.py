"""Parts of answers that only this box reads."""

from msgspec import Struct

from app.devtools.playground.answers import Pet, UpcomingCare, Weight


class Care(UpcomingCare, frozen=True):
    """Answer of upcoming_care, with how many pets were looked at."""

    pets_checked: int = 1


class WhosePet(Struct, frozen=True):
    """Whose records are listed."""

    pet_name: str


class Health(Struct, frozen=True):
    """What get_pet tells of a pet's health."""

    weights: list[Weight] = []


class Details(Pet, frozen=True):
    """Answer of get_pet."""

    health: Health = Health()
