"""The household at a glance: one answer for "whose birthday is next" and "what is due" (decisions 8)."""

from typing import Annotated

from msgspec import Meta

from app.structs.pets import Pet
from app.structs.spoken import SpokenText
from app.structs.tool import ToolInput, ToolOutput
from app.structs.vaccinations import VaccinationState
from app.structs.weights import WeightDirection


class OverviewQuery(ToolInput, frozen=True, kw_only=True):
    """Which pets to show; nothing means all."""

    species: (
        Annotated[SpokenText, Meta(description="Only this species, such as cat or dog, in any of the four languages.")]
        | None
    ) = None


class NextBirthday(ToolOutput, frozen=True, kw_only=True):
    """The coming birthday; `date` is YYYY-MM-DD, or YYYY-MM when the day is not known."""

    date: str
    days_until: int | None = None
    turns: Annotated[int, Meta(description="Age in years on that day.")]


class DueVaccination(ToolOutput, frozen=True, kw_only=True):
    """A vaccination that is overdue or due."""

    id: int
    vaccine_name: str
    due_at: str
    state: VaccinationState
    days_until_due: int


class PetOverview(Pet, frozen=True, kw_only=True):
    """One pet with what is coming."""

    next_birthday: NextBirthday | None = None
    weight_change_kg: Annotated[float, Meta(description="Latest minus previous measurement.")] | None = None
    weight_direction: WeightDirection | None = None
    due_vaccinations: list[DueVaccination] = []
    vaccinations_available: Annotated[
        bool, Meta(description="false: the due vaccinations could not be read now; ask list_vaccinations.")
    ] = True


class PetsOverview(ToolOutput, frozen=True, kw_only=True):
    """All pets; ages, birthdays and due dates hold for `as_of`."""

    pets: list[PetOverview]
    total: int
    returned: int
    has_more: bool
    left_out: Annotated[list[str], Meta(description="What this answer does not show, in plain words.")] = []
    as_of: str
