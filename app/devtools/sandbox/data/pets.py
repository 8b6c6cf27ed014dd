"""Pets as the main app stores them, with the people around them."""

from datetime import date, timedelta
from typing import Literal

from msgspec import Struct, field

from app.devtools.sandbox.data.health import HealthCard, MedicalRecord, Microchip, Vaccination, Weight
from app.devtools.sandbox.data.photos import Photo

Role = Literal["owner", "editor", "viewer", "foster", "sitter"]
Precision = Literal["day", "month", "year", "unknown"]
Names = dict[str, str]
_DUE_SOON = timedelta(days=30)


class PetType(Struct, frozen=True, kw_only=True, eq=False):
    """A species with its capabilities; the last three are constants in the main app's code."""

    slug: str
    display_order: int
    names: Names
    placement_requests_allowed: bool
    weight_tracking_allowed: bool
    microchips_allowed: bool
    vaccinations: bool
    medical: bool
    photos: bool

    @property
    def id(self) -> int:
        """The seed numbers the species in their order."""
        return self.display_order + 1


class City(Struct, frozen=True, kw_only=True, eq=False):
    """A city that people may choose."""

    id: int
    slug: str
    country: str
    names: Names


class Relationship(Struct, kw_only=True, eq=False):
    """What a person is to a pet; `end_at` marks a past one."""

    id: int
    user_id: int
    pet_id: int
    role: Role
    start_at: str
    end_at: str | None = None

    @property
    def is_active(self) -> bool:
        """Whether it still holds."""
        return self.end_at is None


class Pet(Struct, kw_only=True, eq=False):
    """A stored pet and everything that hangs on it."""

    id: int
    pet_type: PetType
    created_by: int
    name: str
    created_at: str
    updated_at: str
    sex: str = "not_specified"
    status: str = "active"
    birthday: date | None = None
    birthday_year: int | None = None
    birthday_month: int | None = None
    birthday_day: int | None = None
    birthday_precision: Precision = "unknown"
    country: str = "VN"
    state: str | None = None
    city: City | None = None
    address: str | None = None
    description: str = ""
    description_locale: str | None = None
    deleted: bool = False
    relationships: list[Relationship] = field(default_factory=list)
    photos: list[Photo] = field(default_factory=list)
    vaccinations: dict[int, Vaccination] = field(default_factory=dict)
    medical_records: dict[int, MedicalRecord] = field(default_factory=dict)
    weights: dict[int, Weight] = field(default_factory=dict)
    microchips: dict[int, Microchip] = field(default_factory=dict)
    health_edition: int = 0
    """Grows with each change of a health record, so that the card can be kept."""
    kept_card: HealthCard | None = None

    def active_roles(self, user_id: int) -> list[Role]:
        """Name what a person is to this pet now."""
        return [tie.role for tie in self.relationships if tie.user_id == user_id and tie.is_active]

    def health_card(self, today: date) -> HealthCard:
        """Sum up health for lists; "latest" goes by date, then id, so a future weight wins."""
        card = self.kept_card
        if card is None or card.edition != self.health_edition or card.day != today:
            card = self.kept_card = self._make_card(today)
        return card

    def _make_card(self, today: date) -> HealthCard:
        weights = sorted(self.weights.values(), key=lambda weight: (weight.record_date, weight.id), reverse=True)
        open_ones = [one for one in self.vaccinations.values() if one.completed_at is None]
        due = [one.due_at for one in open_ones if one.due_at is not None]
        soon = today + _DUE_SOON
        return HealthCard(
            edition=self.health_edition,
            day=today,
            latest_weights=tuple(weights[:2]),
            overdue=any(day < today for day in due),
            due_soon=any(today <= day <= soon for day in due),
            future=any(day > soon for day in due),
        )
