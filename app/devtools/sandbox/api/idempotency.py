"""Idempotency-Key: the first answer again, never the work again."""

import hashlib
import re

import msgspec
from msgspec import Struct

from app.devtools.sandbox.api.answers import Answer, Failure
from app.devtools.sandbox.api.request import ApiRequest
from app.devtools.sandbox.data.expiring import Expiring
from app.devtools.sandbox.data.people import User
from app.devtools.sandbox.timestamps import Clock

_ALPHABET = re.compile(r"[A-Za-z0-9_-]+")
_MAX_LENGTH = 128
_LIFETIME = 24 * 60 * 60
_encode_sorted = msgspec.json.Encoder(order="deterministic").encode


class Conflict(Struct, frozen=True):
    """The `data` of the 409 for a key that was used for something else."""

    code: str = "idempotency_conflict"


class Attempt(Struct, frozen=True, kw_only=True):
    """What is remembered under a key; no answer yet means that it is still running."""

    fingerprint: bytes
    status: int = 0
    body: bytes = b""

    @property
    def is_running(self) -> bool:
        """Whether the first request has not been answered yet."""
        return self.status == 0


class Idempotency:
    """The records under all keys; a scope is one user, across routes and tokens."""

    def __init__(self, clock: Clock) -> None:
        self._attempts: Expiring[Attempt] = Expiring(clock)

    def begin(self, user: User, key: str, request: ApiRequest) -> Answer | None:
        """Reserve a key, or return the stored answer; raises 422, 425 and 409."""
        check_key(key)
        place = f"{user.id}:{key}"
        fingerprint = fingerprint_of(request)
        earlier = self._attempts.get(place)
        if earlier is None:
            self._attempts.put(place, Attempt(fingerprint=fingerprint), seconds=_LIFETIME)
            return None
        if earlier.fingerprint != fingerprint:
            message = "This idempotency key was already used with a different request."
            raise Failure(409, message, data=Conflict())
        if earlier.is_running:
            message = "A request with this idempotency key is still being processed. Retry later."
            raise Failure(425, message)
        return Answer(earlier.status, earlier.body)

    def finish(self, user: User, key: str, request: ApiRequest, answer: Answer) -> None:
        """Keep a successful answer for a day; after any other the key is free again."""
        place = f"{user.id}:{key}"
        if 200 <= answer.status < 300:
            attempt = Attempt(fingerprint=fingerprint_of(request), status=answer.status, body=answer.body)
            self._attempts.put(place, attempt, seconds=_LIFETIME)
        else:
            self._attempts.take(place)

    def clear(self) -> None:
        """Forget everything, as a deploy does."""
        self._attempts.clear()


def check_key(key: str) -> None:
    """Refuse a key of the wrong length or alphabet."""
    if len(key) > _MAX_LENGTH:
        raise Failure(422, "Idempotency key must be a non-empty string within the configured length limit.")
    if not _ALPHABET.fullmatch(key):
        raise Failure(422, "Idempotency key contains invalid characters.")


def fingerprint_of(request: ApiRequest) -> bytes:
    """Write down method, path and payload; the query counts only when there is no body, a file by its digest."""
    files = {
        name: {"sha256": hashlib.sha256(file.content).hexdigest(), "size": len(file.content), "type": file.media_type}
        for name, file in request.files.items()
    }
    payload: object = {**request.body, **files} if request.has_body else request.query
    return f"{request.method} {request.path} ".encode() + _encode_sorted(_plain_numbers(payload))


def _plain_numbers(value: object) -> object:
    """Write 4.0 as 4, at every depth."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {name: _plain_numbers(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_plain_numbers(item) for item in value]
    return value
