"""Microchips: list, show, create, update, delete."""

from msgspec import UNSET, Struct, UnsetType

from app.devtools.sandbox.api.answers import Answer, success, unauthorized_by_policy
from app.devtools.sandbox.api.call import Call
from app.devtools.sandbox.api.finance import check_linked_transaction, check_no_expense
from app.devtools.sandbox.api.pagination import page_of
from app.devtools.sandbox.api.rights import may_edit, require_feature, require_health, require_view
from app.devtools.sandbox.api.validation import Needs, Rules, or_none, settled
from app.devtools.sandbox.api.versions import check_version
from app.devtools.sandbox.data.health import Microchip
from app.devtools.sandbox.timestamps import day_stamp

_MIN_LENGTH, _MAX_LENGTH = 10, 20


class MicrochipBody(Struct, kw_only=True):
    """A microchip; right after its creation unsent keys are absent."""

    id: int
    pet_id: int
    chip_number: str
    issuer: str | None | UnsetType
    implanted_at: str | None | UnsetType
    created_at: str
    updated_at: str
    health_finance_link_exists: bool


def list_microchips(call: Call) -> Answer:
    """Serve a page of chips to anyone who may see the pet."""
    require_view(call.world, call.user, call.pet)
    require_feature(present=call.pet.pet_type.microchips_allowed)
    return page_of(call, list(call.pet.microchips.values()), _shown)


def show_microchip(call: Call) -> Answer:
    """Serve one chip to those who may edit the pet."""
    if call.user is None or not may_edit(call.world, call.user, call.pet):
        raise unauthorized_by_policy()
    require_feature(present=call.pet.pet_type.microchips_allowed)
    return success(_shown(call.microchip))


def create_microchip(call: Call) -> Answer:
    """Store a chip, whose number no other pet of anybody has."""
    _require_write(call)
    rules = call.rules()
    number = _read_number(call, rules, Needs.VALUE, other_than=None)
    issuer = rules.text("issuer", Needs.NOTHING, max_length=255)
    implanted_at = rules.day("implanted_at", Needs.NOTHING, until=call.world.today())
    rules.settle()
    check_no_expense(call)
    chip = call.world.add_microchip(call.pet, settled(number), or_none(implanted_at), issuer=or_none(issuer))
    body = _shown(chip)
    body.issuer = UNSET if issuer is UNSET else body.issuer
    body.implanted_at = UNSET if implanted_at is UNSET else body.implanted_at
    return success(body, 201, message="Microchip created successfully.")


def update_microchip(call: Call) -> Answer:
    """Change a chip."""
    _require_write(call)
    chip = call.microchip
    check_version(call, chip.updated_at, _shown(chip))
    rules = call.rules()
    number = _read_number(call, rules, Needs.VALUE_IF_SENT, other_than=chip)
    issuer = rules.text("issuer", Needs.NOTHING, max_length=255)
    implanted_at = rules.day("implanted_at", Needs.NOTHING, until=call.world.today())
    rules.settle()
    before = (chip.chip_number, chip.issuer, chip.implanted_at)
    chip.chip_number = number if isinstance(number, str) else chip.chip_number
    chip.issuer = chip.issuer if isinstance(issuer, UnsetType) else issuer
    chip.implanted_at = chip.implanted_at if isinstance(implanted_at, UnsetType) else implanted_at
    if before != (chip.chip_number, chip.issuer, chip.implanted_at):
        chip.updated_at = call.world.now()
    return success(_shown(chip), message="Microchip updated successfully.")


def delete_microchip(call: Call) -> Answer:
    """Delete a chip; nothing but an optional version guards it."""
    _require_write(call)
    chip = call.microchip
    check_version(call, chip.updated_at, _shown(chip))
    check_linked_transaction(call, linked=chip.linked_transaction)
    del call.pet.microchips[chip.id]
    del call.world.microchips[chip.id]
    return success(data=True)


def _require_write(call: Call) -> None:
    require_health(call.world, call.user, call.pet)
    require_feature(present=call.pet.pet_type.microchips_allowed)


def _read_number(call: Call, rules: Rules, needs: Needs, *, other_than: Microchip | None) -> str | None | UnsetType:
    number = rules.text("chip_number", needs, max_length=_MAX_LENGTH)
    if not isinstance(number, str):
        return number
    if len(number) < _MIN_LENGTH:
        rules.refuse("chip_number", f"The chip number field must be at least {_MIN_LENGTH} characters.")
    if any(chip.chip_number == number and chip is not other_than for chip in call.world.microchips.values()):
        rules.refuse("chip_number", "The chip number has already been taken.")
    return number


def _shown(chip: Microchip) -> MicrochipBody:
    return MicrochipBody(
        id=chip.id,
        pet_id=chip.pet_id,
        chip_number=chip.chip_number,
        issuer=chip.issuer,
        implanted_at=day_stamp(chip.implanted_at),
        created_at=chip.created_at,
        updated_at=chip.updated_at,
        health_finance_link_exists=chip.linked_transaction,
    )
