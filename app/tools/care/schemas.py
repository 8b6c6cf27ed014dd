"""What is due, and the routines of the household (docs/main-app-api.md, "Habits")."""

from typing import Annotated, Literal

from msgspec import Meta

from app.domain.due_dates import CareState
from app.tools.medical_records.schemas import MedicalRecordItem
from app.tools.pet_schemas import PetStatus
from app.tools.schemas import NotOwn, ToolOutput

CareKind = Literal["vaccination", "birthday"]
RoutineKind = Literal["yes_no", "scale"]


class PetName(ToolOutput, frozen=True, kw_only=True):
    """A pet by number and name."""

    pet_id: int
    pet_name: str
    relation: NotOwn | None = None


class UpcomingItem(ToolOutput, frozen=True, kw_only=True):
    """One thing to remember, on its date."""

    date: Annotated[str, Meta(description="YYYY-MM-DD. A birth without a day has no birthday here.")]
    days_until: Annotated[int, Meta(description="Negative when overdue.")]
    state: CareState
    kind: CareKind
    pet_id: int
    pet_name: str
    relation: NotOwn | None = None
    species: str
    vaccination_id: int | None = None
    vaccine_name: str | None = None
    turns: Annotated[int, Meta(description="For a birthday: the age in years.")] | None = None


class UpcomingCare(ToolOutput, frozen=True, kw_only=True):
    """Overdue and due vaccinations and birthdays, by date."""

    items: list[UpcomingItem]
    pets_checked: Annotated[int, Meta(description="Pets that were looked at. 0: nothing is known, not nothing is due.")]
    total: int
    returned: int
    has_more: Annotated[bool, Meta(description="true: narrow it with days, species or pet_id.")]
    until_date: str
    no_due_dates: Annotated[
        list[PetName], Meta(description="Pets without any due date on record: nothing is known, ask their owner.")
    ] = []
    no_due_dates_left_out: Annotated[int, Meta(description="How many more such pets there are, not named.")] = 0
    not_read: Annotated[
        list[PetName], Meta(description="Pets whose vaccinations were not or not all read; ask with pet_id.")
    ] = []
    not_read_left_out: Annotated[
        int, Meta(description="How many more such pets there are, not named; narrow it with species or pet_id.")
    ] = 0
    vaccinations_closed_for: Annotated[
        list[PetName], Meta(description="Pets of others whose health records only their owner and editors may see.")
    ] = []
    vaccinations_not_kept_for: Annotated[
        list[str], Meta(description="Species for which Meo Mai Moi keeps no vaccinations.")
    ] = []
    as_of: str


class RoutineDay(ToolOutput, frozen=True, kw_only=True):
    """What was noted on one day."""

    date: str
    value: float


class Routine(ToolOutput, frozen=True, kw_only=True):
    """One habit for one pet, with what was noted of late."""

    habit_id: int
    name: str
    kind: RoutineKind
    scale: Annotated[str, Meta(description="For a scale: its lowest and highest number.")] | None = None
    reminder: Annotated[str, Meta(description="Time of day and weekdays of the reminder.")] | None = None
    last_done: Annotated[str, Meta(description="For yes_no: last day it was done, YYYY-MM-DD.")] | None = None
    days_since_done: int | None = None
    average: Annotated[float, Meta(description="For a scale: average of the noted days.")] | None = None
    noted_days: int | None = None
    recent: list[RoutineDay] = []
    recent_available: Annotated[bool, Meta(description="false: what was noted could not be read now.")] = True


class PetRoutines(ToolOutput, frozen=True, kw_only=True):
    """What somebody who looks after one pet has to know."""

    pet_id: int
    pet_name: str
    relation: NotOwn | None = None
    species: str
    status: PetStatus
    description: str | None = None
    routines: list[Routine]
    recent_treatments: Annotated[
        list[MedicalRecordItem], Meta(description="Medical records of the last 30 days, newest first.")
    ] = []
    treatments_available: Annotated[
        bool,
        Meta(description="false: not kept for the species, closed to this account or not read; nothing is known."),
    ] = True


class CareRoutines(ToolOutput, frozen=True, kw_only=True):
    """What a sitter needs per pet: description, routines with the recent days, recent treatments."""

    pets: list[PetRoutines]
    total: int
    returned: int
    has_more: Annotated[bool, Meta(description="true: narrow it with pet_id.")]
    left_out: Annotated[list[str], Meta(description="What this answer does not show, in plain words.")] = []
    from_date: str
    until_date: str
