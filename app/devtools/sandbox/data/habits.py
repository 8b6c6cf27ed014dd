"""Habits (care routines) and their daily entries."""

from datetime import date
from typing import Literal

from msgspec import Struct, field

ValueType = Literal["yes_no", "integer_scale"]
SummaryMode = Literal["average_scored_pets", "average_all_pets", "sum"]


class Habit(Struct, kw_only=True, eq=False):
    """A routine of one person for some pets; days are days in its own time zone."""

    id: int
    name: str
    created_by: int
    created_at: str
    updated_at: str
    timezone: str = "Asia/Ho_Chi_Minh"
    value_type: ValueType = "yes_no"
    scale_min: int | None = None
    scale_max: int | None = None
    day_summary_mode: SummaryMode = "average_scored_pets"
    share_with_coowners: bool = False
    reminder_time: str | None = None
    reminder_weekdays: list[int] | None = None
    archived_at: str | None = None
    pet_ids: list[int] = field(default_factory=list)
    entries: dict[date, dict[int, int]] = field(default_factory=dict)
    """The value noted on a day, by pet id."""
