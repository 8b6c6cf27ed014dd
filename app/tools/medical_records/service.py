"""Medical records of one pet: list, add, correct (docs/main-app-api.md, "Medical records")."""

from datetime import date

from msgspec import UNSET
from msgspec.structs import asdict, replace

from app.domain.medical_record_types import (
    RECORD_TYPES,
    classify,
    known_record_type,
    matches_record_type,
    refuse_vaccination,
)
from app.domain.storable_days import Calendar
from app.errors import InvalidInput
from app.main_app.account import Account
from app.main_app.records import Listing, MedicalRecord, PetRecord
from app.main_app.writes import MedicalWrite
from app.tools.checks import (
    check_clear,
    checked_text,
    nothing_to_change,
    optional_text,
    pet_with,
    required_text,
)
from app.tools.former_values import former_values
from app.tools.medical_records.schemas import (
    MedicalRecordItem,
    MedicalRecordList,
    MedicalRecordPatch,
    NewMedicalRecord,
    StoredMedicalRecord,
)
from app.tools.pagination import PageRequest, paginate
from app.tools.presenters import not_own, truncate
from app.tools.record_days import record_day, said_day

MAX_TYPE_LENGTH = 100
MAX_DESCRIPTION_LENGTH = 2000
MAX_VET_LENGTH = 255
MAX_PHOTOS_SHOWN = 5
MAX_SEARCHED = 1000
"""Records looked through for a type: forty pages."""
_NOTHING = MedicalWrite()
_COMPARED = ("record_type", "record_date", "description", "vet_name")


async def list_medical_records(
    account: Account, pet_id: str, *, record_type: str, window: PageRequest, today: date
) -> MedicalRecordList:
    """List a pet's medical records, newest first; all types when `record_type` is empty.

    Raises:
        InvalidInput: a type that is none of the six and fits no record, or no such records are kept for the species.
    """
    pet = await pet_with("medical_records", account, pet_id, today=today, reading=True)
    left_out: list[str] = []
    if record_type.strip():
        listing, left_out = await _of_type(account, pet.id, record_type, window)
    else:
        listing = await account.list_medical_records(pet.id, cap=window.limit, offset=window.offset)
    part = paginate([present_medical_record(row) for row in listing.rows], window, total=listing.total)
    return MedicalRecordList(
        pet_id=pet.id,
        pet_name=truncate(pet.name, 255),
        relation=not_own(pet),
        medical_records=part.rows,
        total=part.total,
        returned=part.returned,
        has_more=part.has_more or bool(left_out),
        next_offset=part.next_offset,
        left_out=left_out,
    )


async def add(account: Account, pet_id: str, new: NewMedicalRecord, *, calendar: Calendar) -> StoredMedicalRecord:
    """Save something that happened; a type Meo Mai Moi does not know is kept in the description.

    Raises:
        InvalidInput: an input is wrong.
    """
    description = optional_text(new.description, "description", max_length=MAX_DESCRIPTION_LENGTH)
    word = checked_text(new.record_type or "", "record_type", max_length=MAX_TYPE_LENGTH)
    refuse_vaccination(word)
    kind = classify(word, description or None)
    day = record_day(new.record_date, "record_date", calendar, text=kind.description)
    record = MedicalWrite(
        record_type=kind.record_type,
        record_date=day.stored,
        description=day.head(kind.description or UNSET, max_length=MAX_DESCRIPTION_LENGTH),
        vet_name=optional_text(new.vet_name, "vet_name", max_length=MAX_VET_LENGTH),
    )
    pet = await pet_with("medical_records", account, pet_id, today=calendar.today)
    saved = await account.create_medical_record(pet.id, record, again=bool(new.add_again))
    return replace(_stored_view(saved.record, pet, already_saved=saved.already_saved), **day.told())


async def update(
    account: Account, pet_id: str, record_id: int, patch: MedicalRecordPatch, *, calendar: Calendar
) -> StoredMedicalRecord:
    """Correct a medical record, and tell what was overwritten; three upstream calls.

    Raises:
        InvalidInput: nothing is to be changed, or an input is wrong.
    """
    check_clear(patch.clear, description=patch.description or None, vet_name=patch.vet_name or None)
    description = optional_text(patch.description, "description", max_length=MAX_DESCRIPTION_LENGTH)
    vet_name = optional_text(patch.vet_name, "vet_name", max_length=MAX_VET_LENGTH)
    changes = MedicalWrite(
        record_date=said_day(patch.record_date, "record_date", calendar) if patch.record_date else UNSET,
        description=None if "description" in patch.clear else description,
        vet_name=None if "vet_name" in patch.clear else vet_name,
    )
    word = patch.record_type
    if word is not None:
        refuse_vaccination(required_text(word, "record_type", max_length=MAX_TYPE_LENGTH))
    elif changes == _NOTHING:
        raise nothing_to_change()
    pet = await pet_with("medical_records", account, pet_id, today=calendar.today)
    former = await account.show_medical_record(pet.id, record_id)
    if word is not None:
        changes = _with_type(former, word, changes)
    stored = _stored_view(await account.update_medical_record(pet.id, record_id, changes), pet)
    return replace(stored, replaced=former_values(present_medical_record(former), stored, _COMPARED))


def present_medical_record(
    record: MedicalRecord, *, longest_description: int = MAX_DESCRIPTION_LENGTH
) -> MedicalRecordItem:
    """Show a medical record."""
    return MedicalRecordItem(
        id=record.id,
        record_type=truncate(record.record_type, MAX_TYPE_LENGTH),
        record_date=record.record_date.isoformat(),
        description=truncate(record.description, longest_description) if record.description else None,
        vet_name=truncate(record.vet_name, MAX_VET_LENGTH) if record.vet_name else None,
        photo_urls=[photo.url for photo in record.photos if photo.url][:MAX_PHOTOS_SHOWN],
    )


def _with_type(former: MedicalRecord, word: str, changes: MedicalWrite) -> MedicalWrite:
    """Add the type; a word that is none of the six goes to the head of the description as it will be."""
    text = former.description if changes.description is UNSET else changes.description
    kind = classify(word, text if isinstance(text, str) else None)
    headed = UNSET if kind.as_said else kind.description
    return MedicalWrite(
        record_type=kind.record_type,
        record_date=changes.record_date,
        description=changes.description if headed is UNSET else headed,
        vet_name=changes.vet_name,
    )


async def _of_type(
    account: Account, pet_id: int, spoken: str, window: PageRequest
) -> tuple[Listing[MedicalRecord], list[str]]:
    """Choose the records of a type; the web app stores free text such as "Deworming", so its filter would miss some.

    Returns:
        The records from the window's offset on, and what was not looked through.
    """
    listing = await account.list_medical_records(pet_id, cap=MAX_SEARCHED)
    rows = [row for row in listing.rows if matches_record_type(spoken, row.record_type, row.description)]
    if not rows and known_record_type(spoken) is None:
        looked_at = f"the newest {MAX_SEARCHED:,} records" if listing.total > MAX_SEARCHED else "the records"
        raise InvalidInput.field(
            "record_type",
            f"None of {looked_at} of this pet has this type.",
            hint="Use one of the allowed values, or leave record_type out to see all.",
            allowed_values=RECORD_TYPES,
        )
    left_out = [_not_searched(listing.total)] if listing.total > MAX_SEARCHED else []
    return Listing(rows=rows[window.offset :], total=len(rows)), left_out


def _not_searched(records: int) -> str:
    return (
        f"Only the newest {MAX_SEARCHED:,} of {records:,} records were looked through for this type, and total counts "
        f"those: leave record_type out and send offset {MAX_SEARCHED} to see the older ones."
    )


def _stored_view(record: MedicalRecord, pet: PetRecord, *, already_saved: bool = False) -> StoredMedicalRecord:
    return StoredMedicalRecord(
        pet_id=pet.id,
        pet_name=truncate(pet.name, 255),
        relation=not_own(pet),
        already_saved=already_saved,
        **asdict(present_medical_record(record)),
    )
