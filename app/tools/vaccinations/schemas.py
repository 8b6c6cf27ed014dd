"""Vaccinations as the model reads and writes them."""

from typing import Annotated, Literal

from msgspec import Meta

from app.domain.due_dates import VaccinationState
from app.lenient import LenientDate, LenientText
from app.tools.former_values import FormerValues
from app.tools.schemas import NextOffset, NotOwn, PhotoUrl, StoredDay, ToolInput, ToolOutput, UsersDay

ClearableVaccinationField = Literal["due_at", "notes"]

VaccineName = Annotated[
    LenientText, Meta(description="Name of the vaccine as on the certificate, at most 255 characters.")
]
AdministeredAt = Annotated[LenientDate, Meta(description="Day it was given, YYYY-MM-DD, not in the future.")]
DueAt = Annotated[
    LenientDate,
    Meta(
        description="Day the next dose is due, YYYY-MM-DD, not before administered_at. Only as the user or the "
        "certificate says it; otherwise leave it out and ask."
    ),
]
Notes = Annotated[LenientText, Meta(description="Anything else worth keeping, at most 1000 characters.")]


class NewVaccination(ToolInput, frozen=True, kw_only=True):
    """A vaccination that was given."""

    vaccine_name: VaccineName
    administered_at: AdministeredAt
    due_at: DueAt | None = None
    notes: Notes | None = None


class VaccinationPatch(ToolInput, frozen=True, kw_only=True):
    """Only the fields the user wants corrected."""

    vaccine_name: VaccineName | None = None
    administered_at: AdministeredAt | None = None
    due_at: DueAt | None = None
    notes: Notes | None = None
    clear: Annotated[
        list[ClearableVaccinationField], Meta(description="Fields to empty: due_at, notes.", max_length=2)
    ] = []


class VaccinationRenewal(ToolInput, frozen=True, kw_only=True):
    """The new dose; a name left out is the old record's."""

    administered_at: (
        Annotated[LenientDate, Meta(description="Day the new dose was given, YYYY-MM-DD. Left out: today.")] | None
    ) = None
    due_at: DueAt | None = None
    vaccine_name: (
        Annotated[LenientText, Meta(description="Only when the new vaccine has another name than the old one.")] | None
    ) = None
    notes: Notes | None = None


class Vaccination(ToolOutput, frozen=True, kw_only=True):
    """One record; `state` and `days_until_due` hold for the `as_of` of the answer."""

    id: int
    vaccine_name: str
    administered_at: str
    due_at: str | None = None
    state: VaccinationState
    days_until_due: Annotated[int, Meta(description="Negative when overdue.")] | None = None
    notes: str | None = None
    photo_url: PhotoUrl | None = None


class VaccinationList(ToolOutput, frozen=True, kw_only=True):
    """The vaccinations of one pet, newest first."""

    pet_id: int
    pet_name: str
    relation: NotOwn | None = None
    vaccinations: list[Vaccination]
    total: int
    returned: int
    has_more: bool
    next_offset: NextOffset | None = None
    as_of: str


class OlderDose(ToolOutput, frozen=True, kw_only=True):
    """A dose of the same vaccine that a new record did not take the place of."""

    id: int
    vaccine_name: str
    administered_at: str
    due_at: str | None = None
    state: VaccinationState
    what_renewing_does: str


class StoredVaccination(Vaccination, frozen=True, kw_only=True):
    """The record as stored."""

    pet_id: int
    pet_name: str
    relation: NotOwn | None = None
    already_saved: bool = False
    stored_day: StoredDay | None = None
    users_day: UsersDay | None = None
    stored_day_reason: str | None = None
    renewed_id: Annotated[int, Meta(description="The old record, now completed.")] | None = None
    replaced: FormerValues = []
    older_dose: Annotated[OlderDose, Meta(description="An older dose that stays active beside this one.")] | None = None
    as_of: str
