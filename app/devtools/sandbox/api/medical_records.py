"""Medical records: list, show, create, update, delete. Cats only."""

from msgspec import UNSET, Struct, UnsetType

from app.devtools.sandbox.api.answers import Answer, server_error, success
from app.devtools.sandbox.api.call import Call
from app.devtools.sandbox.api.finance import check_linked_transaction, check_no_expense
from app.devtools.sandbox.api.media import MediaImage, MediaRow, gallery_of_medical_record
from app.devtools.sandbox.api.pagination import page_of
from app.devtools.sandbox.api.rights import require_feature, require_health
from app.devtools.sandbox.api.validation import Needs, or_none, settled
from app.devtools.sandbox.api.versions import check_expected, check_version, expected_day
from app.devtools.sandbox.data.health import MedicalRecord
from app.devtools.sandbox.timestamps import day_stamp


class MedicalRecordBody(Struct, kw_only=True):
    """A medical record; right after its creation unsent keys are absent."""

    id: int
    record_type: str
    description: str | None | UnsetType
    record_date: str | None
    vet_name: str | None | UnsetType
    created_at: str
    updated_at: str
    pet_id: int
    photos: list[MediaImage]
    media: list[MediaRow]


def list_medical_records(call: Call) -> Answer:
    """Serve a page of records, of one exact type when asked, newest first, those of one day in order of insertion."""
    require_medical_records(call)
    wanted = call.inputs.get("record_type")
    rows = [record for record in call.pet.medical_records.values() if wanted in (None, record.record_type)]
    rows.sort(key=lambda record: record.record_date, reverse=True)
    return page_of(call, rows, lambda record: medical_record_body(call, record))


def show_medical_record(call: Call) -> Answer:
    """Serve one record."""
    require_medical_records(call)
    return success(medical_record_body(call, call.medical_record))


def create_medical_record(call: Call) -> Answer:
    """Store a record; nothing is unique here."""
    require_medical_records(call)
    rules = call.rules()
    record_type = rules.text("record_type", Needs.VALUE, max_length=100)
    description = rules.text("description", Needs.NOTHING, max_length=2000)
    record_date = rules.day("record_date", Needs.VALUE, until=call.world.today())
    vet_name = rules.text("vet_name", Needs.NOTHING, max_length=255)
    rules.settle()
    check_no_expense(call)
    record = call.world.add_medical_record(call.pet, settled(record_type), settled(record_date))
    record.description, record.vet_name = or_none(description), or_none(vet_name)
    body = medical_record_body(call, record)
    body.description = UNSET if description is UNSET else record.description
    body.vet_name = UNSET if vet_name is UNSET else record.vet_name
    return success(body, 201)


def update_medical_record(call: Call) -> Answer:
    """Change a record; a null date passes the validator and then breaks the database."""
    require_medical_records(call)
    record = call.medical_record
    check_version(call, record.updated_at, medical_record_body(call, record))
    rules = call.rules()
    record_type = rules.text("record_type", Needs.NOT_NULL, max_length=100)
    description = rules.text("description", Needs.NOTHING, max_length=2000)
    record_date = rules.day("record_date", Needs.NOTHING, until=call.world.today())
    vet_name = rules.text("vet_name", Needs.NOTHING, max_length=255)
    rules.settle()
    if record_date is None:
        raise server_error()
    before = _columns(record)
    record.record_type = record_type if isinstance(record_type, str) else record.record_type
    record.record_date = record.record_date if isinstance(record_date, UnsetType) else record_date
    record.description = record.description if isinstance(description, UnsetType) else description
    record.vet_name = record.vet_name if isinstance(vet_name, UnsetType) else vet_name
    if _columns(record) != before:
        record.updated_at = call.world.now()
    return success(medical_record_body(call, record))


def delete_medical_record(call: Call) -> Answer:
    """Delete a record whose version, type and date are as expected."""
    require_medical_records(call)
    record = call.medical_record
    check_version(call, record.updated_at, medical_record_body(call, record))
    rules = call.rules()
    needs = Needs.VALUE if call.guards_are_required else Needs.NOTHING
    for name in ("base_version", "expected_record_type", "expected_record_date"):
        rules.text(name, needs)
    rules.settle()
    check_expected(call.sent_text("expected_record_type"), record.record_type)
    check_expected(expected_day(call, "expected_record_date"), record.record_date)
    check_linked_transaction(call, linked=record.linked_transaction)
    del call.pet.medical_records[record.id]
    del call.world.medical_records[record.id]
    call.world.forget_photos(*record.photos)
    return success(data=True)


def require_medical_records(call: Call) -> None:
    """Ask for the right to health records and for a species that has medical ones."""
    require_health(call.world, call.user, call.pet)
    require_feature(present=call.pet.pet_type.medical)


def _columns(record: MedicalRecord) -> tuple[object, ...]:
    return record.record_type, record.record_date, record.description, record.vet_name


def medical_record_body(call: Call, record: MedicalRecord) -> MedicalRecordBody:
    """Show a stored record."""
    gallery = gallery_of_medical_record(record, call.request.base_url, call.world.clock())
    return MedicalRecordBody(
        id=record.id,
        record_type=record.record_type,
        description=record.description,
        record_date=day_stamp(record.record_date),
        vet_name=record.vet_name,
        created_at=record.created_at,
        updated_at=record.updated_at,
        pet_id=record.pet_id,
        photos=gallery.images(),
        media=gallery.rows(),
    )
