"""The lists that belong to nobody: species and cities."""

from functools import cache
from importlib import resources

import msgspec

from app.devtools.sandbox.data.pets import City, Names, PetType

SEEDED_AT = "2025-09-26T12:00:00.000000Z"
REVISED_AT = "2026-02-02T16:10:00.000000Z"


def _read(name: str) -> bytes:
    return resources.files(__package__).joinpath(name).read_bytes()


@cache
def pet_types() -> dict[int, PetType]:
    """Return the 31 seeded species by id; cat is 1, dog 2, bird 3."""
    found = msgspec.json.decode(_read("pet_types.json"), type=list[PetType])
    return {one.id: one for one in sorted(found, key=lambda one: one.id)}


@cache
def pet_type_by_slug(slug: str) -> PetType:
    """Return a species by its slug; KeyError when there is none."""
    found = {one.slug: one for one in pet_types().values()}
    return found[slug]


@cache
def cities() -> dict[int, City]:
    """Return a few approved cities by id."""
    rows = [
        City(id=12, slug="hanoi", country="VN", names={"en": "Hanoi", "vi": "Hà Nội", "ru": "Ханой", "uk": "Ханой"}),
        City(id=13, slug="ho-chi-minh-city", country="VN", names={"en": "Ho Chi Minh City", "vi": "TP. Hồ Chí Minh"}),
        City(id=14, slug="da-nang", country="VN", names={"en": "Da Nang", "vi": "Đà Nẵng"}),
        City(id=21, slug="kyiv", country="UA", names={"en": "Kyiv", "ru": "Киев", "uk": "Київ"}),
        City(id=31, slug="tokyo", country="JP", names={"en": "Tokyo", "ru": "Токио", "uk": "Токіо"}),
    ]
    return {city.id: city for city in rows}


def localized(names: Names, locale: str) -> str:
    """Pick the name in a locale, English when there is none."""
    return names.get(locale) or names["en"]
