"""The parts of the tools' answers that replies, cards and drawings are made from; everything else is left alone."""

from typing import TypeVar

import msgspec
from msgspec import Struct

from app.devtools.playground.language import PlaygroundError
from app.devtools.playground.wire import Run

Answer = TypeVar("Answer", bound=Struct)


class Unreadable(PlaygroundError):
    """The answer has not the parts that are needed."""


class NextBirthday(Struct, frozen=True):
    """The coming birthday; a birth without a day has no date to count to."""

    date: str | None = None
    turns: int | None = None
    days_until: int | None = None


class Pet(Struct, frozen=True):
    """A pet in any answer that shows one."""

    id: int
    name: str
    species: str = "pet"
    sex: str = ""
    age: str = ""
    status: str = "active"
    relation: str = "owner"
    match: str = ""
    latest_weight_kg: float | None = None
    vaccination_status: str = "unknown"
    already_saved: bool = False
    next_birthday: NextBirthday | None = None
    weight_change_kg: float | None = None


class Candidates(Struct, frozen=True):
    """Answer of find_pet."""

    candidates: list[Pet]


class PetList(Struct, frozen=True):
    """Answer of list_pets and of pets_overview."""

    pets: list[Pet]


class PetType(Struct, frozen=True):
    """A species that can be added; `names` are the Vietnamese, the Russian and the Ukrainian one."""

    slug: str = ""
    name: str = ""
    names: list[str] = []


class PetTypes(Struct, frozen=True):
    """Answer of list_pet_types."""

    pet_types: list[PetType]


class Vaccination(Struct, frozen=True):
    """A vaccination as stored or listed."""

    id: int
    vaccine_name: str
    administered_at: str = ""
    due_at: str = ""


class VaccinationList(Struct, frozen=True):
    """Answer of list_vaccinations."""

    vaccinations: list[Vaccination]


class MedicalRecord(Struct, frozen=True):
    """A medical record as stored."""

    id: int
    record_type: str
    record_date: str


class PetName(Struct, frozen=True):
    """A pet by number and name."""

    pet_id: int
    pet_name: str


class KeptPhoto(Struct, frozen=True):
    """What became of an attached file."""

    status: str
    photo_url: str = ""


class KeptPhotos(Struct, frozen=True):
    """Answer of the tools that keep pictures."""

    pet_name: str
    photos: list[KeptPhoto]


class CareItem(Struct, frozen=True):
    """One thing to remember."""

    date: str
    kind: str
    pet_id: int
    pet_name: str
    state: str = ""
    days_until: int | None = None
    vaccine_name: str = ""
    turns: int | None = None

    @property
    def overdue(self) -> bool:
        """Whether its day is over."""
        return self.state == "overdue"


class UpcomingCare(Struct, frozen=True):
    """Answer of upcoming_care."""

    items: list[CareItem]
    no_due_dates: list[PetName] = []
    pets_checked: int = 1
    vaccinations_not_kept_for: list[str] = []


class Routine(Struct, frozen=True):
    """A habit for one pet."""

    name: str
    kind: str = ""
    scale: str = ""
    reminder: str = ""
    days_since_done: int | None = None
    average: float | None = None


class PetRoutines(Struct, frozen=True):
    """The habits of one pet."""

    pet_name: str
    routines: list[Routine]


class CareRoutines(Struct, frozen=True):
    """Answer of care_routines."""

    pets: list[PetRoutines]


class Weight(Struct, frozen=True):
    """A measurement."""

    weight_kg: float
    measured_at: str
    pet_name: str = ""
    already_saved: bool = False


class Trend(Struct, frozen=True):
    """Where the weight is going."""

    direction: str = "unknown"
    change_kg: float | None = None
    since: str = ""


class WeightList(Struct, frozen=True):
    """Answer of list_weights."""

    pet_name: str
    weights: list[Weight]
    trend: Trend = Trend()


class RowFailure(Struct, frozen=True):
    """Why a row was not saved."""

    message: str


class WeightRow(Struct, frozen=True):
    """What became of one row."""

    row: int
    status: str
    pet_name: str = ""
    weight_kg: float | None = None
    failure: RowFailure | None = None


class WeightBatch(Struct, frozen=True):
    """Answer of add_weights."""

    saved: int
    failed: int
    results: list[WeightRow]
    already_saved: int = 0


def read_answer(run: Run, kind: type[Answer]) -> Answer:
    """Return what a tool answered.

    Raises:
        Unreadable: it is something else.
    """
    try:
        return msgspec.json.decode(run.body, type=kind)
    except msgspec.DecodeError as error:
        raise Unreadable("failure.answer", name=run.call.operation_id, reason=error) from error
