"""Renewing a vaccination: the old record is completed, a new one begins."""

from datetime import date

from app.devtools.sandbox.api.answers import Answer, Invalid, server_error, success
from app.devtools.sandbox.api.call import Call
from app.devtools.sandbox.api.finance import check_no_expense
from app.devtools.sandbox.api.vaccinations import (
    check_guards,
    read_vaccination,
    require_vaccinations,
    store_vaccination,
)
from app.devtools.sandbox.api.validation import Needs, settled
from app.devtools.sandbox.data.health import Vaccination


def renew_vaccination(call: Call) -> Answer:
    """Complete the record in the path and create its successor, which alone is shown."""
    require_vaccinations(call)
    old = call.vaccination
    check_guards(call, old)
    rules = call.rules()
    sent = read_vaccination(call, rules, Needs.VALUE)
    rules.settle()
    check_no_expense(call)
    if old.completed_at is not None:
        raise Invalid({"record": ["This vaccination record has already been completed and cannot be renewed."]})
    _refuse_collision(call, old, settled(sent.vaccine_name), settled(sent.administered_at))
    old.completed_at = old.updated_at = call.world.now()
    return success(store_vaccination(call, sent), 201)


def _refuse_collision(call: Call, old: Vaccination, name: str, day: date) -> None:
    """Another active record of that name and date is 422; the old one itself or a completed one is 500."""
    for record in call.pet.vaccinations.values():
        if record.vaccine_name != name or record.administered_at != day:
            continue
        if record is old or record.completed_at is not None:
            raise server_error()
        raise Invalid({"administered_at": ["An active vaccination with this name already exists for this date."]})
