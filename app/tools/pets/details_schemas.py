"""One pet with its health at a glance (details with health summary)."""

from typing import Annotated

from msgspec import Meta

from app.tools.medical_records.schemas import MedicalRecordItem
from app.tools.pets.overview_schemas import NextBirthday
from app.tools.pet_schemas import StoredPet
from app.tools.schemas import ToolOutput
from app.tools.vaccinations.schemas import Vaccination
from app.tools.weights.schemas import Weight, WeightTrendAnswer


class HealthSummary(ToolOutput, frozen=True, kw_only=True):
    """The active vaccinations, the latest medical records and weights; the list tools have the rest."""

    vaccinations: list[Vaccination] = []
    vaccinations_total: int | None = None
    medical_records: list[MedicalRecordItem] = []
    medical_records_total: int | None = None
    weights: list[Weight] = []
    weights_total: int | None = None
    weight_trend: WeightTrendAnswer | None = None
    not_available: Annotated[
        list[str], Meta(description="Parts that are not kept for this species or could not be read now, and why.")
    ] = []


class PetDetails(StoredPet, frozen=True, kw_only=True):
    """The pet, its next birthday and its health."""

    can_edit: Annotated[bool, Meta(description="false: this account can see the pet but change nothing.")] | None = None
    next_birthday: NextBirthday | None = None
    health: HealthSummary
