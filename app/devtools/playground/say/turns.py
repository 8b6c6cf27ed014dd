"""What was said and answered, and the question that waits."""

from typing import Literal

from msgspec import Struct, field

from app.devtools.playground.answers import Pet
from app.devtools.playground.language import Language
from app.devtools.playground.problems import KnownPet
from app.devtools.playground.say.plans import Plan
from app.devtools.playground.say.reading import Reading
from app.devtools.playground.wire import Run, ToolCall

Question = Literal["save", "choose", "country", "duplicate"]


class Turn(Struct, kw_only=True):
    """What was said, what it became, and the answer."""

    says: str
    language: Language
    runs: list[Run] = field(default_factory=list)
    draft: ToolCall | None = None
    """The call that waits for a yes."""
    reply: str = ""
    aside: list[str] = field(default_factory=list)
    by_model: bool = False


class Pending(Struct, frozen=True, kw_only=True):
    """A question that waits for the person."""

    question: Question
    plan: Plan
    pets: tuple[KnownPet, ...] = ()


def known_pet(pet: Pet) -> KnownPet:
    """Return a found pet in the form that errors name pets in."""
    return KnownPet(id=pet.id, name=pet.name, species=pet.species, sex=pet.sex, age=pet.age)


def chosen_pet(pets: tuple[KnownPet, ...], reading: Reading) -> KnownPet | None:
    """Return the only pet that fits what was said: its number, its species or its name."""
    numbers = {item.text for item in reading.all_of("amount")}
    kind = reading.first("species:")
    fitting = [
        pet
        for pet in pets
        if str(pet.id) in numbers
        or (kind and kind.tag == f"species:{pet.species}")
        or (not kind and reading.name.casefold() == pet.name.casefold())
    ]
    return fitting[0] if len(fitting) == 1 else None
