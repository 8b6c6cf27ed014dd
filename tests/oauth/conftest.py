"""The stages of the handshake's tests: the app with the usual settings, with others, and the handshake alone."""

import asyncio
import base64
import hashlib
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import httpx
import pytest
from litestar import Litestar

from app import create_app
from app.config.settings import load_settings
from app.main_app.timeouts import Timeouts
from app.main_app.token_exchange import TokenExchangeClient
from app.main_app.transport import make_http_client
from app.oauth.factory import build_handshake
from app.oauth.models import OAuthConfig, OAuthDependencies
from app.public_get import PublicGet
from app.secret import Secret
from app.tokens.access_token import AccessTokens, TokenIdentity
from app.tokens.encryption import Encryptor
from tests.in_process import running
from tests.oauth.hosts import Hosts, hosts
from tests.oauth.main_app import MainApp
from tests.oauth.settings import ENVIRONMENT, ISSUER, SECRETS
from tests.oauth.stage import Calendar, Query, Stage, client_of, query_of


def s256(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


class Current(httpx.AsyncBaseTransport):
    """Stand between the app that all tests share and the main app of the test that runs."""

    def __init__(self) -> None:
        self.calendar = Calendar()
        self.main_app = MainApp()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self.main_app.handle_async_request(request)


@pytest.fixture(scope="session")
def current() -> Current:
    return Current()


@pytest.fixture(scope="session")
def shared_app(current: Current) -> Any:
    """Build the app with the usual settings once: most tests need no other, and building takes its time."""
    return create_app(load_settings(ENVIRONMENT), transport=current, clock=current.calendar)


@pytest.fixture
def calendar(current: Current) -> Calendar:
    """Give the present; every test has a day of its own, so nothing of the one before counts."""
    current.calendar.advance(24 * 3600)
    return current.calendar


@pytest.fixture
def main_app(current: Current) -> MainApp:
    current.main_app = MainApp()
    return current.main_app


OpenStage = Callable[..., AbstractAsyncContextManager[Stage]]


@pytest.fixture
def open_stage(main_app: MainApp, calendar: Calendar) -> OpenStage:
    """Open a stage with some settings changed; several may share one main app and one Redis."""

    @asynccontextmanager
    async def opened(*, public_get: PublicGet | None = None, **changes: str) -> AsyncIterator[Stage]:
        app: Any = create_app(
            load_settings({**ENVIRONMENT, **changes}), transport=main_app, clock=calendar, public_get=public_get
        )
        async with running(app), client_of(app) as client:
            yield Stage(client, main_app, calendar)

    return opened


@pytest.fixture
async def stage(shared_app: Any, main_app: MainApp, calendar: Calendar) -> AsyncIterator[Stage]:
    """Open a stage with the usual settings and the in-memory store."""
    async with client_of(shared_app) as client:
        yield Stage(client, main_app, calendar)


class Sleeper:
    """Sleep without time, until a test wakes everything."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        self._gate = asyncio.Event()

    async def __call__(self, seconds: float) -> None:
        self.slept.append(seconds)
        await self._gate.wait()

    def wake(self) -> None:
        self._gate.set()


@pytest.fixture
def sleeper() -> Sleeper:
    return Sleeper()


@pytest.fixture
def events() -> Counter[tuple[str, str]]:
    """Count what the metrics would hear."""
    return Counter()


@pytest.fixture
async def heard(
    main_app: MainApp, calendar: Calendar, sleeper: Sleeper, events: Counter[tuple[str, str]]
) -> AsyncIterator[Stage]:
    """Open a stage on nothing but the authorization server; its events are counted, its waiting takes no time."""
    timeouts = Timeouts(connect=1, call=1, tool=1)
    http = make_http_client("https://meo.example", timeouts=timeouts, connections=1, transport=main_app)
    encryptor = Encryptor(Secret(SECRETS["ENCRYPTION_KEY"]), token_bytes=secrets.token_bytes)
    handshake = build_handshake(
        OAuthConfig(
            public_url=ISSUER,
            main_app_url="https://meo.example",
            client_id="meo-gpt",
            client_secret=Secret(SECRETS["OAUTH_CLIENT_SECRET"]),
            hmac_secret=Secret(SECRETS["HMAC_SHARED_SECRET"]),
        ),
        OAuthDependencies(
            clock=calendar,
            token_bytes=secrets.token_bytes,
            sleep=sleeper,
            on_event=lambda name, outcome: events.update([(name, outcome)]),
        ),
        redis_url=None,
        per_minute=1_000,
        trusted_proxies=(),
        bridge=TokenExchangeClient(http, api_key=Secret(SECRETS["CONNECTOR_API_KEY"]), timeouts=timeouts),
        access_tokens=AccessTokens(
            TokenIdentity(issuer=ISSUER, client_id="meo-gpt"),
            key=Secret(SECRETS["JWT_SECRET"]),
            encryptor=encryptor,
            clock=calendar,
            token_bytes=secrets.token_bytes,
        ),
        encryptor=encryptor,
    )
    app = Litestar([handshake.router], openapi_config=None, logging_config=None)
    async with client_of(app) as client:
        stage = Stage(client, main_app, calendar)
        stage.store = handshake.store
        yield stage
    await handshake.close()
    await http.aclose()


@pytest.fixture
async def host_stage(main_app: MainApp, calendar: Calendar) -> AsyncIterator[Hosts]:
    """Open one connector that knows some MCP hosts, with the in-memory store."""
    async with hosts(main_app, calendar) as made:
        yield made


@pytest.fixture
def challenge() -> Callable[[str], str]:
    """Compute an S256 challenge."""
    return s256


@pytest.fixture
def query() -> Query:
    """Read the parameters of a redirect."""
    return query_of


@pytest.fixture
def settings_secrets() -> dict[str, str]:
    """Give every secret of the settings, to look for in logs and answers."""
    return dict(SECRETS)
