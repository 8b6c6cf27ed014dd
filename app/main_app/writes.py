"""What is sent to the main app: a field left UNSET is not sent, None is sent as null.

Fields that the main app answers with an error 500 when they are null take no None. Of a birthday only
the precision and the parts are sent: `birthday` alone would be lost silently. On an update null clears no pet
field (docs/main-app-api.md, "Update a pet").
"""

from datetime import date

from msgspec import UNSET, Struct, UnsetType


class PetWrite(Struct, frozen=True, kw_only=True):
    """Fields of a new pet or of a change (docs/main-app-api.md, "Create a pet")."""

    name: str | UnsetType = UNSET
    country: str | UnsetType = UNSET
    city_id: int | UnsetType = UNSET
    sex: str | UnsetType = UNSET
    pet_type_id: int | UnsetType = UNSET
    birthday_precision: str | UnsetType = UNSET
    birthday_year: int | UnsetType | None = UNSET
    birthday_month: int | UnsetType | None = UNSET
    birthday_day: int | UnsetType | None = UNSET
    description: str | UnsetType | None = UNSET
    allow_duplicate: bool | UnsetType = UNSET


class VaccinationWrite(Struct, frozen=True, kw_only=True):
    """Fields of a new vaccination or of a change (docs/main-app-api.md, "Vaccinations")."""

    vaccine_name: str | UnsetType = UNSET
    administered_at: date | UnsetType = UNSET
    due_at: date | UnsetType | None = UNSET
    notes: str | UnsetType | None = UNSET


class MedicalWrite(Struct, frozen=True, kw_only=True):
    """Fields of a new medical record or of a change (docs/main-app-api.md, "Medical records")."""

    record_type: str | UnsetType = UNSET
    record_date: date | UnsetType = UNSET
    description: str | UnsetType | None = UNSET
    vet_name: str | UnsetType | None = UNSET


class WeightWrite(Struct, frozen=True, kw_only=True):
    """Fields of a new weighing or of a change; the owner's own weight (`tare_weight_kg`) is never sent."""

    weight_kg: float | UnsetType = UNSET
    record_date: date | UnsetType = UNSET


class MicrochipWrite(Struct, frozen=True, kw_only=True):
    """Fields of a new microchip (docs/main-app-api.md, "Microchips")."""

    chip_number: str | UnsetType = UNSET
    issuer: str | UnsetType = UNSET
    implanted_at: date | UnsetType = UNSET
