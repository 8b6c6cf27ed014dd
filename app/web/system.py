"""What is not a tool: liveness, the published document, the front page, the privacy page.

All of it answers HEAD as well, as monitors and proxies ask; the server leaves the body out (RFC 9110, 9.3.2).
"""

import functools
from collections.abc import Callable
from typing import Annotated, Any, Final

from jinja2 import Environment, PackageLoader, select_autoescape
from litestar import Controller, MediaType, Request, Response, route
from litestar.di import NamedDependency
from msgspec import Struct

from app.languages import LANGUAGES, Language, choose_language
from app.web.health import Health, HealthChecks

_PAGE_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_NAMES: Final[dict[Language, str]] = {"en": "English", "vi": "Tiếng Việt", "ru": "Русский", "uk": "Українська"}
_LABELS: Final[dict[Language, dict[str, str]]] = {
    "en": {"about": "About", "privacy": "Privacy", "document": "OpenAPI document"},
    "vi": {"about": "Giới thiệu", "privacy": "Quyền riêng tư", "document": "Tài liệu OpenAPI"},
    "ru": {"about": "О сервисе", "privacy": "Конфиденциальность", "document": "Документ OpenAPI"},
    "uk": {"about": "Про сервіс", "privacy": "Приватність", "document": "Документ OpenAPI"},
}


class About(Struct, frozen=True, kw_only=True):
    """What the connector says of itself."""

    version: str
    main_app_url: str
    privacy_contact: str
    mcp_url: str
    gpt_url: str
    document: Annotated[Callable[[], bytes], "built when it is first asked for, to start quickly"]


class System(Controller):
    """Liveness, document and pages; none of it in the document, none of it behind the sign-in."""

    include_in_schema = False

    @route("/health", http_method=["GET", "HEAD"])
    async def health(self, about: NamedDependency[About], health_checks: NamedDependency[HealthChecks]) -> Health:
        """Always 200 while the process lives."""
        return await health_checks.check(about.version)

    @route("/openapi.json", http_method=["GET", "HEAD"])
    async def document(self, about: NamedDependency[About]) -> Response[bytes]:
        """The document the GPT builder imports."""
        return Response(about.document(), media_type=MediaType.JSON)

    @route("/", http_method=["GET", "HEAD"])
    async def front_page(self, request: Request[Any, Any, Any], about: NamedDependency[About]) -> Response[str]:
        """Say what this is."""
        return _page("front", _language(request), about)

    @route("/privacy", http_method=["GET", "HEAD"])
    async def privacy(self, request: Request[Any, Any, Any], about: NamedDependency[About]) -> Response[str]:
        """The privacy page that the GPT builder demands."""
        return _page("privacy", _language(request), about)


def _language(request: Request[Any, Any, Any]) -> Language:
    """Return the language that was picked on the page, else the browser's."""
    picked = request.query_params.get("lang", "")
    accepted = choose_language(request.headers.get("accept-language", ""))
    return next((language for language in LANGUAGES if language == picked), accepted)


def _page(name: str, language: Language, about: About) -> Response[str]:
    facts = {
        "language": language,
        "languages": _NAMES,
        "labels": _LABELS[language],
        "version": about.version,
        "main_app_url": about.main_app_url,
        "contact": about.privacy_contact,
        "mcp_url": about.mcp_url,
        "gpt_url": about.gpt_url,
    }
    text = _templates().get_template(f"{name}.{language}.html").render(facts)
    headers = {**_PAGE_HEADERS, "Content-Language": language, "Vary": "Accept-Language"}
    return Response(text, media_type=MediaType.HTML, headers=headers)


@functools.cache
def _templates() -> Environment:
    # Kept: reading and compiling them for each of a stranger's requests takes ten times as long as answering does.
    return Environment(loader=PackageLoader("app.web"), autoescape=select_autoescape())
