"""What is due, and the routines of the household (P1, P11 phase 5, contract 11)."""

from typing import Annotated, Literal

from msgspec import Meta

from app.structs.tool import ToolOutput

CareKind = Literal["vaccination", "birthday"]
RoutineKind = Literal["yes_no", "scale"]


class CareItem(ToolOutput, frozen=True, kw_only=True):
    """One thing to remember, on its date."""

    date: Annotated[str, Meta(description="YYYY-MM-DD; YYYY-MM for a birthday whose day is not known.")]
    kind: CareKind
    pet_id: int
    pet_name: str
    species: str
    what: Annotated[str, Meta(description="Name of the vaccine, or the age the pet turns.")]
    days_until: Annotated[int, Meta(description="Negative when overdue.")] | None = None
    overdue: bool = False
    vaccination_id: int | None = None


class UpcomingCare(ToolOutput, frozen=True, kw_only=True):
    """Overdue and due vaccinations and birthdays, by date."""

    items: list[CareItem]
    total: int
    returned: int
    has_more: bool
    from_date: str
    until_date: str
    not_read: Annotated[list[str], Meta(description="Pets whose vaccinations could not be read now.")] = []
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
    scale: Annotated[str, Meta(description="For a scale: from which to which number.")] | None = None
    reminder: Annotated[str, Meta(description="Time of day and weekdays of the reminder.")] | None = None
    last_done: Annotated[str, Meta(description="For yes_no: last day it was done, YYYY-MM-DD.")] | None = None
    days_since_done: int | None = None
    recent: list[RoutineDay] = []


class PetRoutines(ToolOutput, frozen=True, kw_only=True):
    """The routines of one pet."""

    pet_id: int
    pet_name: str
    routines: list[Routine]


class CareRoutines(ToolOutput, frozen=True, kw_only=True):
    """The care routines per pet, with the recent days."""

    pets: list[PetRoutines]
    total: int
    returned: int
    has_more: bool
    not_read: Annotated[list[str], Meta(description="Routines whose recent days could not be read now.")] = []
    from_date: str
    until_date: str
