"""Pets as the model names, finds, creates and reads them."""

from typing import Annotated, Literal

from msgspec import Meta

from app.domain.due_dates import VaccinationState
from app.lenient import LenientText
from app.lenient.sex_words import Sex
from app.tools.former_values import FormerValues
from app.tools.schemas import NotOwn, ToolOutput

PetStatus = Literal["active", "lost", "deceased"]
Relation = Literal["owner", "fostering", "shared"]
VaccinationSummary = Literal["overdue", "due_soon", "up_to_date", "none_on_record", "not_kept"]
Urgency = Literal["overdue", "due_soon", "up_to_date", "unknown"]
"""The main app's own flag, for its day: it chooses what is read."""

SpeciesName = Annotated[
    LenientText,
    Meta(
        description="Species: a slug of list_pet_types such as cat or dog, or the word in English, Vietnamese, "
        "Russian or Ukrainian."
    ),
]


class NextBirthday(ToolOutput, frozen=True, kw_only=True):
    """The coming birthday: a date with the days until it, or for a birth known by its month only words."""

    date: Annotated[str, Meta(description="YYYY-MM-DD; only where the day of birth is known.")] | None = None
    days_until: Annotated[int, Meta(description="0: today.")] | None = None
    turns: Annotated[int, Meta(description="Age in years on that day.")] | None = None
    in_words: Annotated[str, Meta(description="Where only the month is known; there is no day to count to.")] | None = (
        None
    )


class DueVaccination(ToolOutput, frozen=True, kw_only=True):
    """A vaccination that is overdue or due within 30 days."""

    id: int
    vaccine_name: str
    due_at: str
    state: VaccinationState
    days_until_due: Annotated[int, Meta(description="Negative when overdue.")]


class PetFacts(ToolOutput, frozen=True, kw_only=True):
    """What is said of a pet wherever it is shown."""

    id: int
    name: str
    species: str
    sex: Sex
    age: str | None = None
    birth: Annotated[str, Meta(description="YYYY-MM-DD, YYYY-MM or YYYY, as exactly as it is known.")] | None = None
    status: PetStatus


class Pet(PetFacts, frozen=True, kw_only=True):
    """A pet in a list."""

    relation: Relation
    latest_weight_kg: float | None = None
    latest_weight_date: str | None = None
    vaccination_status: (
        Annotated[
            VaccinationSummary,
            Meta(
                description="none_on_record: no due date is known. not_kept: Meo Mai Moi keeps none for this species."
            ),
        ]
        | None
    ) = None


class StoredPet(PetFacts, frozen=True, kw_only=True):
    """The pet as stored."""

    relation: NotOwn | None = None
    country: str | None = None
    city: str | None = None
    description: str | None = None
    already_saved: bool = False
    replaced: FormerValues = []
    as_of: str
