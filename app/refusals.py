"""Answers to what the server refuses before the application sees it: the one error shape and the one log line.

No metric counts them: the application does, and it never hears of them.
"""

from collections.abc import Iterable
from typing import Literal

import msgspec
import structlog

from app.error_responses import ErrorBody
from app.errors import ErrorCode
from app.logs import request_ids

RefusedStatus = Literal[400, 431]
_ANSWERS: dict[RefusedStatus, tuple[bytes, ErrorCode, str, str]] = {
    400: (b"400 Bad Request", "VALIDATION_ERROR", "The request could not be read.", "Send HTTP/1.1."),
    431: (
        b"431 Request Header Fields Too Large",
        "PAYLOAD_TOO_LARGE",
        "The address or the headers of the request are too large.",
        "Send a shorter address and fewer headers.",
    ),
}

log = structlog.get_logger()


def refusal(status: RefusedStatus, *, seconds: float, headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Write the log line and return the answer, whole and ready for the wire; nothing of the request is in either.

    Args:
        status: of the answer.
        seconds: since the request began.
        headers: that the server adds to every answer.
    """
    line, code, message, hint = _ANSWERS[status]
    request_id = next(request_ids())
    body = msgspec.json.encode(
        ErrorBody(error=code, message=message, fields=(), request_id=request_id, retryable=False, hint=hint)
    )
    log.info(
        "request",
        request_id=request_id,
        user_id=None,
        endpoint="unread",
        status=status,
        latency_ms=round(seconds * 1000, 1),
        upstream_calls=0,
        upstream_ms=0.0,
        error_code=code,
    )
    fields = [
        *headers,
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"x-request-id", request_id.encode()),
        (b"connection", b"close"),
    ]
    head = b"".join(b"%b: %b\r\n" % field for field in fields)
    return b"HTTP/1.1 %b\r\n%b\r\n%b" % (line, head, body)
