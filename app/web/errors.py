"""Exceptions as HTTP answers: those of the framework get the same error shape as ours (`app.tools.failures`)."""

from typing import Any, Literal

import structlog
from litestar import MediaType, Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.handlers import HTTPRouteHandler

from app.errors import AppError, ErrorCode, FieldError, InvalidInput, Unauthorized
from app.lenient import decode_lenient
from app.tools.argument_messages import plain_message
from app.tools.arguments import ArgumentErrors, find_argument_errors
from app.tools.failures import ErrorBody, Failure, describe_failure, refuse_arguments, write_error_body
from app.tools.routes import PRIVATE_HEADERS
from app.web.body import SENT_BODY

_FRAMEWORK: dict[int, tuple[ErrorCode, str, str | None]] = {
    400: ("VALIDATION_ERROR", "The request could not be read.", "Send the body as one JSON object."),
    404: ("NOT_FOUND", "There is nothing at this address.", "Only the published operations can be called."),
    405: ("METHOD_NOT_ALLOWED", "This address does not take that method.", "Use one of the allowed values."),
    413: ("PAYLOAD_TOO_LARGE", "The request is too large.", "Send fewer records or shorter texts in one call."),
    415: ("VALIDATION_ERROR", "Send the body as application/json.", None),
    429: ("RATE_LIMITED", "Too many calls. Wait a moment and try again.", None),
}


def render_error(request: Request[Any, Any, Any], exc: Exception) -> Response[ErrorBody]:
    """Turn any exception into the one error shape; never shows its text unless it is ours."""
    headers = {**PRIVATE_HEADERS, **(exc.headers or {})} if isinstance(exc, HTTPException) else {**PRIVATE_HEADERS}
    failure = _describe(request, exc)
    if failure.body.retry_after is not None:
        headers["Retry-After"] = str(failure.body.retry_after)
    if failure.status == 401:
        headers["WWW-Authenticate"] = _challenge(exc)
    structlog.contextvars.bind_contextvars(error_code=failure.body.error)
    return Response(failure.body, status_code=failure.status, headers=headers, media_type=MediaType.JSON)


def _describe(request: Request[Any, Any, Any], exc: Exception) -> Failure:
    match exc:
        case ValidationException():
            return describe_failure(_invalid(request, exc))
        case HTTPException() if exc.status_code in _FRAMEWORK:
            code, error = _of_framework(exc)
            return Failure(exc.status_code, write_error_body(code, error))
        case _:
            return describe_failure(exc)


def _of_framework(exc: HTTPException) -> tuple[ErrorCode, AppError]:
    code, message, hint = _FRAMEWORK[exc.status_code]
    methods = {name.lower(): value for name, value in (exc.headers or {}).items()}.get("allow", "")
    allowed = tuple(sorted(set(methods.replace(",", " ").split()) - {"OPTIONS"}))
    return code, AppError(message, hint=hint, allowed_values=allowed)


def _challenge(exc: Exception) -> Literal['Bearer error="invalid_token"', "Bearer"]:
    """RFC 6750, 3.1: no error code when the request held no token at all."""
    sent = not isinstance(exc, Unauthorized) or exc.token_sent
    return 'Bearer error="invalid_token"' if sent else "Bearer"


def _invalid(request: Request[Any, Any, Any], exc: ValidationException) -> InvalidInput:
    """Name the inputs; `detail` is never used, because it holds the whole URL with its query."""
    items = [item for item in exc.extra if isinstance(item, dict)] if isinstance(exc.extra, list) else []
    found = ArgumentErrors([_parameter_fault(item) for item in items if item.get("source") in ("path", "query")])
    if len(found.fields) < len(items):
        body = _body_faults(request)
        found = ArgumentErrors(found.fields + body.fields, allowed=body.allowed)
    return refuse_arguments(found)


def _parameter_fault(item: dict[str, Any]) -> FieldError:
    return FieldError(str(item.get("key") or "input"), plain_message(str(item.get("message", ""))))


def _body_faults(request: Request[Any, Any, Any]) -> ArgumentErrors:
    handler = request.scope.get("route_handler")
    body = handler.parsed_fn_signature.parameters.get("data") if isinstance(handler, HTTPRouteHandler) else None
    if body is None or SENT_BODY not in request.scope["state"]:
        return ArgumentErrors([FieldError("body", "A JSON body is required.")])
    sent, path = request.scope["state"][SENT_BODY], request.path_params
    return find_argument_errors(body.annotation, sent, decode_lenient, path=path)
