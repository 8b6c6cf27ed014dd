"""Records of a pet: list, show, create, update, delete, and the renewal of a vaccination.

See docs/main-app-api.md, "Record lists", "Vaccinations", "Medical records", "Weights", "Microchips".

A repeat cannot find its way by the idempotency key, because the old record, whose version is part of the request, has
changed by the first renewal. It is recognised by what that left behind.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Generic, Literal, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from app.errors import InvalidInput
from app.main_app.field_types import read_moment
from app.main_app.idempotent_create import IdempotentCreator, NewRecord, fresh_key
from app.main_app.pagination import LIST_CAP, fetch, fetch_pages
from app.main_app.records import (
    Listing,
    MedicalRecord,
    MicrochipRecord,
    Saved,
    Stored,
    VaccinationRecord,
    WeightRecord,
)
from app.main_app.request import ApiRequest, body_of, dates_in, path_of
from app.main_app.requestor import Requestor
from app.main_app.writes import VaccinationWrite

R = TypeVar("R", bound=Stored)


class RecordKind(Struct, Generic[R], frozen=True, kw_only=True):
    """A kind of health record.

    Attributes:
        segment: its part of the path.
        feature: what a user calls several of them.
        record: the struct it is decoded into.
        names: the connector's own names for upstream fields.
        unique: the main app refuses an equal record.
        everything: the query with which the list leaves nothing out.
    """

    segment: str
    feature: str
    record: type[R]
    names: Mapping[str, str] = {}
    unique: bool = True
    everything: Mapping[str, str] = {}


VACCINATIONS = RecordKind(
    segment="vaccinations",
    feature="vaccinations",
    record=VaccinationRecord,
    names={"record": "vaccination_id"},
    everything={"status": "all"},
)
MEDICAL_RECORDS = RecordKind(segment="medical-records", feature="medical records", record=MedicalRecord, unique=False)
WEIGHTS = RecordKind(segment="weights", feature="weights", record=WeightRecord, names={"record_date": "measured_at"})
MICROCHIPS = RecordKind(segment="microchips", feature="microchips", record=MicrochipRecord)


class Deleted(Struct, frozen=True):
    """A deletion that was done, and what was left standing."""

    finance_entry_kept: bool = False


class HealthRoutes(Generic[R]):
    """The routes of one kind of health record."""

    def __init__(self, kind: RecordKind[R], calls: Requestor, creator: IdempotentCreator) -> None:
        self._kind = kind
        self._calls = calls
        self._creator = creator

    async def list(self, pet_id: int, query: Mapping[str, str], *, cap: int, offset: int = 0) -> Listing[R]:
        """Read the pet's records, newest first."""
        call = replace(self._call("GET", pet_id), query=query)
        return await fetch_pages(self._calls, call, self._kind.record, cap=cap, offset=offset)

    async def show(self, pet_id: int, record_id: int) -> R:
        """Read one record."""
        return await fetch(self._calls, self._call("GET", pet_id, record_id), self._kind.record)

    async def create(self, pet_id: int, write: Struct, *, again: bool = False) -> Saved[R]:
        """Save a record once, or with `again` once more."""
        new = self.new(pet_id, self._sending(self._call("POST", pet_id), write))
        return await (self._creator.create_again(new) if again else self._creator.create(new))

    async def update(self, pet_id: int, record_id: int, changes: Struct) -> R:
        """Change what is set in `changes`."""
        call = self._sending(self._call("PUT", pet_id, record_id), changes)
        return await fetch(self._calls, replace(call, key=fresh_key(self._calls.link.random)), self._kind.record)

    async def delete(self, pet_id: int, record_id: int, guards: Struct) -> Deleted:
        """Delete a record that is still as the guards say; a repeat inside the call cannot meet another record.

        Raises:
            Conflict: it changed since it was read.
            NotFound: it is gone.
        """
        call = self._call("DELETE", pet_id, record_id)
        call = replace(call, body=body_of(guards), key=fresh_key(self._calls.link.random))
        try:
            await self._calls.send(call)
        except InvalidInput as refused:
            if refused.fields:
                raise
            # A finance entry hangs on it, which the connector may keep but not delete.
            kept = replace(call, query={"linked_transaction": "keep"}, key=fresh_key(self._calls.link.random))
            await self._calls.send(kept)
            return Deleted(finance_entry_kept=True)
        return Deleted()

    def new(self, pet_id: int, call: ApiRequest) -> NewRecord[R]:
        """Describe a create for `IdempotentCreator`."""

        async def show(record_id: int) -> R:
            return await self.show(pet_id, record_id)

        async def recent() -> Sequence[R]:
            return (await self.list(pet_id, self._kind.everything, cap=LIST_CAP)).rows

        return NewRecord(call=call, kind=self._kind.record, show=show, recent=recent, unique=self._kind.unique)

    def action(self, pet_id: int, record_id: int, action: str, body: bytes) -> ApiRequest:
        """Return the call of an action upon a record."""
        call = self._call("POST", pet_id, record_id)
        return replace(call, route=f"{call.route}/{action}", path=f"{call.path}/{action}", body=body)

    def _sending(self, call: ApiRequest, write: Struct) -> ApiRequest:
        return replace(call, body=body_of(write), dates=dates_in(write))

    def _call(
        self, method: Literal["GET", "POST", "PUT", "DELETE"], pet_id: int, record_id: int | None = None
    ) -> ApiRequest:
        route, ids = f"/api/pets/{{pet}}/{self._kind.segment}", {"pet": pet_id}
        if record_id is not None:
            route, ids = f"{route}/{{record}}", {**ids, "record": record_id}
        return ApiRequest(
            method=method,
            route=route,
            path=path_of(route, **ids),
            guests=method == "GET",
            feature=self._kind.feature,
            names=self._kind.names,
        )


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
    new_record = routes.new(old.pet_id, call)

    async def recent() -> Sequence[VaccinationRecord]:
        # Of what has this content only the one that closed `old` is this renewal.
        rows = await new_record.recent()
        closed = next((row for row in rows if row.id == old.id), old)
        return [row for row in rows if made_together(row, closed)]

    return await creator.create(replace(new_record, recent=recent))


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
        if same and made_together(row, old):
            return row
    return None


def made_together(row: VaccinationRecord, old: VaccinationRecord) -> bool:
    """Tell whether one renewal completed `old` and made `row`."""
    if old.completed_at is None or row.created_at is None:
        return False
    try:
        return abs(read_moment(row.created_at) - old.completed_at) <= _TOGETHER
    except ValueError:
        return False
