"""Whatever was raised, as a page that a person can read."""

from collections.abc import Callable
from typing import Any

import structlog
from litestar import Response
from litestar.exceptions import HTTPException

from app.devtools.playground.components import AnyRequest, Parts
from app.devtools.playground.connector import CannotReach
from app.devtools.playground.document import UnknownTool, WrongDocument
from app.devtools.playground.language import Said

log = structlog.get_logger()

_KNOWN = (404, 405, 413)


def render_failure(parts: Parts) -> Callable[[AnyRequest, Exception], Response[Any]]:
    """Return the one exception handler."""

    def render(request: AnyRequest, exc: Exception) -> Response[Any]:
        status, said = _told(exc)
        frame = parts.bare_frame("", request)
        return parts.pages.page("failure.html", frame, status=status, sentence=frame.texts.put(said))

    return render


def _told(exc: Exception) -> tuple[int, Said]:
    match exc:
        case CannotReach() | WrongDocument() | UnknownTool():
            return 502, exc.said
        case HTTPException() if exc.status_code in _KNOWN:
            return exc.status_code, Said(f"failure.{exc.status_code}")
        case _:
            log.error("unhandled_exception", error_type=type(exc).__name__, exc_info=exc)
            return 500, Said("failure.500")
