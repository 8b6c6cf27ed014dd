"""Whatever was raised, as a page that a person can read."""

from collections.abc import Callable
from typing import Any

import structlog
from litestar import Response
from litestar.exceptions import HTTPException

from app.devtools.playground.components import AnyRequest, Parts, session_of
from app.devtools.playground.connector import CannotReach
from app.devtools.playground.document import UnknownTool, WrongDocument
from app.devtools.playground.pages import Frame

log = structlog.get_logger()

_SENTENCES = {
    404: "There is nothing at this address.",
    405: "This address does not take that method.",
    413: "That was too much to send at once.",
}


def render_failure(parts: Parts) -> Callable[[AnyRequest, Exception], Response[Any]]:
    """Return the one exception handler."""

    def render(request: AnyRequest, exc: Exception) -> Response[Any]:
        status, sentence = _told(exc)
        frame = Frame(
            tab="",
            session=session_of(request),
            fault=None,
            connector_url=parts.config.connector_url,
            main_app_url=parts.config.main_app_url,
        )
        return parts.pages.page("failure.html", frame, status=status, sentence=sentence)

    return render


def _told(exc: Exception) -> tuple[int, str]:
    match exc:
        case CannotReach() | WrongDocument():
            return 502, str(exc)
        case UnknownTool():
            return 502, f"The published document has no operation {exc}."
        case HTTPException() if exc.status_code in _SENTENCES:
            return exc.status_code, _SENTENCES[exc.status_code]
        case _:
            log.error("unhandled_exception", error_type=type(exc).__name__, exc_info=exc)
            return 500, "Something went wrong in the playground itself."
