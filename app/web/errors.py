"""The one error shape, and the one function that turns any exception into it."""

from typing import Any, Literal

import structlog
from litestar import MediaType, Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct

from app.errors import AppError, ErrorCode, FieldError, InvalidInput, KnownPet, Unauthorized
from app.lenient import decode_lenient
from app.tools.argument_messages import plain_message
from app.tools.arguments import ArgumentErrors, find_argument_errors
from app.tools.routes import PRIVATE_HEADERS
from app.web.body import SENT_BODY

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


_FRAMEWORK: dict[int, tuple[ErrorCode, str, str | None]] = {
    400: ("VALIDATION_ERROR", "The request could not be read.", "Send the body as one JSON object."),
    404: ("NOT_FOUND", "There is nothing at this address.", "Only the published operations can be called."),
    405: ("METHOD_NOT_ALLOWED", "This address does not take that method.", "Use one of the allowed values."),
    413: ("PAYLOAD_TOO_LARGE", "The request is too large.", "Send fewer records or shorter texts in one call."),
    415: ("VALIDATION_ERROR", "Send the body as application/json.", None),
    429: ("RATE_LIMITED", "Too many calls. Wait a moment and try again.", None),
}
_OUR_FAULT = "Something went wrong on our side. Please try again later."
_TELL_US = "Tell the user that it did not work. The request_id helps the people who run this to find out why."
_MAX_REASON_CHARACTERS = 400
"""For the faults of one error: with everything around them a body stays under 600."""
_FIELD_FRAME = 25
"""What JSON puts around one fault."""


def render_error(request: Request[Any, Any, Any], exc: Exception) -> Response[ErrorBody]:
    """Turn any exception into the one error shape; never shows its text unless it is ours."""
    headers = {**PRIVATE_HEADERS, **(exc.headers or {})} if isinstance(exc, HTTPException) else {**PRIVATE_HEADERS}
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
            return exc.status_code, *_of_framework(exc)
        case _:
            log.error("unhandled_exception", error_type=type(exc).__name__, exc_info=exc)
            return 500, "INTERNAL_ERROR", AppError(_OUR_FAULT, hint=_TELL_US)


def _of_framework(exc: HTTPException) -> tuple[ErrorCode, AppError]:
    code, message, hint = _FRAMEWORK[exc.status_code]
    methods = {name.lower(): value for name, value in (exc.headers or {}).items()}.get("allow", "")
    allowed = tuple(sorted(set(methods.replace(",", " ").split()) - {"OPTIONS"}))
    return code, AppError(message, hint=hint, allowed_values=allowed)


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
    """Name the inputs; `detail` is never used, because it holds the whole URL with its query."""
    items = [item for item in exc.extra if isinstance(item, dict)] if isinstance(exc.extra, list) else []
    found = ArgumentErrors([_parameter_fault(item) for item in items if item.get("source") in ("path", "query")])
    if len(found.fields) < len(items):
        body = _body_faults(request)
        found = ArgumentErrors(found.fields + body.fields, allowed=body.allowed)
    return _refusal(found)


def _parameter_fault(item: dict[str, Any]) -> FieldError:
    return FieldError(str(item.get("key") or "input"), plain_message(str(item.get("message", ""))))


def _body_faults(request: Request[Any, Any, Any]) -> ArgumentErrors:
    handler = request.scope.get("route_handler")
    body = handler.parsed_fn_signature.parameters.get("data") if isinstance(handler, HTTPRouteHandler) else None
    if body is None or SENT_BODY not in request.scope["state"]:
        return ArgumentErrors([FieldError("body", "A JSON body is required.")])
    sent, path = request.scope["state"][SENT_BODY], request.path_params
    return find_argument_errors(body.annotation, sent, decode_lenient, path=path)


def _refusal(found: ArgumentErrors) -> InvalidInput:
    """Say one fault as the message; of several as many as there is room for."""
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
