"""From any exception to a status and the one error body, the same for every face; knows no web framework."""

from typing import Final

import structlog
from msgspec import Struct

from app.errors import AppError, ErrorCode, FieldError, InvalidInput, KnownPet
from app.tools.arguments import ArgumentErrors

log = structlog.get_logger()

_OUR_FAULT: Final = "Something went wrong on our side. Please try again later."
_TELL_US: Final = "Tell the user that it did not work. The request_id helps the people who run this to find out why."
_MAX_REASON_CHARACTERS: Final = 400
"""For the fields of one error: with everything around them a body stays under 600 characters."""
_FIELD_FRAME: Final = 25
"""What JSON puts around one field."""


class ErrorBody(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What went wrong and what to do next."""

    error: ErrorCode
    message: str
    fields: tuple[FieldError, ...]
    request_id: str
    retryable: bool
    hint: str | None = None
    allowed_values: tuple[str, ...] = ()
    candidates: tuple[KnownPet, ...] = ()
    existing: tuple[KnownPet, ...] = ()
    retry_after: int | None = None


class Failure(Struct, frozen=True):
    """An exception as a face tells it: the HTTP status where there is one, and the body."""

    status: int
    body: ErrorBody


def describe_failure(exc: Exception) -> Failure:
    """Return what to tell; the text of an exception that is not ours is logged and never shown."""
    if isinstance(exc, AppError):
        return Failure(exc.status, write_error_body(exc.code, exc))
    log.error("unhandled_exception", error_type=type(exc).__name__, exc_info=exc)
    return Failure(500, write_error_body("INTERNAL_ERROR", AppError(_OUR_FAULT, hint=_TELL_US)))


def write_error_body(code: ErrorCode, error: AppError) -> ErrorBody:
    """Fill the one error shape, with the id under which the request is logged."""
    return ErrorBody(
        error=code,
        message=error.message,
        fields=error.fields,
        request_id=structlog.contextvars.get_contextvars().get("request_id", ""),
        retryable=error.retryable,
        hint=error.hint,
        allowed_values=error.allowed_values,
        candidates=error.candidates,
        existing=error.existing,
        retry_after=error.retry_after,
    )


def refuse_arguments(found: ArgumentErrors) -> InvalidInput:
    """Return the exception for wrong arguments: one as the message, of several as many as there is room for."""
    room = _MAX_REASON_CHARACTERS - sum(len(word) + 3 for word in found.allowed)
    shown: list[FieldError] = []
    for field in found.fields:
        room -= 2 * len(field.name) + len(field.reason) + _FIELD_FRAME
        if shown and room < 0:
            break
        shown.append(field)
    rest = len(found.fields) - len(shown)
    names = ", ".join(field.name for field in shown) + (f" and {rest} more" if rest else "")
    message = f"{len(found.fields)} inputs cannot be used: {names}."
    if len(found.fields) == 1:
        message = f"{shown[0].name}: {shown[0].reason}"
    return InvalidInput(message, fields=tuple(shown), allowed_values=found.allowed)
