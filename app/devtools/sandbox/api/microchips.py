"""Microchips, reading only (docs/main-app-api.md, "Microchips")."""

from msgspec import Struct

from app.devtools.sandbox.api.answers import Answer, success, unauthorized_by_policy
from app.devtools.sandbox.api.call import Call
from app.devtools.sandbox.api.pagination import page_of
from app.devtools.sandbox.api.rights import may_edit, require_feature, require_view
from app.devtools.sandbox.data.health import Microchip
from app.devtools.sandbox.timestamps import day_stamp


class MicrochipBody(Struct, kw_only=True):
    """A microchip."""

    id: int
    pet_id: int
    chip_number: str
    issuer: str | None
    implanted_at: str | None
    created_at: str
    updated_at: str
    health_finance_link_exists: bool = False


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


def _shown(chip: Microchip) -> MicrochipBody:
    return MicrochipBody(
        id=chip.id,
        pet_id=chip.pet_id,
        chip_number=chip.chip_number,
        issuer=chip.issuer,
        implanted_at=day_stamp(chip.implanted_at),
        created_at=chip.created_at,
        updated_at=chip.updated_at,
    )
