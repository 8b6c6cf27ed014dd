"""Habits: the list, and the summary per pet."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from app.devtools.sandbox.api.answers import Answer, server_error, success, unauthorized_by_policy
from app.devtools.sandbox.api.call import Call
from app.devtools.sandbox.api.habit_bodies import habit_body, may_read_habit, photo_of, visible_pets
from app.devtools.sandbox.data.habits import Habit
from app.devtools.sandbox.data.pets import Pet

_DEFAULT_WEEKS = 52
_MAX_WEEKS = 104


class SeriesPoint(Struct, frozen=True):
    """A value on a day."""

    date: str
    value: int


class PetSummary(Struct, frozen=True, kw_only=True):
    """One pet's line: the last yes over all time, or the values in the window."""

    pet_id: int
    pet_name: str
    pet_photo_url: str | None
    last_yes_date: str | None
    days_since_last_yes: int | None
    series: list[SeriesPoint]


class Summary(Struct, frozen=True, kw_only=True):
    """The summary of a window."""

    start_date: str
    end_date: str
    pets: list[PetSummary]


def list_habits(call: Call) -> Answer:
    """Serve own and shared habits, active ones first, by name."""
    habits = [habit for habit in call.world.habits.values() if may_read_habit(call, habit)]
    habits.sort(key=lambda habit: (habit.archived_at is not None, habit.name))
    return success([habit_body(call, habit) for habit in habits])


def show_pet_summary(call: Call) -> Answer:
    """Serve a line per pet: the cheap way to sum up a habit."""
    habit = _readable(call)
    window = _window(call, habit)
    pets = [_summarize(call, habit, pet, window) for pet in visible_pets(call, habit)]
    return success(Summary(start_date=window[0].isoformat(), end_date=window[-1].isoformat(), pets=pets))


def _readable(call: Call) -> Habit:
    if not may_read_habit(call, call.habit):
        raise unauthorized_by_policy()
    return call.habit


def _window(call: Call, habit: Habit) -> list[date]:
    """Return the days of the asked weeks; weeks are clamped, a malformed end date is a 500."""
    asked = call.request.query.get("weeks", "")
    weeks = int(asked) if asked.lstrip("-").isdigit() and len(asked) < 9 else _DEFAULT_WEEKS
    sent_end = call.request.query.get("end_date", "").strip()
    end = _strict_date(sent_end) if sent_end else _today(call, habit)
    count = min(max(weeks, 1), _MAX_WEEKS) * 7
    return [end - timedelta(days=back) for back in range(count - 1, -1, -1)]


def _strict_date(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a calendar day has no time zone
    except ValueError:
        raise server_error() from None


def _today(call: Call, habit: Habit) -> date:
    """Return the day it is in the habit's own time zone."""
    return call.world.clock().astimezone(ZoneInfo(habit.timezone)).date()


def _summarize(call: Call, habit: Habit, pet: Pet, window: list[date]) -> PetSummary:
    last_yes: date | None = None
    series: list[SeriesPoint] = []
    if habit.value_type == "yes_no":
        yes_days = (day for day, noted in habit.entries.items() if noted.get(pet.id) == 1)
        last_yes = max(yes_days, default=None)
    else:
        noted_days = [day for day in window if pet.id in habit.entries.get(day, {})]
        series = [SeriesPoint(day.isoformat(), habit.entries[day][pet.id]) for day in noted_days]
    return PetSummary(
        pet_id=pet.id,
        pet_name=pet.name,
        pet_photo_url=photo_of(call, pet),
        last_yes_date=last_yes.isoformat() if last_yes else None,
        days_since_last_yes=(_today(call, habit) - last_yes).days if last_yes else None,
        series=series,
    )
