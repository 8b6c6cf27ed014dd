"""Vaccinations of one pet: list, add, correct, and give the next dose (docs/main-app-api.md, "Vaccinations")."""

from datetime import date

from msgspec import UNSET
from msgspec.structs import asdict, replace

from app.domain.due_dates import VaccinationState, due
from app.domain.storable_days import Calendar
from app.errors import InvalidInput
from app.main_app.account import Account, VaccinationStatus
from app.main_app.records import Listing, PetRecord, VaccinationRecord
from app.main_app.writes import VaccinationWrite
from app.tools.checks import (
    AllChecks,
    check_clear,
    following_day,
    nothing_to_change,
    optional_text,
    pet_with,
    required_text,
)
from app.tools.former_values import former_values
from app.tools.pagination import PageRequest, paginate
from app.tools.presenters import is_alive, not_own, truncate
from app.tools.record_days import said_day
from app.tools.vaccinations.doses import check_new_to, older_dose
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
COMPARED = ("vaccine_name", "administered_at", "due_at", "notes")
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
    listing = await _listed(account, pet, wanted, window, today)
    rows = [present_vaccination(row, today, alive=is_alive(pet)) for row in listing.rows]
    part = paginate(rows, window, total=listing.total)
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


async def add(account: Account, pet_id: str, new: NewVaccination, *, calendar: Calendar) -> StoredVaccination:
    """Save a vaccination that was given, and tell of an older dose that stays active; three upstream calls.

    Raises:
        InvalidInput: an input is wrong, or the same vaccine of the same day is stored already.
    """
    today, checks = calendar.today, AllChecks()
    name = checks.take(lambda: required_text(new.vaccine_name, "vaccine_name", max_length=MAX_NAME_LENGTH), "")
    given = checks.take(lambda: said_day(new.administered_at, "administered_at", calendar), date.min)
    vaccination = VaccinationWrite(
        vaccine_name=name,
        administered_at=given,
        due_at=checks.take(lambda: following_day(new.due_at, given, today=today) if new.due_at else UNSET, UNSET),
        notes=checks.take(lambda: optional_text(new.notes, "notes", max_length=MAX_NOTES_LENGTH), UNSET),
    )
    checks.finish()
    pet = await pet_with("vaccinations", account, pet_id, today=today)
    before = (await account.list_vaccinations(pet.id, status="all")).rows
    check_new_to(before, name, given)
    saved = await account.create_vaccination(pet.id, vaccination)
    stored = present_stored(saved.record, pet, today, already_saved=saved.already_saved)
    return replace(stored, older_dose=older_dose(before, name, given, today, alive=is_alive(pet)))


async def update(
    account: Account, pet_id: str, vaccination_id: int, patch: VaccinationPatch, *, calendar: Calendar
) -> StoredVaccination:
    """Correct a vaccination, and tell what was overwritten; three upstream calls.

    Raises:
        InvalidInput: nothing is to be changed, or an input is wrong.
    """
    today = calendar.today
    changes = _changes(patch, calendar)
    if changes == _NOTHING:
        raise nothing_to_change()
    pet = await pet_with("vaccinations", account, pet_id, today=today)
    former = await account.show_vaccination(pet.id, vaccination_id)
    stored = present_stored(await account.update_vaccination(pet.id, vaccination_id, changes), pet, today)
    return replace(stored, replaced=former_values(present_vaccination(former, today), stored, COMPARED))


async def _listed(
    account: Account, pet: PetRecord, status: VaccinationStatus, window: PageRequest, today: date
) -> Listing[VaccinationRecord]:
    """Read the rows from the window's offset on; what is overdue is told here, for the user's day."""
    if status != "overdue":
        return await account.list_vaccinations(pet.id, status=status, cap=window.limit, offset=window.offset)
    active = (await account.list_vaccinations(pet.id, status="active")).rows
    overdue = [row for row in active if state_of(row, today, alive=is_alive(pet)) == "overdue"]
    return Listing(rows=overdue[window.offset :], total=len(overdue))


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


def state_of(record: VaccinationRecord, today: date, *, alive: bool = True) -> VaccinationState:
    """Say how a record stands on a day; nothing falls due for a pet that died."""
    if record.completed_at is not None:
        return "completed"
    if not alive:
        return "pet_deceased"
    status = due(record.due_at, today).status
    return "no_due_date" if status == "none" else status


def present_vaccination(
    record: VaccinationRecord, today: date, *, alive: bool = True, longest_notes: int = MAX_NOTES_LENGTH
) -> Vaccination:
    """Show a vaccination as it stands on a day."""
    state = state_of(record, today, alive=alive)
    return Vaccination(
        id=record.id,
        vaccine_name=truncate(record.vaccine_name, MAX_NAME_LENGTH),
        administered_at=record.administered_at.isoformat(),
        due_at=record.due_at.isoformat() if record.due_at else None,
        state=state,
        days_until_due=None if state in ("completed", "pet_deceased") else due(record.due_at, today).days_until,
        notes=truncate(record.notes, longest_notes) if record.notes else None,
        photo_url=record.photo.url if record.photo else None,
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
        **asdict(present_vaccination(record, today, alive=is_alive(pet))),
    )


def _changes(patch: VaccinationPatch, calendar: Calendar) -> VaccinationWrite:
    check_clear(patch.clear, due_at=patch.due_at, notes=patch.notes or None)
    given = said_day(patch.administered_at, "administered_at", calendar) if patch.administered_at else None
    due_at = following_day(patch.due_at, given, today=calendar.today) if patch.due_at else UNSET
    notes = optional_text(patch.notes, "notes", max_length=MAX_NOTES_LENGTH)
    return VaccinationWrite(
        vaccine_name=UNSET
        if patch.vaccine_name is None
        else required_text(patch.vaccine_name, "vaccine_name", max_length=MAX_NAME_LENGTH),
        administered_at=given or UNSET,
        due_at=None if "due_at" in patch.clear else due_at,
        notes=None if "notes" in patch.clear else notes,
    )
