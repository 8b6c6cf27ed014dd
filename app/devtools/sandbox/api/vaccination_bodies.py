"""Vaccinations as the routes show them."""

from datetime import datetime

from msgspec import UNSET, Struct, UnsetType

from app.devtools.sandbox.api.media import MediaImage, MediaRow, gallery_of_vaccination
from app.devtools.sandbox.data.health import Vaccination
from app.devtools.sandbox.timestamps import day_stamp


class VaccinationBody(Struct, kw_only=True):
    """A vaccination; right after its creation the unset keys are absent."""

    id: int
    pet_id: int
    vaccine_name: str
    administered_at: str | None
    due_at: str | None | UnsetType
    notes: str | None | UnsetType
    reminder_sent_at: str | None | UnsetType = None
    created_at: str
    updated_at: str
    completed_at: str | None | UnsetType
    photo_url: str | None
    photo: MediaImage | None
    is_overdue: bool
    media: list[MediaRow]


def vaccination_body(record: Vaccination, base_url: str, now: datetime) -> VaccinationBody:
    """Show a stored vaccination."""
    gallery = gallery_of_vaccination(record, base_url, now)
    return VaccinationBody(
        id=record.id,
        pet_id=record.pet_id,
        vaccine_name=record.vaccine_name,
        administered_at=day_stamp(record.administered_at),
        due_at=day_stamp(record.due_at),
        notes=record.notes,
        created_at=record.created_at,
        updated_at=record.updated_at,
        completed_at=record.completed_at,
        photo_url=gallery.thumb_url(),
        photo=next(iter(gallery.images()), None),
        is_overdue=record.is_overdue(now.date()),
        media=gallery.rows(),
    )


def created_vaccination(body: VaccinationBody, *, due_at_sent: bool, notes_sent: bool) -> VaccinationBody:
    """Show a vaccination right after its creation: only what was sent."""
    body.completed_at = body.reminder_sent_at = UNSET
    if not due_at_sent:
        body.due_at = UNSET
    if not notes_sent:
        body.notes = UNSET
    return body
