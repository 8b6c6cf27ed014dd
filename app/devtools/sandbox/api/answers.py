"""The bodies that the main app answers with, shapes A to E, and the refusals that carry them.

See docs/main-app-api.md, "Answer bodies".
Refusal                 any answer that ends a request early
├── Failure             B: success, data, message, error
├── Bare                C: message and nothing else
├── Invalid             D: B with errors
├── FeatureMissing      E: message, error_code, errors
├── StorageFull         B with error_code and meta
└── Options             empty: which methods a path has
"""

from collections.abc import Mapping
from typing import Literal

import msgspec
from msgspec import UNSET, Struct, UnsetType, field

Headers = dict[str, str]
NOT_FOUND = "Resource not found."
FORBIDDEN_BY_POLICY = "This action is unauthorized."
FORBIDDEN_HEALTH = "Forbidden."
UNAUTHENTICATED = "Unauthenticated."
_BAD_GATEWAY = b"<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"
_encode = msgspec.json.Encoder().encode


class Answer(Struct):
    """An answer on its way out; `body` is JSON unless `media_type` says otherwise."""

    status: int
    body: bytes = b""
    headers: Headers = field(default_factory=dict)
    media_type: str = "application/json"


class SuccessBody(Struct, kw_only=True):
    """Shape A."""

    success: Literal[True] = True
    data: object
    message: str | UnsetType = UNSET


class FailureBody(Struct, kw_only=True):
    """Shape B."""

    success: Literal[False] = False
    data: object = None
    message: str
    error: str


class BareBody(Struct):
    """Shape C."""

    message: str


class InvalidBody(FailureBody, kw_only=True):
    """Shape D."""

    errors: dict[str, list[str]]


class StorageState(Struct, frozen=True, kw_only=True):
    """How full a user's storage is."""

    used_bytes: int
    limit_bytes: int
    incoming_bytes: int
    upgrade_available: bool


class StorageBody(FailureBody, kw_only=True):
    """Shape B with two more keys."""

    error_code: str = "STORAGE_LIMIT_EXCEEDED"
    meta: StorageState


class FeatureBody(Struct, kw_only=True):
    """Shape E."""

    message: str = "The given data was invalid."
    error_code: str = "FEATURE_NOT_AVAILABLE_FOR_PET_TYPE"
    errors: dict[str, list[str]]


def success(data: object, status: int = 200, *, message: str | UnsetType = UNSET) -> Answer:
    """Wrap data into shape A."""
    return Answer(status, _encode(SuccessBody(data=data, message=message)))


def no_content() -> Answer:
    """Answer the deletion of a pet or a photo: 204 without a body."""
    return Answer(204)


class Refusal(Exception):
    """An answer that ends the request before or inside its handler."""

    def __init__(self, status: int, body: Struct, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status)
        self.status = status
        self.body = body
        self.headers: Headers = dict(headers or {})

    def answer(self) -> Answer:
        """Render it."""
        return Answer(self.status, _encode(self.body), dict(self.headers))


class Failure(Refusal):
    """Shape B."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        data: object = None,
        error: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status, FailureBody(data=data, message=message, error=error or message), headers)


class Bare(Refusal):
    """Shape C: what the framework answers by itself."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status, BareBody(message), headers)


class Invalid(Refusal):
    """Shape D: a validator's findings, in the order of the rules."""

    def __init__(self, errors: dict[str, list[str]]) -> None:
        sentences = [sentence for found in errors.values() for sentence in found]
        more = len(sentences) - 1
        tail = "" if not more else f" (and {more} more {'error' if more == 1 else 'errors'})"
        message = sentences[0] + tail
        super().__init__(422, InvalidBody(message=message, error=message, errors=errors))


class FeatureMissing(Refusal):
    """Shape E: the pet's species has no such records."""

    def __init__(self) -> None:
        super().__init__(422, FeatureBody(errors={"pet_type": ["Feature not available for this pet type"]}))


class StorageFull(Refusal):
    """The 413 of an upload that would go over the user's limit."""

    def __init__(self, *, used: int, limit: int, incoming: int, upgrade_available: bool) -> None:
        message = "Storage limit reached. Upgrade to Premium to unlock 5 GB storage."
        meta = StorageState(
            used_bytes=used, limit_bytes=limit, incoming_bytes=incoming, upgrade_available=upgrade_available
        )
        super().__init__(413, StorageBody(message=message, error=message, meta=meta))


class Options(Refusal):
    """The answer to OPTIONS: empty, with the methods in `Allow`."""

    def __init__(self, allowed: str) -> None:
        super().__init__(200, BareBody(""), {"Allow": allowed})

    def answer(self) -> Answer:
        """Leave the body out."""
        return Answer(200, headers=dict(self.headers))


def not_found() -> Failure:
    """Refuse an unknown route, id, or a record of another pet: all look alike."""
    return Failure(404, NOT_FOUND)


def unauthorized_by_policy() -> Bare:
    """Refuse what a policy forbids; the main app's own renderer is never reached for these."""
    return Bare(403, FORBIDDEN_BY_POLICY)


def bad_gateway() -> Answer:
    """Answer as the proxy does when the PHP process behind it died."""
    return Answer(502, _BAD_GATEWAY, media_type="text/html")


def server_error() -> Bare:
    """Answer where the main app would run into an uncaught exception."""
    return Bare(500, "Server Error")
