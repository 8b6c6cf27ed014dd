"""Vaccinations as the routes show them (docs/main-app-api.md, "Vaccinations")."""

from datetime import date

from msgspec import UNSET, Struct, UnsetType

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
    photo_url: str | None = None
    photo: str | None = None
    is_overdue: bool
    media: list[str] = []


def vaccination_body(record: Vaccination, today: date) -> VaccinationBody:
    """Show a stored vaccination."""
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
        is_overdue=record.is_overdue(today),
    )


def created_vaccination(record: Vaccination, today: date, *, due_at_sent: bool, notes_sent: bool) -> VaccinationBody:
    """Show a vaccination right after its creation: only what was sent."""
    body = vaccination_body(record, today)
    body.completed_at = body.reminder_sent_at = UNSET
    if not due_at_sent:
        body.due_at = UNSET
    if not notes_sent:
        body.notes = UNSET
    return body
