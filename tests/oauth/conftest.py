"""The stage of the handshake's tests: the real app over HTTP, a main app that can be told to misbehave, a clock."""

import asyncio
import base64
import hashlib
import json
import secrets
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx
import pytest
from litestar import Litestar

from app import create_app
from app.auth.access_token import AccessTokens, TokenIdentity
from app.auth.sealing import Sealer
from app.logs import configure_logs
from app.main_app.bridge import Bridge
from app.main_app.budget import Budget
from app.main_app.transport import make_http_client
from app.oauth.assembly import build_handshake
from app.oauth.structs import OAuthConfig
from app.oauth.surroundings import Surroundings
from app.secret import Secret
from app.settings import load_settings
from app.store.one_time import OneTimeStore

ISSUER = "https://gpt.example"
REDIRECT_URI = "https://chatgpt.com/aip/g-0a1b2c3d/oauth/callback"
SECRETS = {
    "CONNECTOR_API_KEY": "api-key-api-key-api-key-api-key-1",
    "OAUTH_CLIENT_SECRET": "client-secret-client-secret-1234",
    "JWT_SECRET": "jwt-secret-jwt-secret-jwt-secret-1",
    "ENCRYPTION_KEY": "0123456789abcdef" * 4,
    "HMAC_SHARED_SECRET": "hmac-secret-hmac-secret-hmac-sec",
}
ENVIRONMENT = {
    **SECRETS,
    "MAIN_APP_URL": "https://meo.example",
    "CONNECTOR_PUBLIC_URL": ISSUER,
    "OAUTH_CLIENT_ID": "meo-gpt",
    "ENVIRONMENT": "development",
    "OAUTH_RATE_LIMIT_PER_MINUTE": "1000",
    "CALL_TIMEOUT": "0.5",
    "CONNECT_TIMEOUT": "0.3",
}


class Calendar:
    """The present, which a test may move."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


class MainApp(httpx.AsyncBaseTransport):
    """The two calls of the bridge and the consent before them, with every token that is alive (contract 3.2)."""

    def __init__(self) -> None:
        self.codes: dict[str, str] = {}
        self.alive: set[str] = set()
        self.requests: list[httpx.Request] = []
        self.trouble: Callable[[httpx.Request], Any] | None = None
        self._count = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(await request.aread() or b"{}")
        self.requests.append(request)
        if self.trouble is not None:
            answer = self.trouble(request)
            if hasattr(answer, "__await__"):
                answer = await answer
            if answer is not None:
                return _streamed(answer)
        if request.url.path == "/api/my-pets" and request.headers["authorization"][7:] in self.alive:
            return _streamed(httpx.Response(200, json={"success": True, "data": []}))
        if request.headers["authorization"] != f"Bearer {SECRETS['CONNECTOR_API_KEY']}":
            return _streamed(httpx.Response(401, json={"success": False, "message": "Unauthorized."}))
        if request.url.path == "/api/gpt-auth/exchange":
            return _streamed(self._exchange(body["code"]))
        assert request.url.path == "/api/gpt-auth/revoke"
        self.alive.discard(body["token"])
        return _streamed(httpx.Response(200, json={"success": True, "data": {"revoked": True}}))

    def consent(self, location: str, *, user_id: int = 7) -> dict[str, str]:
        """Press Connect on the page the browser was sent to; return the parameters of the way back."""
        assert location.startswith("https://meo.example/gpt-connect?")
        signed = dict(parse_qsl(urlsplit(location).query, strict_parsing=True))
        self._count += 1
        code = f"{str(uuid.uuid4())[:24]}{user_id:012d}"
        token = f"{self._count}|{'t' * 30}{self._count:018d}"
        self.codes[code] = token
        self.alive.add(token)
        return {"session_id": signed["session_id"], "code": code}

    def calls(self, ending: str) -> int:
        return sum(request.url.path.endswith(ending) for request in self.requests)

    def _exchange(self, code: str) -> httpx.Response:
        token = self.codes.pop(code, None)
        if token is None:
            text = "Invalid or expired code."
            return httpx.Response(400, json={"success": False, "data": None, "message": text, "error": text})
        found = {"sanctum_token": token, "user_id": int(code[-12:])}
        return httpx.Response(200, json={"success": True, "data": found})


def _streamed(answer: httpx.Response) -> httpx.Response:
    """Give an answer as it comes from a network: still to be read."""

    async def body() -> AsyncIterator[bytes]:
        yield answer.content

    headers = [(name, value) for name, value in answer.headers.items() if name != "content-length"]
    return httpx.Response(answer.status_code, headers=headers, content=body())


class Stage:
    """The app with everything a test wants to ask it."""

    def __init__(self, client: httpx.AsyncClient, main_app: MainApp, calendar: Calendar) -> None:
        self.client = client
        self.main_app = main_app
        self.calendar = calendar
        self.store: OneTimeStore | None = None
        self.credentials = {"client_id": "meo-gpt", "client_secret": SECRETS["OAUTH_CLIENT_SECRET"]}

    def request_parameters(self, **changes: str | None) -> dict[str, str]:
        """Return a good authorization request with some parameters changed, or left out by None."""
        good: dict[str, str | None] = {
            "response_type": "code",
            "client_id": "meo-gpt",
            "redirect_uri": REDIRECT_URI,
            "scope": "",
            "state": "opaque-state",
        }
        return {name: value for name, value in {**good, **changes}.items() if value is not None}

    async def authorize(self, **changes: str | None) -> httpx.Response:
        return await self.client.get("/oauth/authorize", params=self.request_parameters(**changes))

    async def consented(self, **changes: str | None) -> dict[str, str]:
        """Go as far as the consent; return the parameters of the callback."""
        answer = await self.authorize(**changes)
        assert answer.status_code == 302
        return self.main_app.consent(answer.headers["location"])

    async def callback(self, parameters: dict[str, str], **options: Any) -> httpx.Response:
        return await self.client.get("/oauth/callback", params=parameters, **options)

    async def code(self, **changes: str | None) -> str:
        """Go as far as ChatGPT's callback; return our code."""
        answer = await self.callback(await self.consented(**changes))
        return query_of(answer)["code"]

    async def exchange(self, code: str, **changes: str | None) -> httpx.Response:
        good = {"grant_type": "authorization_code", "code": code, **self.credentials, **changes}
        form = {name: value for name, value in good.items() if value is not None}
        return await self.client.post("/oauth/token", data=form)

    async def access_token(self) -> str:
        answer = await self.exchange(await self.code())
        return str(answer.json()["access_token"])

    def forget_cookies(self) -> None:
        """Become another browser."""
        self.client.cookies.clear()


def client_of(app: Any) -> httpx.AsyncClient:
    """Speak to an app in this event loop, unlike Litestar's test client: Redis connections belong to one."""
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False, client=("192.0.2.1", 50_000))
    return httpx.AsyncClient(transport=transport, base_url=ISSUER)


@asynccontextmanager
async def running(app: Any) -> AsyncIterator[None]:
    """Keep an app alive in a task of its own: a fixture may end in another task than it began in."""
    started, ended = asyncio.Event(), asyncio.Event()

    async def live() -> None:
        async with app.lifespan():
            started.set()
            await ended.wait()

    task = asyncio.create_task(live())
    await started.wait()
    try:
        yield
    finally:
        ended.set()
        await task


def query_of(answer: httpx.Response) -> dict[str, str]:
    """Return the parameters of a redirect."""
    found = parse_qs(urlsplit(answer.headers["location"]).query, keep_blank_values=True, strict_parsing=True)
    assert all(len(values) == 1 for values in found.values())
    return {name: values[0] for name, values in found.items()}


def s256(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


class Current(httpx.AsyncBaseTransport):
    """Stand between the app that all tests share and the main app of the test that runs."""

    def __init__(self) -> None:
        self.calendar = Calendar()
        self.main_app = MainApp()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self.main_app.handle_async_request(request)


@pytest.fixture(autouse=True)
def _logs_go_where_this_test_looks() -> None:
    """Bind the log anew: the stream an earlier test captured is closed by now."""
    configure_logs("info")


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
    async def opened(**changes: str) -> AsyncIterator[Stage]:
        app: Any = create_app(load_settings({**ENVIRONMENT, **changes}), transport=main_app, clock=calendar)
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
    budget = Budget(connect=1, call=1, tool=1)
    http = make_http_client("https://meo.example", budget=budget, connections=1, transport=main_app)
    sealer = Sealer(Secret(SECRETS["ENCRYPTION_KEY"]), token_bytes=secrets.token_bytes)
    handshake = build_handshake(
        OAuthConfig(
            public_url=ISSUER,
            main_app_url="https://meo.example",
            client_id="meo-gpt",
            client_secret=Secret(SECRETS["OAUTH_CLIENT_SECRET"]),
            hmac_secret=Secret(SECRETS["HMAC_SHARED_SECRET"]),
        ),
        Surroundings(
            clock=calendar,
            token_bytes=secrets.token_bytes,
            sleep=sleeper,
            on_event=lambda name, outcome: events.update([(name, outcome)]),
        ),
        redis_url=None,
        per_minute=1_000,
        trusted_proxies=(),
        bridge=Bridge(http, api_key=Secret(SECRETS["CONNECTOR_API_KEY"]), budget=budget),
        access_tokens=AccessTokens(
            TokenIdentity(issuer=ISSUER, client_id="meo-gpt"),
            key=Secret(SECRETS["JWT_SECRET"]),
            sealer=sealer,
            clock=calendar,
            token_bytes=secrets.token_bytes,
        ),
        sealer=sealer,
    )
    app = Litestar([handshake.router], openapi_config=None, logging_config=None)
    async with client_of(app) as client:
        stage = Stage(client, main_app, calendar)
        stage.store = handshake.store
        yield stage
    await handshake.close()
    await http.aclose()


@pytest.fixture
def challenge() -> Callable[[str], str]:
    """Compute an S256 challenge."""
    return s256


@pytest.fixture
def query() -> Callable[[httpx.Response], dict[str, str]]:
    """Read the parameters of a redirect."""
    return query_of


@pytest.fixture
def settings_secrets() -> dict[str, str]:
    """Give every secret of the settings, to look for in logs and answers."""
    return dict(SECRETS)
