"""A page that plays ChatGPT: connect an account, run the published tools, step through conversations.

It is a third party to the connector, as ChatGPT is: an OAuth client and an HTTP client, on a port of its own, that
imports nothing from the rest of `app` and knows only what its configuration tells. `serve` never mounts it.

The map:
- `door`: whom it answers (this host, its own forms), the session, the security headers.
- `views`: the pages. `parts` is what they work with, `pages` renders the templates.
- `connector`: the authorization server and the tools; `document` reads the published document into forms.
- `mcp_host`: the same connector as an MCP host sees it; `mcp_messages` writes and reads what they say.
- `main_app`: the sandbox's counters and switches.
- `language`: the sentences of all pages in four languages, from `texts/`.
- `say`: a box for sentences of one's own. `model`: a language model in its place.
- `talk`: the conversations. `drawings`: curves and the time line. `flow`: the sign-in, drawn.
"""

import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date, datetime
from zoneinfo import ZoneInfo

import httpx
from litestar import Litestar
from litestar.di import Provide

from app.devtools.playground.components import Parts
from app.devtools.playground.config import PlaygroundConfig, PlaygroundRefused
from app.devtools.playground.connector import Connector
from app.devtools.playground.main_app import MainAppDesk
from app.devtools.playground.mcp_host import McpHost
from app.devtools.playground.middleware import Door
from app.devtools.playground.model.talk import Model
from app.devtools.playground.pages import Pages
from app.devtools.playground.sessions import Sessions
from app.devtools.playground.views.assets import Assets
from app.devtools.playground.views.connect import Connect
from app.devtools.playground.views.failures import render_failure
from app.devtools.playground.views.faults import Trouble
from app.devtools.playground.views.host import HostPage
from app.devtools.playground.views.household import HouseholdPage
from app.devtools.playground.views.language import PickLanguage
from app.devtools.playground.views.say import SayIt
from app.devtools.playground.views.scenarios import Talks
from app.devtools.playground.views.tools import Tools

__all__ = ["PlaygroundConfig", "PlaygroundRefused", "create_playground"]

_PATIENCE = 45.0  # seconds; ChatGPT gives up then (docs/gpt-builder-rules.md, "Limits")
_MAX_FORM = 100_000  # bytes
_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def today_in_vietnam() -> date:
    """Return the day that the connector counts from unless DEFAULT_TIMEZONE says otherwise."""
    return datetime.now(_ZONE).date()


def create_playground(
    config: PlaygroundConfig,
    *,
    transport: httpx.AsyncBaseTransport | None = None,
    today: Callable[[], date] = today_in_vietnam,
) -> Litestar:
    """Build the playground.

    Args:
        config: where it and the others are.
        transport: stands in for the network in tests.
        today: for dates that a GPT would count from.

    Raises:
        PlaygroundRefused: in production, and anywhere but on a loopback address.
    """
    config.check()
    http = httpx.AsyncClient(transport=transport, timeout=_PATIENCE, follow_redirects=False, trust_env=False)
    app = _application(_parts(config, http, today), http)
    sessions = Sessions(new_secret)
    form_targets = (config.connector_url, config.main_app_url)
    app.asgi_handler = Door(app.asgi_handler, sessions, own_url=config.own_url, form_targets=form_targets)
    return app


def new_secret() -> str:
    """Return 256 random bits for an address or a cookie."""
    return secrets.token_urlsafe(32)


def _application(parts: Parts, http: httpx.AsyncClient) -> Litestar:
    @asynccontextmanager
    async def running(_: Litestar) -> AsyncIterator[None]:
        yield
        await http.aclose()

    return Litestar(
        route_handlers=[Talks, SayIt, Connect, Tools, HostPage, HouseholdPage, Trouble, PickLanguage, Assets],
        dependencies={"parts": Provide(lambda: parts, sync_to_thread=False)},
        exception_handlers={Exception: render_failure(parts)},
        lifespan=[running],
        openapi_config=None,
        logging_config=None,
        request_max_body_size=_MAX_FORM,
    )


def _parts(config: PlaygroundConfig, http: httpx.AsyncClient, today: Callable[[], date]) -> Parts:
    desk = MainAppDesk(http, config.main_app_url)
    return Parts(
        config=config,
        pages=Pages(),
        connector=Connector(config, http, desk),
        mcp_host=McpHost(config, http),
        desk=desk,
        model=Model(endpoint=config.model, http=http, instructions=config.instructions) if config.model else None,
        today=today,
        new_secret=new_secret,
    )
