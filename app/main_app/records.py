"""What the main app holds, as far as this connector wants to know (docs/main-app-api.md).

Read by `decoding`, which looks at these annotations: a field with a default takes it when the value is missing
or odd; a field without one is what makes the record usable. Everything else in an answer (media rows, other
people's e-mails, the user's own secrets) is never kept.
"""

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from msgspec import Struct

from app.main_app.field_types import Day, Moment, Number, PhotoLink, WholeNumber, converted

R = TypeVar("R")


class PetCity(Struct, frozen=True):
    """The city of a pet; its country is known where the main app serves the city whole."""

    name: str
    country: str | None = None


def read_city(value: Any) -> PetCity:
    """Take a city that is served as its name in lists and as an object elsewhere."""
    name, country = (value["name"], value.get("country")) if isinstance(value, dict) else (value, None)
    if not isinstance(name, str):
        raise TypeError("no name")
    return PetCity(name, country if isinstance(country, str) else None)


if TYPE_CHECKING:
    City = PetCity
else:
    City = converted(read_city)


class Saved(Struct, Generic[R], frozen=True):
    """A record as stored; `already_saved` when an earlier, equal call had made it."""

    record: R
    already_saved: bool = False


class Listing(Struct, Generic[R], frozen=True):
    """Rows of a list; `total` is the main app's count, which is higher where rows were cut."""

    rows: list[R]
    total: int


class Stored(Struct, frozen=True, kw_only=True):
    """What every record has: its id, when it was made, and its version (`updated_at`, byte for byte)."""

    id: WholeNumber
    created_at: str | None = None
    updated_at: str | None = None


class UserRecord(Struct, frozen=True, kw_only=True):
    """The signed-in user: what the connector needs and nothing that identifies a person."""

    id: WholeNumber
    email_verified_at: Moment | None = None
    is_banned: bool = False


class PetTypeRecord(Struct, frozen=True, kw_only=True):
    """A species (docs/main-app-api.md, "Species, cities, countries")."""

    id: WholeNumber
    slug: str
    name: str = ""
    weight_tracking_allowed: bool = False
    microchips_allowed: bool = False


class HealthSummary(Struct, frozen=True, kw_only=True):
    """What the pet lists tell about health (docs/main-app-api.md, "Pet lists"); an odd status counts as unknown."""

    latest_weight_kg: Number | None = None
    latest_weight_record_date: Day | None = None
    previous_weight_kg: Number | None = None
    previous_weight_record_date: Day | None = None
    vaccination_status: str = "unknown"


class PetPermissions(Struct, frozen=True, kw_only=True):
    """What this user may do with the pet."""

    can_edit: bool = False
    is_owner: bool = False
    is_foster: bool = False


class PersonRecord(Struct, frozen=True):
    """Somebody with a relationship to a pet: the name, and nothing else of any person."""

    name: str


class RelationshipRecord(Struct, frozen=True, kw_only=True):
    """What somebody is or was to a pet."""

    relationship_type: str
    user: PersonRecord
    end_at: str | None = None


class PhotoRecord(Struct, frozen=True, kw_only=True):
    """A picture; `url` is public, without sign-in and without an end."""

    id: WholeNumber
    url: PhotoLink | None = None


class PetRecord(Stored, frozen=True, kw_only=True):
    """A pet. Birthday parts count only up to `birthday_precision` (docs/main-app-api.md, "Update a pet")."""

    name: str = ""
    sex: str = "not_specified"
    status: str = "active"
    birthday_precision: str = "unknown"
    birthday: Day | None = None
    birthday_year: WholeNumber | None = None
    birthday_month: WholeNumber | None = None
    birthday_day: WholeNumber | None = None
    country: str | None = None
    city: City | None = None
    description: str | None = None
    photo_url: PhotoLink | None = None
    pet_type_id: WholeNumber | None = None
    pet_type: PetTypeRecord | None = None
    health_summary: HealthSummary | None = None
    viewer_permissions: PetPermissions | None = None
    relationships: list[RelationshipRecord] = []

    @property
    def can_edit(self) -> bool | None:
        """Whether this user may change the pet; None if the answer does not tell."""
        return self.viewer_permissions.can_edit if self.viewer_permissions else None

    @property
    def owner_name(self) -> str | None:
        """The name of the owner; only the answer for a single pet has it."""
        ties = (tie for tie in self.relationships if tie.relationship_type == "owner" and tie.end_at is None)
        return next((tie.user.name for tie in ties), None)


class PetSections(Struct, frozen=True, kw_only=True):
    """All pets the user has to do with now; each stands in one section only."""

    owned: list[PetRecord] = []
    fostering_active: list[PetRecord] = []
    shared: list[PetRecord] = []


class VaccinationRecord(Stored, frozen=True, kw_only=True):
    """A vaccination; `vaccine_name_as_stored` where the name holds characters that no reader sees."""

    administered_at: Day
    pet_id: WholeNumber = 0
    vaccine_name: str = ""
    vaccine_name_as_stored: str | None = None
    due_at: Day | None = None
    notes: str | None = None
    completed_at: Moment | None = None
    photo: PhotoRecord | None = None


class MedicalRecord(Stored, frozen=True, kw_only=True):
    """A visit, treatment or the like; `record_type_as_stored` as in `VaccinationRecord`."""

    record_date: Day
    record_type: str = "other"
    record_type_as_stored: str | None = None
    description: str | None = None
    vet_name: str | None = None
    photos: list[PhotoRecord] = []


class WeightRecord(Stored, frozen=True, kw_only=True):
    """A weighing (docs/main-app-api.md, "Weights")."""

    weight_kg: Number
    record_date: Day


class MicrochipRecord(Stored, frozen=True, kw_only=True):
    """A microchip (docs/main-app-api.md, "Microchips")."""

    chip_number: str
    issuer: str | None = None
    implanted_at: Day | None = None


class CityRecord(Struct, frozen=True, kw_only=True):
    """A city that a pet can live in (docs/main-app-api.md, "Species, cities, countries")."""

    id: WholeNumber
    name: str
    slug: str = ""


class HabitPetRecord(Struct, frozen=True, kw_only=True):
    """A pet that a habit is kept for."""

    id: WholeNumber
    name: str = ""


class HabitRecord(Struct, frozen=True, kw_only=True):
    """A care routine; `archived_at` is set on those no longer kept."""

    id: WholeNumber
    name: str = ""
    value_type: str = "yes_no"
    scale_min: WholeNumber | None = None
    scale_max: WholeNumber | None = None
    reminder_enabled: bool = False
    reminder_time: str | None = None
    reminder_weekdays: list[WholeNumber] | None = None
    archived_at: Moment | None = None
    pets: list[HabitPetRecord] = []


class HabitDayRecord(Struct, frozen=True, kw_only=True):
    """One scored day."""

    date: Day
    value: Number


class HabitPetSummaryRecord(Struct, frozen=True, kw_only=True):
    """A pet's share in a habit: the last yes for yes/no habits, scored days for the others."""

    pet_id: WholeNumber
    last_yes_date: Day | None = None
    days_since_last_yes: WholeNumber | None = None
    series: list[HabitDayRecord] = []


class HabitSummaryRecord(Struct, frozen=True, kw_only=True):
    """A habit over some weeks; the dates are days in the habit's own time zone."""

    end_date: Day | None = None
    pets: list[HabitPetSummaryRecord] = []
