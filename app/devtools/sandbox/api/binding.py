"""Model binding: ids in the path become records, or 404, or the database's complaint."""

from typing import TypeVar

from app.devtools.sandbox.api.answers import not_found, server_error
from app.devtools.sandbox.api.call import Call

T = TypeVar("T")
_MAX_ID = 2**63 - 1


def bind(call: Call) -> None:
    """Find every record that the path names; raises 404 for none, 500 for what is no 64-bit id."""
    world, found = call.world, call.parameters
    if "pet" in found:
        call.bound_pet = _required(world.find_pet(_number(found["pet"])))
    if "habit" in found:
        call.bound_habit = _required(world.habits.get(_number(found["habit"])))
    if "vaccination" in found:
        call.bound_vaccination = _required(world.vaccinations.get(_number(found["vaccination"])))
    if "medical_record" in found:
        call.bound_medical_record = _required(world.medical_records.get(_number(found["medical_record"])))
    if "weight" in found:
        call.bound_weight = _required(world.weights.get(_number(found["weight"])))
    if "microchip" in found:
        call.bound_microchip = _required(world.microchips.get(_number(found["microchip"])))


def _required(record: T | None) -> T:
    if record is None:
        raise not_found()
    return record


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or int(text) > _MAX_ID:
        raise server_error()
    return int(text)
