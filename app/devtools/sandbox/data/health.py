"""Health records as the main app stores them."""

from datetime import date
from decimal import Decimal

from msgspec import Struct, field

from app.devtools.sandbox.data.photos import Photo


class Vaccination(Struct, kw_only=True, eq=False):
    """A vaccination; `completed_at` is set by a renewal and never unset."""

    id: int
    pet_id: int
    vaccine_name: str
    administered_at: date
    due_at: date | None = None
    notes: str | None = None
    completed_at: str | None = None
    created_at: str
    updated_at: str
    linked_transaction: bool = False
    photo: Photo | None = None

    def is_overdue(self, today: date) -> bool:
        """Not completed and due before today; due today is not overdue."""
        return self.completed_at is None and self.due_at is not None and self.due_at < today


class MedicalRecord(Struct, kw_only=True, eq=False):
    """A visit, a treatment, a test; `record_type` is free text."""

    id: int
    pet_id: int
    record_type: str
    record_date: date
    description: str | None = None
    vet_name: str | None = None
    created_at: str
    updated_at: str
    linked_transaction: bool = False
    photos: list[Photo] = field(default_factory=list)


class Weight(Struct, kw_only=True, eq=False):
    """One weighing; stored with two decimals whatever was sent."""

    id: int
    pet_id: int
    weight_kg: Decimal
    record_date: date
    created_at: str
    updated_at: str


class Microchip(Struct, kw_only=True, eq=False):
    """An implanted chip."""

    id: int
    pet_id: int
    chip_number: str
    issuer: str | None = None
    implanted_at: date | None = None
    created_at: str
    updated_at: str
    linked_transaction: bool = False


class HealthCard(Struct, frozen=True, kw_only=True):
    """What a pet's card says about its health on a day; kept until a record or the day changes."""

    edition: int
    day: date
    latest_weights: tuple[Weight, ...]
    overdue: bool
    due_soon: bool
    future: bool

    @property
    def vaccination_status(self) -> str:
        """First match wins."""
        if self.overdue:
            return "overdue"
        if self.due_soon:
            return "due_soon"
        return "up_to_date" if self.future else "unknown"
