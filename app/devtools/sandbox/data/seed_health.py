"""The health records and habits of the demo household, relative to today."""

from datetime import date, timedelta
from typing import NamedTuple

from app.devtools.sandbox.data.habits import Habit
from app.devtools.sandbox.data.health import MedicalRecord, Vaccination, Weight
from app.devtools.sandbox.data.people import User
from app.devtools.sandbox.data.pets import Pet
from app.devtools.sandbox.data.world import World


class _Shot(NamedTuple):
    """A vaccination in days from today; `completed` marks one that was renewed."""

    pet: str
    name: str
    given: int
    due: int | None
    notes: str | None = None
    completed: bool = False


class _Visit(NamedTuple):
    """A medical record in days from today."""

    pet: str
    record_type: str
    day: int
    description: str | None
    vet: str | None = None


_SHOTS = (
    _Shot("Mèo Mun", "Rabies", -745, -380, completed=True),
    _Shot("Mèo Mun", "Rabies", -380, -15, "right hind leg"),
    _Shot("Mèo Mun", "FVRCP", -353, 12, "left hind leg"),
    _Shot("Mèo Mun", "FeLV", -200, 165),
    _Shot("Барсик", "Rabies", -290, 75, "batch 7731"),
    _Shot("Барсик", "FVRCP", -340, 25),
    _Shot("Oliver", "Rabies", -150, 215),
    _Shot("Oliver", "Bordetella", -150, None),
)
_VISITS = (
    _Visit("Mèo Mun", "checkup", -40, "Teeth cleaned, all fine. Weight a little down.", "Dr. Hoa"),
    _Visit("Mèo Mun", "Deworming", -95, None),
    _Visit("Барсик", "treatment", -20, "Ear mites, drops for a week.", "Dr. Hoa"),
    _Visit("Oliver", "surgery", -210, "Neutered.", "Dr. Petrenko"),
)
_WEIGHTS: dict[str, tuple[tuple[int, str], ...]] = {
    "Mèo Mun": ((-121, "4.60"), (-90, "4.48"), (-60, "4.31"), (-31, "4.12"), (-3, "3.95")),
    "Барсик": ((-90, "5.20"), (-45, "5.25"), (-5, "5.22")),
    "Oliver": ((-75, "6.10"), (-10, "6.30")),
    "Rex": ((-65, "23.40"),),
}


def seed_health(world: World, pets: dict[str, Pet]) -> None:
    """Add vaccinations that are overdue, due soon, due later and completed, visits and weights."""
    today = world.household_day()
    for shot in _SHOTS:
        given = today + timedelta(days=shot.given)
        due = None if shot.due is None else today + timedelta(days=shot.due)
        record = world.add_vaccination(pets[shot.pet], shot.name, given, due_at=due, notes=shot.notes)
        _backdate(record, given)
        if shot.completed and due is not None:
            record.completed_at = record.updated_at = f"{due.isoformat()}T09:00:00.000000Z"
    for visit in _VISITS:
        day = today + timedelta(days=visit.day)
        medical = world.add_medical_record(pets[visit.pet], visit.record_type, day)
        medical.description, medical.vet_name = visit.description, visit.vet
        _backdate(medical, day)
    for name, series in _WEIGHTS.items():
        for offset, weight_kg in series:
            day = today + timedelta(days=offset)
            _backdate(world.add_weight(pets[name], weight_kg, day), day)
    world.add_microchip(pets["Mèo Mun"], "704000000123456", today - timedelta(days=300))


def seed_habits(world: World, linh: User, nam: User, pets: dict[str, Pet]) -> None:
    """Add a yes-or-no habit, a scale that somebody else shares, a daily walk and an archived one."""
    mun, barsik, oliver, rex = (pets[name] for name in ("Mèo Mun", "Барсик", "Oliver", "Rex"))
    teeth = world.add_habit(linh, "Brush teeth", [mun, barsik, oliver])
    teeth.reminder_time, teeth.reminder_weekdays = "20:00:00", [1, 3, 5]
    appetite = world.add_habit(nam, "Appetite", [mun])
    appetite.value_type, appetite.scale_min, appetite.scale_max = "integer_scale", 1, 10
    appetite.day_summary_mode, appetite.share_with_coowners = "average_all_pets", True
    walk = world.add_habit(linh, "Walk", [rex])
    walk.reminder_time = "07:30:00"
    archived = world.add_habit(linh, "Antibiotics", [barsik])
    archived.archived_at = world.now()
    _note(world, teeth, mun, {2: 1, 4: 1, 7: 0, 9: 1})
    _note(world, teeth, barsik, {2: 1, 9: 0})
    _note(world, appetite, mun, {1: 4, 2: 5, 3: 5, 5: 7, 8: 8, 11: 8})
    _note(world, walk, rex, {1: 1, 2: 1, 3: 0, 4: 1, 5: 1, 6: 1})


def _note(world: World, habit: Habit, pet: Pet, values: dict[int, int]) -> None:
    """Note values by how many days ago they were."""
    for days_ago, value in values.items():
        world.add_entry(habit, pet, world.household_day() - timedelta(days=days_ago), value)


def _backdate(record: Vaccination | MedicalRecord | Weight, day: date) -> None:
    record.created_at = record.updated_at = f"{day.isoformat()}T08:00:00.000000Z"
