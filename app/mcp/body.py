"""The body of a request, up to a limit."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from app.errors import AppError, InvalidInput

Receive = Callable[[], Awaitable[Mapping[str, Any]]]
MAX_DIGITS = 18
"""Of a Content-Length."""


class BodyTooLarge(AppError):
    """More than a message may have."""

    code = "PAYLOAD_TOO_LARGE"
    status = 413


class ClientLeft(InvalidInput):
    """The client left in the middle of the body; nobody reads the answer, but the log line is right."""

    status = 400


async def read_body(receive: Receive, *, announced: str | None, most: int) -> bytes:
    """Read the whole body.

    Args:
        receive: gives its parts (ASGI).
        announced: the Content-Length.
        most: bytes it may have.

    Raises:
        BodyTooLarge: it has more, or says so.
        ClientLeft: it ended early.
    """
    if announced and (len(announced) > MAX_DIGITS or (announced.isdecimal() and int(announced) > most)):
        raise _too_large()
    parts: list[bytes] = []
    room = most
    while True:
        event = await receive()
        if event["type"] != "http.request":
            raise ClientLeft("The body ended early.")
        parts.append(event["body"])
        room -= len(event["body"])
        if room < 0:
            raise _too_large()
        if not event.get("more_body", False):
            return b"".join(parts)


def _too_large() -> BodyTooLarge:
    return BodyTooLarge("The message is too large.", hint="Send fewer records or shorter texts in one call.")
