"""From a habit of the main app to a routine the model reads (docs/main-app-api.md, "Habits")."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from app.main_app.records import HabitPetSummaryRecord, HabitRecord, HabitSummaryRecord, MedicalRecord, PetRecord
from app.tools.care.schemas import PetRoutines, Routine, RoutineDay
from app.tools.medical_records.service import present_medical_record
from app.tools.presenters import MAX_TEXT, not_own, species_of, status_of, truncate

_MAX_NAME_LENGTH = 100
_MAX_DESCRIPTION = 300
_MAX_TREATMENTS = 10
_DAYS = ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat")
"""Weekday 0 is Sunday."""


def present_pet_routines(
    pet: PetRecord,
    habits: Sequence[HabitRecord],
    summaries: Mapping[int, HabitSummaryRecord],
    treatments: Mapping[int, Sequence[MedicalRecord]],
    *,
    days: int,
) -> PetRoutines:
    """Show what somebody who looks after a pet has to know, also of one without routines."""
    records = treatments.get(pet.id)
    return PetRoutines(
        pet_id=pet.id,
        pet_name=truncate(pet.name, 255),
        relation=not_own(pet),
        species=species_of(pet),
        status=status_of(pet),
        description=truncate(pet.description, MAX_TEXT) if pet.description else None,
        routines=[
            present_routine(habit, pet.id, summaries.get(habit.id), days=days)
            for habit in habits
            if any(one.id == pet.id for one in habit.pets)
        ],
        recent_treatments=[
            present_medical_record(record, longest_description=_MAX_DESCRIPTION)
            for record in (records or [])[:_MAX_TREATMENTS]
        ],
        treatments_available=records is not None,
    )


def present_routine(habit: HabitRecord, pet_id: int, summary: HabitSummaryRecord | None, *, days: int) -> Routine:
    """Show a habit for one pet.

    Args:
        habit: the habit.
        pet_id: one of its pets.
        summary: what was noted in whole weeks; None when it could not be read.
        days: how many days back from the summary's end are shown.
    """
    is_scale = habit.value_type != "yes_no"
    noted = _of_pet(summary, pet_id)
    recent = _recent(summary, noted, days) if is_scale else []
    return Routine(
        habit_id=habit.id,
        name=truncate(habit.name, _MAX_NAME_LENGTH),
        kind="scale" if is_scale else "yes_no",
        scale=f"{habit.scale_min} to {habit.scale_max}" if is_scale and habit.scale_max is not None else None,
        reminder=_reminder(habit),
        last_done=noted.last_yes_date.isoformat() if noted and noted.last_yes_date else None,
        days_since_done=noted.days_since_last_yes if noted else None,
        average=round(sum(day.value for day in recent) / len(recent), 1) if recent else None,
        noted_days=len(recent) if is_scale and summary else None,
        recent=recent,
        recent_available=summary is not None,
    )


def _of_pet(summary: HabitSummaryRecord | None, pet_id: int) -> HabitPetSummaryRecord | None:
    return next((pet for pet in summary.pets if pet.pet_id == pet_id), None) if summary else None


def _recent(summary: HabitSummaryRecord | None, noted: HabitPetSummaryRecord | None, days: int) -> list[RoutineDay]:
    """The latest first; the summary holds whole weeks and may reach further back."""
    if summary is None or noted is None:
        return []
    first = summary.end_date - timedelta(days=days - 1) if summary.end_date else None
    series = sorted(noted.series, key=lambda day: day.date, reverse=True)
    return [
        RoutineDay(date=day.date.isoformat(), value=day.value) for day in series if first is None or day.date >= first
    ]


def _reminder(habit: HabitRecord) -> str | None:
    if not habit.reminder_enabled or not habit.reminder_time:
        return None
    weekdays = [_DAYS[day] for day in habit.reminder_weekdays or () if 0 <= day < len(_DAYS)]
    return f"{habit.reminder_time[:5]} {', '.join(weekdays) or 'every day'}"
