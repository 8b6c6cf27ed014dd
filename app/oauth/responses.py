"""Answers of the handshake: pages, redirects, RFC 6749 bodies; never the framework's own.

Whatever is raised under `/oauth` ends in `OAuthRenderer.render`.
"""

from collections.abc import Mapping
from typing import Any, Literal

import structlog
from litestar import MediaType, Request, Response
from litestar.datastructures import Cookie
from litestar.exceptions import HTTPException
from msgspec import Struct

from app.errors import RateLimited
from app.languages import choose_language
from app.oauth.errors import (
    InvalidClient,
    InvalidRequest,
    InvalidToken,
    OAuthError,
    PageName,
    RefusedByPage,
    RefusedByRedirect,
    ServerError,
    TemporarilyUnavailable,
    TooManyFailures,
)
from app.oauth.models import ErrorResponse
from app.oauth.pages import PageKey, Pages
from app.oauth.prefetch import Prefetched
from app.storage.one_time import StoreUnavailable

AnyRequest = Request[Any, Any, Any]
AnyResponse = Response[Any]

_NO_STORE = {
    "Cache-Control": "no-store",
    "Pragma": "no-cache",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
CORS_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, MCP-Protocol-Version",
    "Access-Control-Max-Age": "3600",
}
"""For what clients call from pages of any origin; never with credentials."""
_NO_FACTS: Mapping[str, str | bool] = {}
_STORE_RETRY_AFTER = 5
_BROWSER_STEPS = ("/oauth/authorize", "/oauth/consent", "/oauth/callback", "/oauth/confirm")

log = structlog.get_logger()


def metadata_answer(content: Struct) -> AnyResponse:
    """Answer with something public that seldom changes."""
    headers = {"Cache-Control": "public, max-age=3600", "X-Content-Type-Options": "nosniff"}
    return Response(content, media_type=MediaType.JSON, headers=headers)


def json_answer(content: Struct, *, status: int = 200, headers: Mapping[str, str] | None = None) -> AnyResponse:
    """Answer a server."""
    return Response(content, status_code=status, media_type=MediaType.JSON, headers={**_NO_STORE, **(headers or {})})


def redirect_answer(location: str, *, status: Literal[302, 303] = 302, cookie: Cookie | None = None) -> AnyResponse:
    """Send a browser on; 303 after a POST."""
    headers = {**_NO_STORE, "Location": location}
    return Response(
        b"", status_code=status, media_type=MediaType.TEXT, headers=headers, cookies=[cookie] if cookie else None
    )


class OAuthRenderer:
    """Make pages, and turn exceptions into answers."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    def page(
        self,
        request: AnyRequest,
        page: PageKey,
        facts: Mapping[str, str | bool] = _NO_FACTS,
        *,
        status: int = 200,
        form_targets: str | None = None,
    ) -> AnyResponse:
        """Show a page that names `facts`; one with a form is told where its answer may lead."""
        language = choose_language(request.headers.get("accept-language", ""))
        headers = {
            **_NO_STORE,
            "Content-Security-Policy": self._pages.policy(form_targets),
            "X-Frame-Options": "DENY",
            "Content-Language": language,
            "Vary": "Accept-Language",
        }
        html = self._pages.render(page, language, facts)
        return Response(html, status_code=status, media_type=MediaType.HTML, headers=headers)

    def render(self, request: AnyRequest, exc: Exception) -> AnyResponse:
        """Turn any exception into an answer."""
        match exc:
            case RefusedByPage():
                _note(exc.page, exc.detail)
                return self.page(request, exc.page, exc.facts, status=exc.status)
            case RefusedByRedirect():
                _note(exc.error.code, exc.error.detail)
                # 303 turns the POST of a page into a GET; for a GET it means the same as 302.
                return redirect_answer(exc.location, status=303 if request.method == "POST" else 302)
            case Prefetched():
                _note("prefetched", "")
                return Response(b"", status_code=503, media_type=MediaType.TEXT, headers=_NO_STORE)
            case _:
                return self._error(request, _as_oauth_error(exc), exc)

    def _error(self, request: AnyRequest, error: OAuthError, exc: Exception) -> AnyResponse:
        status = exc.status_code if isinstance(exc, HTTPException) and exc.status_code < 500 else error.status
        _note(error.code, error.detail)
        headers = dict(exc.headers or {}) if isinstance(exc, HTTPException) else {}
        if error.retry_after is not None:
            headers["Retry-After"] = str(error.retry_after)
        if isinstance(error, InvalidClient) and error.used_header:
            headers["WWW-Authenticate"] = 'Basic realm="Meo Mai Moi"'
        if isinstance(error, InvalidToken):
            headers["WWW-Authenticate"] = 'Bearer error="invalid_token"'
        if _is_browser_step(request) and status != 405:
            answer = self.page(request, _page_for(status), status=status)
            answer.headers.update(headers)
            return answer
        headers.update(CORS_HEADERS)
        return json_answer(ErrorResponse(error.code, error.description), status=status, headers=headers)


class UnexpectedError(ServerError):
    """A fault of ours."""

    status = 500


def _as_oauth_error(exc: Exception) -> OAuthError:
    match exc:
        case OAuthError():
            return exc
        case RateLimited():
            return TooManyFailures(exc.message, retry_after=exc.retry_after)
        case StoreUnavailable():
            log.warning("one_time_store_unavailable", trouble=str(exc))
            return TemporarilyUnavailable("Service temporarily unavailable", retry_after=_STORE_RETRY_AFTER)
        case HTTPException() if exc.status_code < 500:
            return InvalidRequest(_FRAMEWORK.get(exc.status_code, "The request could not be read."))
        case _:
            log.error("unhandled_exception", error_type=type(exc).__name__, exc_info=exc)
            return UnexpectedError("Something went wrong on our side.")


_FRAMEWORK = {
    404: "There is nothing at this address.",
    405: "This address does not take that method.",
    413: "The request is too large.",
}


def _page_for(status: int) -> PageName:
    if status == 429:
        return "busy"
    return "unavailable" if status >= 500 else "invalid"


def _is_browser_step(request: AnyRequest) -> bool:
    return request.scope["path"].rstrip("/") in _BROWSER_STEPS


def _note(code: str, detail: str) -> None:
    structlog.contextvars.bind_contextvars(error_code=code)
    if detail:
        log.info("oauth_refused", reason=detail)
