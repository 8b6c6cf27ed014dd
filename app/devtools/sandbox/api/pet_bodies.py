"""Pets as each route shows them: one struct, whose extras are unset where a route lacks them."""

from msgspec import UNSET, Struct, UnsetType

from app.devtools.sandbox.api.call import Call
from app.devtools.sandbox.api.catalog_bodies import (
    CityBody,
    PetTypeBody,
    city_body,
    pet_type_body,
)
from app.devtools.sandbox.api.media import MediaImage, MediaRow, gallery_of_pet
from app.devtools.sandbox.api.people_bodies import UserBody, user_body
from app.devtools.sandbox.api.rights import Permissions, permissions
from app.devtools.sandbox.data.pets import Pet, Relationship
from app.devtools.sandbox.timestamps import day_stamp


class HealthSummary(Struct, frozen=True, kw_only=True):
    """The card's short line about health; weights are strings here."""

    latest_weight_kg: str | None
    latest_weight_record_date: str | None
    previous_weight_kg: str | None
    previous_weight_record_date: str | None
    vaccination_status: str


class RelationshipBody(Struct, frozen=True, kw_only=True):
    """What a person is or was to the pet; show carries the whole user."""

    id: int
    user_id: int
    pet_id: int
    relationship_type: str
    start_at: str
    end_at: str | None
    created_by: int
    created_at: str
    updated_at: str
    user: UserBody | UnsetType = UNSET


class PetBody(Struct, kw_only=True):
    """A pet; the first block is in every answer."""

    id: int
    pet_type_id: int | str
    created_by: int
    name: str
    birthday: str | None
    description: str
    status: str
    created_at: str
    updated_at: str
    birthday_year: int | None
    birthday_month: int | None
    birthday_day: int | None
    birthday_precision: str
    country: str
    state: str | None
    city: CityBody | str | None
    address: str | None
    sex: str
    city_id: int | None
    description_locale: str | None
    photo_url: str | None
    photos: list[MediaImage]
    user_id: int
    media: list[MediaRow]

    pet_type: PetTypeBody | UnsetType = UNSET
    deleted_at: None | UnsetType = None
    latest_weight_kg: str | None | UnsetType = UNSET
    latest_weight_record_date: str | None | UnsetType = UNSET
    previous_weight_kg: str | None | UnsetType = UNSET
    previous_weight_record_date: str | None | UnsetType = UNSET
    has_overdue_vaccinations: bool | UnsetType = UNSET
    has_due_soon_vaccinations: bool | UnsetType = UNSET
    has_future_vaccinations: bool | UnsetType = UNSET
    health_summary: HealthSummary | UnsetType = UNSET
    viewer_permissions: Permissions | UnsetType = UNSET
    categories: tuple[()] | UnsetType = UNSET
    relationships: list[RelationshipBody] | UnsetType = UNSET
    placement_requests: list[str] | UnsetType = UNSET
    viewers: list[UserBody] | UnsetType = UNSET
    editors: list[UserBody] | UnsetType = UNSET


def pet_columns(call: Call, pet: Pet) -> PetBody:
    """Show the pet columns and nothing else, as the 409 of a changed pet does; the city is a string."""
    gallery = gallery_of_pet(pet, call.request.base_url, call.world.clock())
    return PetBody(
        id=pet.id,
        pet_type_id=pet.pet_type.id,
        created_by=pet.created_by,
        name=pet.name,
        birthday=day_stamp(pet.birthday),
        description=pet.description,
        status=pet.status,
        created_at=pet.created_at,
        updated_at=pet.updated_at,
        birthday_year=pet.birthday_year,
        birthday_month=pet.birthday_month,
        birthday_day=pet.birthday_day,
        birthday_precision=pet.birthday_precision,
        country=pet.country,
        state=pet.state,
        city=pet.city.names["en"] if pet.city else None,
        address=pet.address,
        sex=pet.sex,
        city_id=pet.city.id if pet.city else None,
        description_locale=pet.description_locale,
        photo_url=gallery.thumb_url(),
        photos=gallery.images(),
        user_id=pet.created_by,
        media=gallery.rows(),
    )


def plain_pet(call: Call, pet: Pet) -> PetBody:
    """Show the pet columns and the species, as lists and the status answer do."""
    body = pet_columns(call, pet)
    body.pet_type = pet_type_body(pet.pet_type.id, call.locale)
    return body


def pet_card(call: Call, pet: Pet) -> PetBody:
    """Show a pet as the lists do, with weights and vaccination flags."""
    body = plain_pet(call, pet)
    card = pet.health_card(call.world.today())
    texts = [f"{weight.weight_kg:.2f}" for weight in card.latest_weights] + [None, None]
    days = [weight.record_date.isoformat() for weight in card.latest_weights] + [None, None]
    body.latest_weight_kg, body.previous_weight_kg = texts[0], texts[1]
    body.latest_weight_record_date, body.previous_weight_record_date = days[0], days[1]
    body.has_overdue_vaccinations = card.overdue
    body.has_due_soon_vaccinations = card.due_soon
    body.has_future_vaccinations = card.future
    body.health_summary = HealthSummary(
        latest_weight_kg=texts[0],
        latest_weight_record_date=days[0],
        previous_weight_kg=texts[1],
        previous_weight_record_date=days[1],
        vaccination_status=card.vaccination_status,
    )
    return body


def section_card(call: Call, pet: Pet) -> PetBody:
    """Show a pet as the sections do: a card and what the viewer may do."""
    body = pet_card(call, pet)
    body.viewer_permissions = permissions(call.world, call.signed_in, pet)
    return body


def whole_pet(call: Call, pet: Pet) -> PetBody:
    """Show a pet as show does: city object, people with their e-mail addresses, no health summary."""
    body = plain_pet(call, pet)
    body.city = city_body(pet.city.id, call.locale) if pet.city else None
    body.categories = ()
    body.relationships = [_relationship(call, tie, with_user=True) for tie in pet.relationships]
    body.placement_requests = []
    if call.user is not None:
        body.viewer_permissions = permissions(call.world, call.user, pet)
    return body


def created_pet(call: Call, pet: Pet) -> PetBody:
    """Show a pet right after its creation: no `deleted_at`, no permissions, no health summary."""
    body = plain_pet(call, pet)
    body.deleted_at = UNSET
    body.city = city_body(pet.city.id, call.locale) if pet.city else None
    body.categories = ()
    body.viewers = []
    body.editors = []
    return body


def updated_pet(call: Call, pet: Pet) -> PetBody:
    """Show a pet after a change."""
    body = created_pet(call, pet)
    body.deleted_at = None
    body.viewers = _people(call, pet, "viewer")
    body.editors = _people(call, pet, "editor")
    body.relationships = [_relationship(call, tie, with_user=False) for tie in pet.relationships]
    body.viewer_permissions = permissions(call.world, call.signed_in, pet)
    return body


def photographed_pet(call: Call, pet: Pet) -> PetBody:
    """Show a pet after an upload: the city as a string, relationships without people."""
    body = plain_pet(call, pet)
    body.relationships = [_relationship(call, tie, with_user=False) for tie in pet.relationships]
    body.viewer_permissions = permissions(call.world, call.signed_in, pet)
    return body


def _relationship(call: Call, tie: Relationship, *, with_user: bool) -> RelationshipBody:
    return RelationshipBody(
        id=tie.id,
        user_id=tie.user_id,
        pet_id=tie.pet_id,
        relationship_type=tie.role,
        start_at=tie.start_at,
        end_at=tie.end_at,
        created_by=tie.user_id,
        created_at=tie.start_at,
        updated_at=tie.end_at or tie.start_at,
        user=user_body(call.world.accounts.users[tie.user_id]) if with_user else UNSET,
    )


def _people(call: Call, pet: Pet, role: str) -> list[UserBody]:
    ties = [tie for tie in pet.relationships if tie.role == role and tie.is_active]
    return [user_body(call.world.accounts.users[tie.user_id]) for tie in ties]
