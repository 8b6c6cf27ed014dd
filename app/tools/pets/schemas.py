"""What the pet tools take and answer: queries, one pet with its health, the overview."""

from typing import Annotated
from msgspec import Meta
from app.tools.pet_schemas import Pet, SpokenSpecies
from app.lenient import LenientBool, LenientInt
from app.tools.schemas import NextOffset, ToolInput, ToolOutput
from app.tools.vaccinations.schemas import VaccinationState
from app.tools.weights.schemas import WeightDirection
from app.tools.medical_records.schemas import MedicalRecordItem
from app.tools.pet_schemas import StoredPet
from app.tools.schemas import ToolOutput
from app.tools.vaccinations.schemas import Vaccination
from app.tools.weights.schemas import Weight, WeightTrendAnswer

class OverviewQuery(ToolInput, frozen=True, kw_only=True):
    """Which pets to show; nothing means all the user owns."""

    species: SpokenSpecies | None = None
    include_shared: (
        Annotated[LenientBool, Meta(description="true: also pets that the user fosters or that others share.")] | None
    ) = None
    offset: (
        Annotated[LenientInt, Meta(description="Pets to pass over: next_offset of the answer before, to get the rest.")]
        | None
    ) = None


class NextBirthday(ToolOutput, frozen=True, kw_only=True):
    """The coming birthday; `date` is YYYY-MM-DD, or YYYY-MM when only the month is known."""

    date: str
    days_until: Annotated[int, Meta(description="0: today, or in the course of this month.")]
    turns: Annotated[int, Meta(description="Age in years on that day.")]


class DueVaccination(ToolOutput, frozen=True, kw_only=True):
    """A vaccination that is overdue or due within 30 days."""

    id: int
    vaccine_name: str
    due_at: str
    state: VaccinationState
    days_until_due: Annotated[int, Meta(description="Negative when overdue.")]


class PetOverview(Pet, frozen=True, kw_only=True):
    """One pet with what is coming."""

    next_birthday: NextBirthday | None = None
    previous_weight_kg: float | None = None
    previous_weight_date: str | None = None
    weight_change_kg: Annotated[float, Meta(description="Latest minus previous measurement.")] | None = None
    weight_direction: WeightDirection | None = None
    due_vaccinations: list[DueVaccination] = []
    due_vaccinations_left_out: Annotated[int, Meta(description="How many more are due.")] = 0
    vaccinations_available: Annotated[
        bool, Meta(description="false: due vaccinations were not or not all read; list_vaccinations shows them.")
    ] = True


class PetsOverview(ToolOutput, frozen=True, kw_only=True):
    """The pets by name; ages, birthdays and due dates hold for `as_of`."""

    pets: list[PetOverview]
    total: int
    returned: int
    has_more: bool
    next_offset: NextOffset | None = None
    left_out: Annotated[list[str], Meta(description="What this answer does not show, in plain words.")] = []
    as_of: str


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
