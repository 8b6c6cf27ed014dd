"""How a day of a habit is summed up for the heat map (docs/main-app-api.md, "Habits")."""

from datetime import date

from msgspec import Struct

from app.devtools.sandbox.data.habits import Habit
from app.devtools.sandbox.data.pets import Pet

Number = int | float


class HeatmapDay(Struct, frozen=True, kw_only=True):
    """A day; the three values are null without entries."""

    date: str
    average_value: Number | None
    display_value: Number | None
    entry_count: int
    visible_pet_count: int
    normalized_intensity: Number | None


def heatmap_day(habit: Habit, pets: list[Pet], day: date) -> HeatmapDay:
    """Sum up what was noted for the visible pets."""
    noted = habit.entries.get(day, {})
    values = [noted[pet.id].value for pet in pets if pet.id in noted]
    if not values:
        return HeatmapDay(
            date=day.isoformat(),
            average_value=None,
            display_value=None,
            entry_count=0,
            visible_pet_count=len(pets),
            normalized_intensity=None,
        )
    average = sum(values) / (len(pets) if habit.day_summary_mode == "average_all_pets" else len(values))
    counted = habit.value_type == "yes_no" or habit.day_summary_mode == "sum"
    return HeatmapDay(
        date=day.isoformat(),
        average_value=_short(average),
        display_value=sum(values) if counted else _short(average),
        entry_count=len(values),
        visible_pet_count=len(pets),
        normalized_intensity=_short(_intensity(habit, values, average, len(pets))),
    )


def _intensity(habit: Habit, values: list[int], average: float, pet_count: int) -> float:
    """Return 0 to 1: the share of pets with a yes, or the place on the scale."""
    if habit.value_type == "yes_no":
        return sum(values) / pet_count
    low, high = habit.scale_min or 0, habit.scale_max or 1
    return min(1.0, max(0.0, (average - low) / max(1, high - low)))


def _short(value: float) -> Number:
    """Round to four decimals and write 1.0 as 1."""
    rounded = round(value, 4)
    return int(rounded) if rounded.is_integer() else rounded
