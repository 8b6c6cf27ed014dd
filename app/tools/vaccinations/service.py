"""Vaccinations of one pet: list, add, correct, and give the next dose (docs/main-app-api.md, "Vaccinations")."""

from datetime import date

from msgspec import UNSET
from msgspec.structs import asdict

from app.domain.due_dates import VaccinationState, due
from app.errors import InvalidInput
from app.main_app.account import Account, VaccinationStatus
from app.main_app.records import PetRecord, VaccinationRecord
from app.main_app.writes import VaccinationWrite
from app.tools.checks import (
    check_clear,
    following_day,
    nothing_to_change,
    optional_text,
    past_day,
    pet_with,
    required_text,
)
from app.tools.pagination import PageRequest, paginate
from app.tools.presenters import not_own, truncate
from app.tools.vaccinations.schemas import (
    NewVaccination,
    StoredVaccination,
    Vaccination,
    VaccinationList,
    VaccinationPatch,
)

MAX_NAME_LENGTH = 255
MAX_NOTES_LENGTH = 1000
STATUSES: tuple[VaccinationStatus, ...] = ("active", "overdue", "completed", "all")
_NOTHING = VaccinationWrite()


async def list_vaccinations(
    account: Account, pet_id: str, *, status: str, window: PageRequest, today: date
) -> VaccinationList:
    """List a pet's vaccinations, newest first.

    Raises:
        InvalidInput: an unknown status, or nothing of this kind is kept for the species.
    """
    wanted = read_status(status)
    pet = await pet_with("vaccinations", account, pet_id, today=today, reading=True)
    listing = await account.list_vaccinations(pet.id, status=wanted, cap=window.limit, offset=window.offset)
    part = paginate([present_vaccination(row, today) for row in listing.rows], window, total=listing.total)
    return VaccinationList(
        pet_id=pet.id,
        pet_name=truncate(pet.name, 255),
        relation=not_own(pet),
        vaccinations=part.rows,
        total=part.total,
        returned=part.returned,
        has_more=part.has_more,
        next_offset=part.next_offset,
        as_of=today.isoformat(),
    )


async def add(account: Account, pet_id: str, new: NewVaccination, *, today: date) -> StoredVaccination:
    """Save a vaccination that was given.

    Raises:
        InvalidInput: an input is wrong, or the same vaccine of the same day is stored already.
    """
    given = past_day(new.administered_at, "administered_at", today=today)
    vaccination = VaccinationWrite(
        vaccine_name=required_text(new.vaccine_name, "vaccine_name", max_length=MAX_NAME_LENGTH),
        administered_at=given,
        due_at=following_day(new.due_at, given, today=today) if new.due_at else UNSET,
        notes=optional_text(new.notes, "notes", max_length=MAX_NOTES_LENGTH),
    )
    pet = await pet_with("vaccinations", account, pet_id, today=today)
    saved = await account.create_vaccination(pet.id, vaccination)
    return present_stored(saved.record, pet, today, already_saved=saved.already_saved)


async def update(
    account: Account, pet_id: str, vaccination_id: int, patch: VaccinationPatch, *, today: date
) -> StoredVaccination:
    """Correct a vaccination.

    Raises:
        InvalidInput: nothing is to be changed, or an input is wrong.
    """
    changes = _changes(patch, today)
    if changes == _NOTHING:
        raise nothing_to_change()
    pet = await pet_with("vaccinations", account, pet_id, today=today)
    record = await account.update_vaccination(pet.id, vaccination_id, changes)
    return present_stored(record, pet, today)


def read_status(spoken: str) -> VaccinationStatus:
    """Read the status to list.

    Raises:
        InvalidInput: unknown; the allowed ones are listed.
    """
    word = spoken.strip().casefold()
    for status in STATUSES:
        if word == status:
            return status
    raise InvalidInput.field("status", "status must be one of the allowed values.", allowed_values=STATUSES)


def state_of(record: VaccinationRecord, today: date) -> VaccinationState:
    """Say how a record stands on a day."""
    if record.completed_at is not None:
        return "completed"
    status = due(record.due_at, today).status
    return "no_due_date" if status == "none" else status


def present_vaccination(
    record: VaccinationRecord, today: date, *, longest_notes: int = MAX_NOTES_LENGTH
) -> Vaccination:
    """Show a vaccination as it stands on a day."""
    state = state_of(record, today)
    return Vaccination(
        id=record.id,
        vaccine_name=truncate(record.vaccine_name, MAX_NAME_LENGTH),
        administered_at=record.administered_at.isoformat(),
        due_at=record.due_at.isoformat() if record.due_at else None,
        state=state,
        days_until_due=None if state == "completed" else due(record.due_at, today).days_until,
        notes=truncate(record.notes, longest_notes) if record.notes else None,
    )


def present_stored(
    record: VaccinationRecord,
    pet: PetRecord,
    today: date,
    *,
    already_saved: bool = False,
    renewed_id: int | None = None,
) -> StoredVaccination:
    """Show a vaccination as stored."""
    return StoredVaccination(
        pet_id=pet.id,
        pet_name=truncate(pet.name, 255),
        relation=not_own(pet),
        already_saved=already_saved,
        renewed_id=renewed_id,
        as_of=today.isoformat(),
        **asdict(present_vaccination(record, today)),
    )


def _changes(patch: VaccinationPatch, today: date) -> VaccinationWrite:
    check_clear(patch.clear, due_at=patch.due_at, notes=patch.notes or None)
    given = past_day(patch.administered_at, "administered_at", today=today) if patch.administered_at else None
    due_at = following_day(patch.due_at, given, today=today) if patch.due_at else UNSET
    notes = optional_text(patch.notes, "notes", max_length=MAX_NOTES_LENGTH)
    return VaccinationWrite(
        vaccine_name=UNSET
        if patch.vaccine_name is None
        else required_text(patch.vaccine_name, "vaccine_name", max_length=MAX_NAME_LENGTH),
        administered_at=given or UNSET,
        due_at=None if "due_at" in patch.clear else due_at,
        notes=None if "notes" in patch.clear else notes,
    )
