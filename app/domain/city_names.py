"""Which city of a country is meant: names as written, or with the accents left out on one side, as for pets."""

import re
from collections.abc import Iterator, Sequence
from typing import Final, Protocol, TypeVar

from app.domain.pet_names import NameKey, PetNames, name_key
from app.domain.pet_search import nearest_names
from app.errors import InvalidInput

MAX_SHOWN = 10
_NUMBER: Final = re.compile(r"#([0-9]{1,18})\s*$")
_ASK = "Ask the user which city is meant, or leave city out and put the place into description."


class City(Protocol):
    """Anything with an id, a name and a slug."""

    @property
    def id(self) -> int: ...  # noqa: D102 - the class docstring says it
    @property
    def name(self) -> str: ...  # noqa: D102 - as above
    @property
    def slug(self) -> str: ...  # noqa: D102 - as above


C = TypeVar("C", bound=City)


def find_city(said: str, cities: Sequence[C], *, country: str) -> C:
    """Return the one city that is meant.

    Args:
        said: as the user said it; `#12` at its end is the number of a city.
        cities: all of the country, the user's own unapproved ones among them.
        country: two letters, for the message.

    Raises:
        InvalidInput: none of them, or several; the allowed values then tell them apart.
    """
    found = _named(said, cities)
    if len(found) == 1:
        return found[0]
    if found:
        raise InvalidInput.field(
            "city", "Several cities have this name.", hint=_ASK, allowed_values=_told_apart(found[:MAX_SHOWN])
        )
    nearest = nearest_names(said, cities, limit=MAX_SHOWN)
    raise InvalidInput.field(
        "city",
        f"Meo Mai Moi has no city of this name in {country}.",
        hint=_ASK if nearest else f"Check the country. {_ASK}",
        allowed_values=_told_apart(nearest),
    )


def _named(said: str, cities: Sequence[C]) -> list[C]:
    if by_number := _NUMBER.search(said):
        return [city for city in cities if city.id == int(by_number[1])]
    return PetNames(cities).named(said) or _but_for_spaces(said, cities)


def _but_for_spaces(said: str, cities: Sequence[C]) -> list[C]:
    """List cities that other languages write apart: Hà Nội is Hanoi, Danang is Da Nang."""
    key = name_key(_joined(said))
    return [city for city in cities if key.folded and any(key.fits(other) for other in _spellings(city, key))]


def _spellings(city: City, said: NameKey) -> Iterator[NameKey]:
    yield name_key(_joined(city.name))
    if said.is_plain:  # a slug has no accents, so it would fit wrong ones too
        yield name_key(_joined(city.slug))


def _joined(text: str) -> str:
    return "".join(text.replace("-", " ").split())


def _told_apart(cities: Sequence[C]) -> tuple[str, ...]:
    """Name the cities; those of one name by their numbers too."""
    names = [name_key(city.name).written for city in cities]
    return tuple(
        city.name if names.count(name) == 1 else f"{city.name} #{city.id}"
        for city, name in zip(cities, names, strict=True)
    )
