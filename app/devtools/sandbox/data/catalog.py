"""The lists that belong to nobody: species, countries, cities, categories.

See docs/main-app-api.md, "Species, cities, countries".
"""

from functools import cache
from importlib import resources

import msgspec
from msgspec import Struct

from app.devtools.sandbox.data.pets import Category, City, Names, PetType

SEEDED_AT = "2025-09-26T12:00:00.000000Z"
REVISED_AT = "2026-02-02T16:10:00.000000Z"


class Country(Struct, frozen=True):
    """A country with its names; the text is Unicode CLDR's."""

    code: str
    names: Names
    phone_prefix: str | None


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
def countries() -> list[Country]:
    """Return the countries, by code."""
    return msgspec.json.decode(_read("countries.json"), type=list[Country])


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


@cache
def categories() -> dict[int, Category]:
    """Return a few categories by id."""
    rows = [
        Category(id=3, slug="tabby", pet_type_id=1, names={"en": "Tabby", "vi": "Mèo mướp"}),
        Category(id=4, slug="tuxedo", pet_type_id=1, names={"en": "Tuxedo"}),
        Category(id=8, slug="small-dog", pet_type_id=2, names={"en": "Small dog", "vi": "Chó nhỏ"}),
    ]
    return {category.id: category for category in rows}


def localized(names: Names, locale: str) -> str:
    """Pick the name in a locale, English when there is none."""
    return names.get(locale) or names["en"]
