"""Saving a new thing exactly once, however often the same call arrives (docs/main-app-api.md, "Idempotency keys").

A create's key is derived from what is saved, so a repeat within ten minutes gets the stored answer. Three cases need
more than that:

- the stored answer may be about a record deleted since: a read tells, and then it is saved anew;
- a repeat may fall into the next window: where the main app refuses an equal record, the refusal leads back to the key
  of the window before; where it does not, that key is tried first;
- a retry inside one call also gets a stored answer, but of a record just made: that is no repeat.
"""

from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Generic, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from app.errors import NotFound, UpstreamError
from app.main_app.request import ApiRequest
from app.main_app.requestor import Requestor
from app.main_app.errors import STILL_SAVING, DuplicatePet
from app.main_app.idempotency import derive_key, fresh_key, is_early_in_window, is_replay, window_of
from app.main_app.pagination import decode_one
from app.main_app.records import Saved, Stored
from app.main_app.validation_errors import AlreadyThere

T = TypeVar("T", bound=Stored)

_MAX_ROUNDS = 3
_NOTHING = b"{}"


class NewRecord(Struct, Generic[T], frozen=True, kw_only=True):
    """Something to save.

    Attributes:
        call: the create, without a key.
        kind: of the record in the answer.
        show: reads the record by id.
        unique: the main app itself refuses an equal one.
    """

    call: ApiRequest
    kind: type[T]
    show: Callable[[int], Awaitable[T]]
    unique: bool = True


class IdempotentCreator:
    """Saves new things for one user in one conversation."""

    def __init__(self, calls: Requestor, *, user_id: int, conversation: str) -> None:
        self._calls = calls
        self._user_id = user_id
        self._conversation = conversation

    async def create(self, new: NewRecord[T]) -> Saved[T]:
        """Save it, or find it saved by an earlier equal call.

        Raises:
            AlreadyThere: an equal record exists that no recent call made.
            DuplicatePet: as above, for pets.
            AppError: any other failure.
        """
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

    async def create_again(self, new: NewRecord[T]) -> Saved[T]:
        """Save it even if an equal call has just saved it."""
        call = replace(new.call, key=fresh_key(self._calls.link.random))
        return Saved(decode_one(new.kind, await self._calls.send(call), call))

    async def _create(self, new: NewRecord[T], window: int) -> Saved[T]:
        deleted = ""
        for _ in range(_MAX_ROUNDS):
            call = replace(new.call, key=self._key(new.call, window, deleted), repeatable=True)
            started = monotonic()
            answer = await self._calls.send(call)
            record = decode_one(new.kind, answer, call)
            answered_at = answer.answered_at() or self._calls.link.clock()
            if not is_replay(record.created_at, answered_at=answered_at, seconds_taken=monotonic() - started):
                return Saved(record)
            try:
                return Saved(await new.show(record.id), already_saved=True)
            except NotFound:
                deleted = f"{deleted}/{record.id}"
        raise UpstreamError(STILL_SAVING, status=503)

    async def _was_used(self, new: NewRecord[T], window: int) -> bool:
        # An empty body saves nothing: it is refused as invalid where the key is new, and as another
        # request's where the key has done its work. Neither answer is kept under the key.
        call = replace(new.call, key=self._key(new.call, window, ""), body=_NOTHING)
        return (await self._calls.send(call, accept=(409, 422))).status == 409

    def _key(self, call: ApiRequest, window: int, deleted: str) -> str:
        return derive_key(
            self._user_id,
            (call.method, call.path, call.body or b""),
            window=window,
            conversation=self._conversation,
            instead_of=deleted,
        )
