"""What must still be true of a record that is deleted (docs/main-app-api.md, "Versions").

Taken from the record as it was just read, so that a record which changed meanwhile stays; texts exactly as stored.
"""

from datetime import date

from msgspec import UNSET, Struct, UnsetType

from app.main_app.records import MedicalRecord, MicrochipRecord, VaccinationRecord, WeightRecord

MIN_DELETABLE_KG = 0.01
MAX_DELETABLE_KG = 1000
"""The main app takes no other weight as the expected one, so a record with another cannot be deleted."""


class DeleteGuards(Struct, frozen=True, kw_only=True):
    """The version and the expected values of a record."""

    base_version: str | None = None
    expected_vaccine_name: str | UnsetType = UNSET
    expected_administered_at: date | UnsetType = UNSET
    expected_record_type: str | UnsetType = UNSET
    expected_record_date: date | UnsetType = UNSET
    expected_weight_kg: float | UnsetType = UNSET


def guards_of(record: VaccinationRecord | MedicalRecord | WeightRecord | MicrochipRecord) -> DeleteGuards:
    """Return the guards of a record that was just read."""
    match record:
        case VaccinationRecord():
            return DeleteGuards(
                base_version=record.updated_at,
                expected_vaccine_name=record.vaccine_name_as_stored or record.vaccine_name,
                expected_administered_at=record.administered_at,
            )
        case MedicalRecord():
            return DeleteGuards(
                base_version=record.updated_at,
                expected_record_type=record.record_type_as_stored or record.record_type,
                expected_record_date=record.record_date,
            )
        case WeightRecord():
            return DeleteGuards(
                base_version=record.updated_at,
                expected_weight_kg=record.weight_kg,
                expected_record_date=record.record_date,
            )
        case _:
            return DeleteGuards(base_version=record.updated_at)
