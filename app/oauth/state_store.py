"""The handshake's records in the one-time store: keys are hashes, values are sealed.

Whoever reads the store learns no session id, code or token; whoever writes to it cannot make a record of another kind
or under another key.
"""

import hashlib
from typing import Generic, TypeVar

import msgspec
import structlog
from msgspec import Struct

from app.oauth.models import (
    IssuedCode,
    PendingAuthorization,
    PendingConfirmation,
    PendingConsent,
    RefreshSuccessor,
)
from app.storage.one_time import OneTimeStore, Taken
from app.tokens.encryption import DecryptionFailed, Encryptor

Record = TypeVar("Record", PendingConsent, PendingAuthorization, PendingConfirmation, IssuedCode, RefreshSuccessor)

log = structlog.get_logger()


class FirstUse(Struct, Generic[Record], frozen=True):
    """The record, for its one use."""

    record: Record


class Replay(Struct, Generic[Record], frozen=True):
    """The record was used before."""

    record: Record


class StateStore:
    """Put and take typed records.

    Every method raises `StoreUnavailable` when the store does not answer.
    """

    def __init__(self, store: OneTimeStore, encryptor: Encryptor) -> None:
        self._store = store
        self._encryptor = encryptor

    async def put(self, name: str, record: Record, ttl: int) -> None:
        """Keep a record under a name nobody can guess, for `ttl` seconds."""
        key = _key(record.kind, name)
        await self._store.put(key, self._sealed(key, record), ttl)

    async def take(self, record_type: type[Record], name: str) -> FirstUse[Record] | Replay[Record] | None:
        """Take the record: `First` once, `Again` afterwards, None when there is none."""
        key = _key(record_type.kind, name)
        found = await self._store.take(key)
        if found is None:
            return None
        try:
            plain = self._encryptor.decrypt(found.value, purpose=key.encode())
            record = msgspec.msgpack.decode(plain, type=record_type)
        except (DecryptionFailed, msgspec.DecodeError):
            log.warning("one_time_record_unreadable", kind=record_type.kind)
            return None
        return FirstUse(record) if isinstance(found, Taken) else Replay(record)

    async def claim(self, kind: str, name: str, ttl: int) -> bool:
        """Be the first to name something within `ttl` seconds; False for everyone after the first."""
        return await self._store.claim(_key(kind, name), ttl)

    async def is_claimed(self, kind: str, name: str) -> bool:
        """Tell whether somebody has named this (a claim has no value, so taking it changes nothing)."""
        return await self._store.take(_key(kind, name)) is not None

    async def claim_record(self, name: str, record: Record, ttl: int) -> bool:
        """Put a record unless there is one of this name; False then, and the first one stays."""
        key = _key(record.kind, name)
        return await self._store.claim(key, ttl, self._sealed(key, record))

    def _sealed(self, key: str, record: Struct) -> bytes:
        return self._encryptor.encrypt(msgspec.msgpack.encode(record), purpose=key.encode())


def _key(kind: str, name: str) -> str:
    return f"meo:{kind}:{hashlib.sha256(name.encode()).hexdigest()}"
