"""Renewing a vaccination: the old record is closed and a new one made in one step (docs/main-app-api.md, "Renewals").

A repeat cannot find its way by the idempotency key, because the old record, whose version is part of the request, has
changed by the first renewal. It is recognised by what that left behind.
"""

from datetime import timedelta

from msgspec.structs import replace

from app.errors import InvalidInput
from app.main_app.request import body_of, dates_in
from app.main_app.idempotent_create import IdempotentCreator
from app.main_app.decoding import read_moment
from app.main_app.health_records import HealthRoutes
from app.main_app.records import Saved, VaccinationRecord
from app.main_app.writes import VaccinationWrite

_TOGETHER = timedelta(seconds=2)
"""Both halves of a renewal are written in one transaction."""


async def renew(
    routes: HealthRoutes[VaccinationRecord],
    creator: IdempotentCreator,
    old: VaccinationRecord,
    new: VaccinationWrite,
) -> Saved[VaccinationRecord]:
    """Close `old` and save `new`, once.

    Args:
        routes: of vaccinations.
        creator: saves the new one.
        old: as just read; its version, name and day guard the step.
        new: the vaccination that took its place.

    Raises:
        InvalidInput: it has the old one's name and day, or the old one was renewed by something else.
        Conflict: the old one changed since it was read.
    """
    if (new.vaccine_name, new.administered_at) == (old.vaccine_name, old.administered_at):
        raise InvalidInput.field("administered_at", "The new vaccination must have another date than the old one.")
    if old.completed_at is not None:
        earlier = await _renewed_as(routes, old, new)
        if earlier is not None:
            return Saved(earlier, already_saved=True)
    call = replace(routes.action(old.pet_id, old.id, "renew", _guarded(new, old)), dates=dates_in(new))
    return await creator.create(routes.new(old.pet_id, call))


def _guarded(new: VaccinationWrite, old: VaccinationRecord) -> bytes:
    """Write the new vaccination with what must still be true of the old one."""
    return body_of(
        new,
        base_version=old.updated_at,
        expected_vaccine_name=old.vaccine_name_as_stored or old.vaccine_name,
        expected_administered_at=old.administered_at.isoformat(),
    )


async def _renewed_as(
    routes: HealthRoutes[VaccinationRecord], old: VaccinationRecord, new: VaccinationWrite
) -> VaccinationRecord | None:
    listing = await routes.list(old.pet_id, {"status": "all"}, cap=200)
    for row in listing.rows:
        same = row.vaccine_name == new.vaccine_name and row.administered_at == new.administered_at
        if same and _made_together(row, old):
            return row
    return None


def _made_together(row: VaccinationRecord, old: VaccinationRecord) -> bool:
    if old.completed_at is None or row.created_at is None:
        return False
    try:
        return abs(read_moment(row.created_at) - old.completed_at) <= _TOGETHER
    except ValueError:
        return False
