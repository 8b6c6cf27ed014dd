"""Species and cities as payloads carry them."""

from functools import cache

from msgspec import Struct

from app.devtools.sandbox.data.catalog import REVISED_AT, SEEDED_AT, cities, localized, pet_types
from app.devtools.sandbox.data.pets import City

_APPROVED_AT = "2026-01-01T00:00:00.000000Z"


class PetTypeBody(Struct, frozen=True, kw_only=True):
    """A species; vaccinations, medical records and photos are not among the visible flags."""

    id: int
    slug: str
    description: str
    is_system: bool = True
    display_order: int
    created_at: str = SEEDED_AT
    updated_at: str = REVISED_AT
    placement_requests_allowed: bool
    weight_tracking_allowed: bool
    microchips_allowed: bool
    status: str = "active"
    name: str


class CityBody(Struct, frozen=True, kw_only=True):
    """A city."""

    id: int
    slug: str
    country: str
    description: str | None = None
    created_by: int | None = None
    approved_at: str = _APPROVED_AT
    created_at: str = _APPROVED_AT
    updated_at: str = REVISED_AT
    name: str
    usage_count: int


@cache
def pet_type_body(pet_type_id: int, locale: str) -> PetTypeBody:
    """Show a species with its name in a locale; its description is English always."""
    one = pet_types()[pet_type_id]
    return PetTypeBody(
        id=one.id,
        slug=one.slug,
        description=f"(placeholder text for {one.slug})",
        display_order=one.display_order,
        placement_requests_allowed=one.placement_requests_allowed,
        weight_tracking_allowed=one.weight_tracking_allowed,
        microchips_allowed=one.microchips_allowed,
        name=localized(one.names, locale),
    )


@cache
def city_body(city_id: int, locale: str) -> CityBody:
    """Show a city with its name in a locale."""
    city: City = cities()[city_id]
    name = localized(city.names, locale)
    return CityBody(id=city.id, slug=city.slug, country=city.country, name=name, usage_count=172 + city.id)
