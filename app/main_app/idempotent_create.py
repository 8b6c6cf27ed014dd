"""Creates that save exactly once, however often the same call arrives: keys, replays, repeats.

See docs/main-app-api.md, "Idempotency keys".

A create's key is derived from what is saved, so a repeat within ten minutes gets the stored answer. Three cases need
more than that:

- the stored answer may be about a record deleted since: a read tells, and then it is saved anew;
- a repeat may fall into the next window: where the main app refuses an equal record, the refusal leads back to the key
  of the window before; where it does not, that key is tried first;
- a retry inside one call also gets a stored answer, but of a record just made: that is no repeat.

Where the keys themselves fail, what this process remembers of them and the content of the newest records tell: a key
that the main app has forgotten, and one whose request died and that is never answered again.
"""

import hashlib
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from random import Random
from time import monotonic
from typing import Generic, TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from app.errors import AppError, NotFound
from app.main_app.decoding import read_record
from app.main_app.errors import BrokenOff, DuplicatePet, StillSaving
from app.main_app.field_types import read_moment
from app.main_app.http import Answer
from app.main_app.pagination import decode_one
from app.main_app.records import Saved, Stored
from app.main_app.request import ApiRequest
from app.main_app.requestor import Requestor
from app.main_app.validation_errors import AlreadyThere

WINDOW = 600
"""Seconds for which an equal create counts as the same create."""

REACH = 120
"""Seconds after which a repeat by ChatGPT is no longer expected: it gives up at 45 and asks again then."""

_SLACK = 2.0
"""One second for the resolution of `created_at`, one for clocks that tick apart."""


def window_of(now: datetime) -> int:
    """Return the number of the ten-minute window that a moment lies in."""
    return int(now.timestamp()) // WINDOW


def is_early_in_window(now: datetime) -> bool:
    """Tell whether the call that this one may repeat could lie in the window before."""
    return now.timestamp() % WINDOW < REACH


def derive_key(user_id: int, call: tuple[str, str, bytes], *, window: int, conversation: str, instead_of: str) -> str:
    """Return the key of a create: equal for equal calls, in the form the main app takes.

    Args:
        user_id: whose create it is.
        call: method, path and canonical body.
        window: from `window_of`.
        conversation: ChatGPT's conversation, so that two conversations may save the same thing.
        instead_of: ids of earlier results that were deleted since.
    """
    method, path, body = call
    parts = [user_id, method, path, body.decode(), window, conversation, instead_of]
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()


def fresh_key(random: Random) -> str:
    """Return a key that no other request has."""
    return f"{random.getrandbits(128):032x}"


def made_within_window(created_at: str | None, *, now: datetime) -> bool:
    """Tell whether a record is so young that the key of its create still counts."""
    try:
        return (now - read_moment(created_at)).total_seconds() <= WINDOW
    except (TypeError, ValueError):
        return False


def is_replay(created_at: str | None, *, answered_at: datetime, seconds_taken: float) -> bool:
    """Tell a stored answer from a new one: its record is older than the call itself.

    Args:
        created_at: of the record in the answer.
        answered_at: from the answer's own `Date`, which is the clock that wrote `created_at`.
        seconds_taken: since this call was first sent; a retry after a dropped answer is no replay.
    """
    try:
        age = (answered_at - read_moment(created_at)).total_seconds()
    except (TypeError, ValueError):
        return False
    return age > seconds_taken + _SLACK


def is_equal(record: Stored, body: bytes) -> bool:
    """Tell whether a record holds what a create sends; weights are kept with two decimals."""
    sent = msgspec.json.decode(body)
    wanted = read_record(type(record), {**msgspec.to_builtins(record), **sent})
    pairs = ((getattr(record, name), getattr(wanted, name)) for name in record.__struct_fields__ if name in sent)
    return all(_same(stored, value) for stored, value in pairs)


def _same(stored: object, sent: object) -> bool:
    if isinstance(stored, float) and isinstance(sent, float):
        return abs(stored - sent) <= _HALF_A_HUNDREDTH
    # The main app keeps "" where no description is given.
    return stored == sent or (not stored and not sent)


_HALF_A_HUNDREDTH = 0.0051
"""With room for how floats are written."""

T = TypeVar("T", bound=Stored)

_MAX_ROUNDS = 3
_NOTHING = b"{}"


class NewRecord(Struct, Generic[T], frozen=True, kw_only=True):
    """Something to save.

    Attributes:
        call: the create, without a key.
        kind: of the record in the answer.
        show: reads the record by id.
        recent: reads the records among which an equal one would be.
        unique: the main app itself refuses an equal one.
    """

    call: ApiRequest
    kind: type[T]
    show: Callable[[int], Awaitable[T]]
    recent: Callable[[], Awaitable[Sequence[T]]]
    unique: bool = True


class IdempotentCreator:
    """Saves new things for one user in one conversation."""

    def __init__(self, calls: Requestor, *, user_id: int, conversation: str) -> None:
        self._calls = calls
        self._recent = calls.link.recent
        self._user_id = user_id
        self._conversation = conversation

    async def create(self, new: NewRecord[T]) -> Saved[T]:
        """Save it, or find it saved by an earlier equal call.

        Raises:
            AlreadyThere: an equal record exists that no recent call made.
            DuplicatePet: as above, for pets.
            AppError: any other failure.
        """
        try:
            return await self._create_in_window(new)
        except AlreadyThere as refusal:
            try:
                equal = await self._find_equal(new)
            except AppError:
                raise refusal from None
            if equal is None:
                raise
            return Saved(equal, already_saved=True)

    async def create_again(self, new: NewRecord[T]) -> Saved[T]:
        """Save it even if an equal call has just saved it."""
        call = replace(new.call, key=fresh_key(self._calls.link.random))
        return Saved(decode_one(new.kind, await self._calls.send(call), call))

    async def _create_in_window(self, new: NewRecord[T]) -> Saved[T]:
        now = self._calls.link.clock()
        window, early = window_of(now), is_early_in_window(now)
        if early and not new.unique and await self._was_used(new, window - 1):
            return await self._create(new, window - 1)
        try:
            return await self._create(new, window)
        except (AlreadyThere, DuplicatePet):
            if not early:
                raise
            return await self._create(new, window - 1)

    async def _create(self, new: NewRecord[T], window: int) -> Saved[T]:
        instead_of = ""
        for _ in range(_MAX_ROUNDS):
            key = self._key(new.call, window, instead_of)
            if self._recent.is_dead(key, self._calls.link.clock()):
                equal = await self._find_equal(new)
                if equal is not None:
                    return Saved(equal, already_saved=True)
                instead_of = f"{instead_of}/dead"
                continue
            record_id = self._recent.saved_as(key)
            if record_id is None:
                record, is_new = await self._send(new, key)
                if is_new:
                    return Saved(record)
                record_id = record.id
            try:
                return Saved(await new.show(record_id), already_saved=True)
            except NotFound:
                instead_of = f"{instead_of}/{record_id}"
        raise StillSaving

    async def _send(self, new: NewRecord[T], key: str) -> tuple[T, bool]:
        """Send a create; tells besides whether the record is new."""
        call = replace(new.call, key=key, repeatable=True)
        started = monotonic()
        answer = await self._ask(call, key)
        record = decode_one(new.kind, answer, call)
        self._recent.note_saved(key, record.id)
        answered_at = answer.answered_at() or self._calls.link.clock()
        return record, not is_replay(record.created_at, answered_at=answered_at, seconds_taken=monotonic() - started)

    async def _ask(self, call: ApiRequest, key: str, *, accept: tuple[int, ...] = ()) -> Answer:
        """Send a request under its key; remembered is whether an answer will come under it."""
        try:
            return await self._calls.send(call, accept=accept)
        except BrokenOff:
            self._recent.note_dead(key)
            raise
        except StillSaving:
            self._recent.note_unfinished(key, self._calls.link.clock())
            raise

    async def _find_equal(self, new: NewRecord[T]) -> T | None:
        """Look for what the create would save among the records of the last minutes."""
        now = self._calls.link.clock()
        young = (record for record in await new.recent() if made_within_window(record.created_at, now=now))
        return next((record for record in young if is_equal(record, new.call.body or _NOTHING)), None)

    async def _was_used(self, new: NewRecord[T], window: int) -> bool:
        # An empty body saves nothing: refused as invalid where the key is new, as another request's where it is not.
        # Neither answer is kept under the key.
        key = self._key(new.call, window, "")
        if self._recent.saved_as(key) is not None or self._recent.is_dead(key, self._calls.link.clock()):
            return True
        call = replace(new.call, key=key, body=_NOTHING)
        return (await self._ask(call, key, accept=(409, 422))).status == 409

    def _key(self, call: ApiRequest, window: int, deleted: str) -> str:
        sent = (call.method, call.path, call.body or b"")
        return derive_key(self._user_id, sent, window=window, conversation=self._conversation, instead_of=deleted)
