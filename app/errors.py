"""What can go wrong, as exceptions that carry their code, status and a sentence for the user.

    AppError
    ├── InvalidInput       422 VALIDATION_ERROR
    ├── NotFound           404 NOT_FOUND
    ├── Unauthorized       401 UNAUTHORIZED
    ├── Forbidden          403 FORBIDDEN
    ├── Ambiguous          409 AMBIGUOUS
    ├── Conflict           409 CONFLICT
    ├── DuplicateWarning   409 DUPLICATE_WARNING
    ├── TooMuch            413 PAYLOAD_TOO_LARGE
    ├── RateLimited        429 RATE_LIMITED
    └── UpstreamError      429, 502, 503, 504 UPSTREAM_ERROR

Pure: importable from anywhere. `app.web.errors` renders them.
"""

from typing import ClassVar, Literal

from msgspec import Struct

ErrorCode = Literal[
    "VALIDATION_ERROR",
    "NOT_FOUND",
    "UNAUTHORIZED",
    "AMBIGUOUS",
    "UPSTREAM_ERROR",
    "DUPLICATE_WARNING",
    "FORBIDDEN",
    "CONFLICT",
    "RATE_LIMITED",
    "METHOD_NOT_ALLOWED",
    "PAYLOAD_TOO_LARGE",
    "INTERNAL_ERROR",
]


def revoked_message(client_name: str) -> str:
    """Tell a person that the connection has ended; an empty name stands for an app that is not known."""
    return f"Your connection has been revoked. Please reconnect via {client_name or 'the app you use'}."


REVOKED = revoked_message("ChatGPT")


class FieldError(Struct, frozen=True):
    """One input that is wrong, by the connector's own name for it."""

    name: str
    reason: str


class KnownPet(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A pet named in an error, with what tells it apart from another of the same name.

    `relation` says when it is not the user's own: what somebody else wrote about it asks for nothing.
    """

    id: int
    name: str
    relation: Literal["fostering", "shared"] | None = None
    species: str | None = None
    sex: str | None = None
    age: str | None = None
    status: str | None = None


class AppError(Exception):
    """A failure with everything a model needs to recover from it."""

    code: ClassVar[ErrorCode] = "INTERNAL_ERROR"
    status: int = 500
    retryable: bool = False

    def __init__(
        self,
        message: str,
        *,
        fields: tuple[FieldError, ...] = (),
        hint: str | None = None,
        allowed_values: tuple[str, ...] = (),
        candidates: tuple[KnownPet, ...] = (),
        existing: tuple[KnownPet, ...] = (),
        retry_after: int | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.fields = fields
        self.hint = hint
        self.allowed_values = allowed_values
        self.candidates = candidates
        self.existing = existing
        self.retry_after = retry_after


class InvalidInput(AppError):
    """The input cannot be used as it is; `fields` says which and why."""

    code = "VALIDATION_ERROR"
    status = 422

    @classmethod
    def field(
        cls, name: str, reason: str, *, hint: str | None = None, allowed_values: tuple[str, ...] = ()
    ) -> "InvalidInput":
        """One field is wrong; the reason is the message as well."""
        return cls(reason, fields=(FieldError(name, reason),), hint=hint, allowed_values=allowed_values)


class NotFound(AppError):
    """No such pet or record for this user."""

    code = "NOT_FOUND"
    status = 404


class Unauthorized(AppError):
    """No valid connection; `token_sent` tells a bad token from a missing one (RFC 6750, 3.1)."""

    code = "UNAUTHORIZED"
    status = 401

    def __init__(self, message: str = REVOKED, *, token_sent: bool = True) -> None:
        super().__init__(message)
        self.token_sent = token_sent


class Forbidden(AppError):
    """The account may not do this."""

    code = "FORBIDDEN"
    status = 403


class Ambiguous(AppError):
    """Several pets fit; `candidates` lists up to five of them."""

    code = "AMBIGUOUS"
    status = 409


class Conflict(AppError):
    """The record changed since it was read."""

    code = "CONFLICT"
    status = 409


class DuplicateWarning(AppError):
    """The same pet seems to exist already; `existing` shows it."""

    code = "DUPLICATE_WARNING"
    status = 409


class TooMuch(AppError):
    """What is to be stored is too large, or there is no room for it."""

    code = "PAYLOAD_TOO_LARGE"
    status = 413


class RateLimited(AppError):
    """Too many calls to the connector itself."""

    code = "RATE_LIMITED"
    status = 429
    retryable = True


class UpstreamError(AppError):
    """The main app failed, is busy or cannot be reached."""

    code = "UPSTREAM_ERROR"

    def __init__(
        self,
        message: str,
        *,
        status: Literal[429, 502, 503, 504] = 502,
        retryable: bool = True,
        retry_after: int | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(message, retry_after=retry_after, hint=hint)
        self.status = status
        self.retryable = retryable
