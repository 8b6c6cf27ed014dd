"""Weights: list, show, create, update, delete."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from msgspec import Struct, UnsetType

from app.devtools.sandbox.api.answers import Answer, Invalid, server_error, success
from app.devtools.sandbox.api.call import Call
from app.devtools.sandbox.api.pagination import page_of
from app.devtools.sandbox.api.rights import require_feature, require_health
from app.devtools.sandbox.api.validation import Needs, settled
from app.devtools.sandbox.api.versions import check_expected, check_version, expected_day
from app.devtools.sandbox.data.health import Weight
from app.devtools.sandbox.data.pets import Pet
from app.devtools.sandbox.timestamps import day_stamp

Sent = int | float | str
_CENT = Decimal("0.01")
_MAX = Decimal("999999.99")


class WeightBody(Struct, kw_only=True):
    """A weighing; `weight_kg` is a string when read, and what was sent when written."""

    id: int
    weight_kg: Sent
    record_date: str | None
    created_at: str
    updated_at: str
    pet_id: int


def list_weights(call: Call) -> Answer:
    """Serve a page of weighings, newest first."""
    _require(call)
    rows = sorted(call.pet.weights.values(), key=lambda record: (record.record_date, record.id), reverse=True)
    return page_of(call, rows, _shown)


def show_weight(call: Call) -> Answer:
    """Serve one weighing."""
    _require(call)
    return success(_shown(call.weight))


def create_weight(call: Call) -> Answer:
    """Store a weighing; one per day, the future allowed."""
    _require(call)
    rules = call.rules()
    weight_kg = rules.number("weight_kg", Needs.VALUE, low=0)
    record_date = rules.day("record_date", Needs.VALUE)
    rules.number("tare_weight_kg", Needs.NOTHING, low=0)
    rules.settle()
    sent, day = _sent(weight_kg), settled(record_date)
    _refuse_same_day(call.pet, day, other_than=None)
    record = call.world.add_weight(call.pet, _stored(sent), day)
    return success(_echoed(record, sent), 201)


def update_weight(call: Call) -> Answer:
    """Change a weighing; the weight is echoed only when it was sent."""
    _require(call)
    record = call.weight
    check_version(call, record.updated_at, _shown(record))
    rules = call.rules()
    weight_kg = rules.number("weight_kg", Needs.NOT_NULL, low=0)
    record_date = rules.day("record_date", Needs.NOT_NULL)
    rules.settle()
    before = (record.weight_kg, record.record_date)
    if isinstance(record_date, date):
        _refuse_same_day(call.pet, record_date, other_than=record)
        record.record_date = record_date
    if not isinstance(weight_kg, UnsetType):
        record.weight_kg = _stored(_sent(weight_kg))
    if before != (record.weight_kg, record.record_date):
        record.updated_at = call.world.now()
        call.pet.health_edition += 1
    if isinstance(weight_kg, UnsetType):
        return success(_shown(record))
    return success(_echoed(record, _sent(weight_kg)))


def delete_weight(call: Call) -> Answer:
    """Delete a weighing whose version, weight and date are as expected; 0 kg cannot be named."""
    _require(call)
    record = call.weight
    check_version(call, record.updated_at, _shown(record))
    rules = call.rules()
    needs = Needs.VALUE if call.guards_are_required else Needs.NOTHING
    rules.text("base_version", needs)
    expected = rules.number("expected_weight_kg", needs, low=0.01, high=1000)
    rules.text("expected_record_date", needs)
    rules.settle()
    if expected is not None and not isinstance(expected, UnsetType):
        check_expected(Decimal(str(expected)), record.weight_kg)
    check_expected(expected_day(call, "expected_record_date"), record.record_date)
    del call.pet.weights[record.id]
    del call.world.weights[record.id]
    call.pet.health_edition += 1
    return success(data=True)


def _require(call: Call) -> None:
    require_health(call.world, call.user, call.pet)
    require_feature(present=call.pet.pet_type.weight_tracking_allowed)


def _refuse_same_day(pet: Pet, day: date, *, other_than: Weight | None) -> None:
    for record in pet.weights.values():
        if record is not other_than and record.record_date == day:
            raise Invalid({"record_date": ["The record date has already been taken for this pet."]})


def _sent(weight_kg: Sent | None | UnsetType) -> Sent:
    """Return a number that its rule has passed."""
    if weight_kg is None or isinstance(weight_kg, UnsetType):
        raise TypeError("a required weight is missing although its rule has passed")
    return weight_kg


def _stored(sent: Sent) -> Decimal:
    """Round to the column's two decimals; too large a number breaks the database."""
    exact = Decimal(str(sent))
    if exact > _MAX:
        raise server_error()
    return exact.quantize(_CENT, ROUND_HALF_UP)


def _shown(record: Weight) -> WeightBody:
    return WeightBody(
        id=record.id,
        weight_kg=f"{record.weight_kg:.2f}",
        record_date=day_stamp(record.record_date),
        created_at=record.created_at,
        updated_at=record.updated_at,
        pet_id=record.pet_id,
    )


def _echoed(record: Weight, sent: Sent) -> WeightBody:
    body = _shown(record)
    body.weight_kg = int(sent) if isinstance(sent, float) and sent.is_integer() else sent
    return body
