"""The one error shape, and the one function that turns any exception into it (P5.6, decisions 7)."""

import re
from typing import Any, Literal

import structlog
from litestar import MediaType, Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct

from app.errors import AppError, ErrorCode, FieldError, InvalidInput, KnownPet, Unauthorized

log = structlog.get_logger()


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


_FRAMEWORK: dict[int, tuple[ErrorCode, str]] = {
    400: ("VALIDATION_ERROR", "The request could not be read."),
    404: ("NOT_FOUND", "There is nothing at this address."),
    405: ("METHOD_NOT_ALLOWED", "This address does not take that method."),
    413: ("PAYLOAD_TOO_LARGE", "The request is too large. Send fewer records in one call."),
    415: ("VALIDATION_ERROR", "Send the body as application/json."),
    429: ("RATE_LIMITED", "Too many calls. Wait a moment and try again."),
}
_UNKNOWN_FIELD = re.compile(r"unknown field `([^`]+)`")
_NAMED_FIELD = re.compile(r"field `([^`]+)`")
_PATH = re.compile(r" - at `\$\.?([^`]*)`")


def render_error(request: Request[Any, Any, Any], exc: Exception) -> Response[ErrorBody]:
    """Turn any exception into the one error shape; never shows its text unless it is ours."""
    headers = dict(exc.headers or {}) if isinstance(exc, HTTPException) else {}
    error = _as_app_error(request, exc)
    if isinstance(error, AppError):
        status, code = error.status, error.code
    else:
        status, code, error = error
    if error.retry_after is not None:
        headers["Retry-After"] = str(error.retry_after)
    if status == 401:
        headers["WWW-Authenticate"] = _challenge(error)
    structlog.contextvars.bind_contextvars(error_code=code)
    return Response(_body(code, error), status_code=status, headers=headers, media_type=MediaType.JSON)


def _as_app_error(request: Request[Any, Any, Any], exc: Exception) -> AppError | tuple[int, ErrorCode, AppError]:
    match exc:
        case AppError():
            return exc
        case ValidationException():
            return _invalid(request, exc)
        case HTTPException() if exc.status_code in _FRAMEWORK:
            code, message = _FRAMEWORK[exc.status_code]
            return exc.status_code, code, AppError(message)
        case _:
            log.error("unhandled_exception", error_type=type(exc).__name__, exc_info=exc)
            return 500, "INTERNAL_ERROR", AppError("Something went wrong on our side. Please try again later.")


def _body(code: ErrorCode, error: AppError) -> ErrorBody:
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


def _challenge(error: AppError) -> Literal['Bearer error="invalid_token"', "Bearer"]:
    """RFC 6750, 3.1: no error code when the request held no token at all."""
    sent = not isinstance(error, Unauthorized) or error.token_sent
    return 'Bearer error="invalid_token"' if sent else "Bearer"


def _invalid(request: Request[Any, Any, Any], exc: ValidationException) -> InvalidInput:
    """Name the fields; `detail` is never used, because it holds the whole URL with its query."""
    fields: list[FieldError] = []
    allowed: tuple[str, ...] = ()
    for item in exc.extra if isinstance(exc.extra, list) else []:
        name, reason = str(item.get("key") or "body"), str(item.get("message", ""))
        if unknown := _UNKNOWN_FIELD.search(reason):
            name = unknown[1]
            reason = "There is no such field; nothing was saved."
            allowed = _body_fields(request)
        elif reason == "'data'" or "Input data was truncated" in reason:
            name, reason = "body", "A JSON body is required."
        elif name in ("data", "body") and (named := _NAMED_FIELD.search(reason)):
            name, reason = named[1], "This field is required."
        fields.append(FieldError(name, _PATH.sub("", reason)))
    message = " ".join(f"{field.name}: {field.reason}" for field in fields[:3]) or "Some inputs are not valid."
    return InvalidInput(message, fields=tuple(fields), allowed_values=allowed)


def _body_fields(request: Request[Any, Any, Any]) -> tuple[str, ...]:
    handler = request.scope.get("route_handler")
    body = handler.parsed_fn_signature.parameters.get("data") if isinstance(handler, HTTPRouteHandler) else None
    return tuple(getattr(_bare(body.annotation), "__struct_encode_fields__", ())) if body else ()


def _bare(annotation: Any) -> Any:
    return getattr(annotation, "__origin__", annotation)
