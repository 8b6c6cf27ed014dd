"""Vaccinations: list, show, create, update, delete. Cats only."""

from datetime import date
from typing import TypeVar

from msgspec import UNSET, Struct, UnsetType

from app.devtools.sandbox.api.answers import Answer, Invalid, server_error, success
from app.devtools.sandbox.api.call import Call
from app.devtools.sandbox.api.finance import check_linked_transaction, check_no_expense
from app.devtools.sandbox.api.pagination import page_of
from app.devtools.sandbox.api.rights import require_feature, require_health, require_view
from app.devtools.sandbox.api.vaccination_bodies import VaccinationBody, created_vaccination, vaccination_body
from app.devtools.sandbox.api.validation import Needs, Rules, or_none, settled
from app.devtools.sandbox.api.versions import check_expected, check_version, expected_day
from app.devtools.sandbox.data.health import Vaccination
from app.devtools.sandbox.data.pets import Pet

STATUSES = ("active", "overdue", "completed", "all")
T = TypeVar("T")


class SentVaccination(Struct, frozen=True, kw_only=True):
    """The fields of a create, update or renewal; UNSET was not sent."""

    vaccine_name: str | None | UnsetType
    administered_at: date | None | UnsetType
    due_at: date | None | UnsetType
    notes: str | None | UnsetType


def list_vaccinations(call: Call) -> Answer:
    """Serve a page of records of one status, newest first, those of one day in order of insertion."""
    _require_read(call)
    rules = call.rules()
    status = rules.choice("status", Needs.NOT_NULL, STATUSES)
    rules.settle()
    wanted = "active" if isinstance(status, UnsetType) else status
    today = call.world.today()
    rows = [record for record in call.pet.vaccinations.values() if _has_status(record, wanted, today)]
    rows.sort(key=lambda record: record.administered_at, reverse=True)
    return page_of(call, rows, lambda record: shown_vaccination(call, record))


def show_vaccination(call: Call) -> Answer:
    """Serve one record."""
    _require_read(call)
    return success(shown_vaccination(call, call.vaccination))


def create_vaccination(call: Call) -> Answer:
    """Store a vaccination; one per name and date, completed ones included."""
    _require_write(call)
    rules = call.rules()
    sent = read_vaccination(call, rules, Needs.VALUE)
    rules.settle()
    check_no_expense(call)
    name, day = settled(sent.vaccine_name), settled(sent.administered_at)
    refuse_same_vaccination(call.pet, name, day, other_than=None)
    return success(store_vaccination(call, sent), 201)


def update_vaccination(call: Call) -> Answer:
    """Change a vaccination; a null name or date passes the validator and then breaks the database."""
    _require_write(call)
    record = call.vaccination
    check_version(call, record.updated_at, shown_vaccination(call, record))
    rules = call.rules()
    sent = read_vaccination(call, rules, Needs.NOTHING)
    rules.settle()
    if sent.vaccine_name is None or sent.administered_at is None:
        raise server_error()
    name = _kept(sent.vaccine_name, record.vaccine_name)
    day = _kept(sent.administered_at, record.administered_at)
    refuse_same_vaccination(call.pet, name, day, other_than=record)
    before = (record.vaccine_name, record.administered_at, record.due_at, record.notes)
    record.vaccine_name, record.administered_at = name, day
    record.due_at = _kept(sent.due_at, record.due_at)
    record.notes = _kept(sent.notes, record.notes)
    if before != (record.vaccine_name, record.administered_at, record.due_at, record.notes):
        record.updated_at = call.world.now()
        call.pet.health_edition += 1
    return success(shown_vaccination(call, record))


def delete_vaccination(call: Call) -> Answer:
    """Delete a vaccination whose version, name and date are as expected."""
    _require_write(call)
    record = call.vaccination
    check_guards(call, record)
    check_linked_transaction(call, linked=record.linked_transaction)
    del call.pet.vaccinations[record.id]
    del call.world.vaccinations[record.id]
    if record.photo is not None:
        call.world.forget_photos(record.photo)
    call.pet.health_edition += 1
    return success(data=True)


def check_guards(call: Call, record: Vaccination) -> None:
    """Hold `base_version` and the expected values against the record; the connector must send them."""
    check_version(call, record.updated_at, shown_vaccination(call, record))
    rules = call.rules()
    needs = Needs.VALUE if call.guards_are_required else Needs.NOTHING
    for name in ("base_version", "expected_vaccine_name", "expected_administered_at"):
        rules.text(name, needs)
    rules.settle()
    check_expected(call.sent_text("expected_vaccine_name"), record.vaccine_name)
    check_expected(expected_day(call, "expected_administered_at"), record.administered_at)


def read_vaccination(call: Call, rules: Rules, needs: Needs) -> SentVaccination:
    """Read the four fields; `due_at` is compared only with a date in the same request."""
    name = rules.text("vaccine_name", needs, max_length=255)
    administered_at = rules.day("administered_at", needs, until=call.world.today())
    due_at = rules.day("due_at", Needs.NOTHING)
    if isinstance(due_at, date) and isinstance(administered_at, date) and due_at < administered_at:
        rules.refuse("due_at", "The due at field must be a date after or equal to administered at.")
    notes = rules.text("notes", Needs.NOTHING, max_length=1000)
    return SentVaccination(vaccine_name=name, administered_at=administered_at, due_at=due_at, notes=notes)


def store_vaccination(call: Call, sent: SentVaccination) -> VaccinationBody:
    """Store a new record and show what was sent of it."""
    record = call.world.add_vaccination(
        call.pet,
        settled(sent.vaccine_name),
        settled(sent.administered_at),
        due_at=or_none(sent.due_at),
        notes=or_none(sent.notes),
    )
    body = shown_vaccination(call, record)
    return created_vaccination(body, due_at_sent=sent.due_at is not UNSET, notes_sent=sent.notes is not UNSET)


def refuse_same_vaccination(pet: Pet, name: str, day: date, *, other_than: Vaccination | None) -> None:
    """Refuse a second record of the same exact name and date."""
    for record in pet.vaccinations.values():
        if record is not other_than and record.vaccine_name == name and record.administered_at == day:
            raise Invalid({"administered_at": ["This vaccination already exists for this date."]})


def require_vaccinations(call: Call) -> None:
    """Ask for the right to write and for a species that has vaccinations."""
    _require_write(call)


def _require_read(call: Call) -> None:
    require_view(call.world, call.user, call.pet)
    _require_write(call)


def _require_write(call: Call) -> None:
    require_health(call.world, call.user, call.pet)
    require_feature(present=call.pet.pet_type.vaccinations)


def shown_vaccination(call: Call, record: Vaccination) -> VaccinationBody:
    """Show a stored vaccination now."""
    return vaccination_body(record, call.request.base_url, call.world.clock())


def _has_status(record: Vaccination, wanted: str | None, today: date) -> bool:
    match wanted:
        case "active":
            return record.completed_at is None
        case "completed":
            return record.completed_at is not None
        case "overdue":
            return record.is_overdue(today)
        case _:
            return True


def _kept(sent: T | UnsetType, stored: T) -> T:
    return stored if isinstance(sent, UnsetType) else sent
