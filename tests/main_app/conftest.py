"""The client under test on three kinds of main app: scripted answers, a scripted socket, and the sandbox."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, cast

import httpx
import pytest
from litestar import Litestar
from pytest_httpx import HTTPXMock

from app.devtools.sandbox import SandboxConfig, create_sandbox, faults_of, world_of
from app.errors import AppError
from app.main_app.account import Account
from app.main_app.client import MainApp
from app.main_app.records import PetRecord
from app.main_app.timeouts import Timeouts
from app.main_app.token_exchange import TokenExchangeClient
from app.main_app.transport import MainAppClient, make_http_client
from app.secret import Secret
from tests.main_app.scripted_socket import Connect, Handler, Serve

EXAMPLES = Path(__file__).parent / "recorded"
ORIGIN = "http://main.test"


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


class Observed:
    """Keeps what the client tells its metrics."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, int]] = []

    def __call__(self, route: str, status: int, seconds: float) -> None:
        assert seconds >= 0
        self.calls.append((route, status))


@pytest.fixture
def clock() -> Clock:
    # Well inside a ten-minute window.
    return Clock(datetime(2026, 8, 24, 10, 5, tzinfo=UTC))


@pytest.fixture
def timeouts() -> Timeouts:
    return Timeouts(connect=1.0, call=2.0, tool=4.0, pause=0.001)


@pytest.fixture
def observed() -> Observed:
    return Observed()


@pytest.fixture(scope="session")
def tls() -> Any:
    """One TLS context for all: loading the certificates is slow."""
    return httpx.create_ssl_context()


@pytest.fixture
async def http(timeouts: Timeouts, tls: Any) -> AsyncIterator[MainAppClient]:
    """A client on httpx's own transport, which pytest-httpx answers for."""
    transport = httpx.AsyncHTTPTransport(verify=tls)
    async with make_http_client(ORIGIN, timeouts=timeouts, connections=10, transport=transport) as client:
        yield client


@pytest.fixture
def main_app(http: MainAppClient, timeouts: Timeouts, clock: Clock, observed: Observed) -> MainApp:
    return MainApp(http, timeouts=timeouts, clock=clock, random=Random(1), observe=observed)


@pytest.fixture
def account(main_app: MainApp) -> Account:
    return main_app.account(42, Secret("7|abc"), locale="vi", conversation="talk-1")


def account_of(main_app: MainApp) -> Account:
    """Speak as user 42, in no language of their own."""
    return main_app.account(42, Secret("7|abc"))


@pytest.fixture
def bridge(http: MainAppClient, timeouts: Timeouts) -> TokenExchangeClient:
    """Speak as the connector itself, with its API key."""
    return TokenExchangeClient(http, api_key=Secret("the-key"), timeouts=timeouts)


@pytest.fixture
def example() -> Callable[[str], Any]:
    """Return the parsed body of an example by its file's name without the ending."""

    def read(name: str) -> Any:
        return json.loads((EXAMPLES / f"{name}.json").read_text())

    return read


@pytest.fixture
def saved(example: Callable[[str], Any]) -> Any:
    """The answer to a create that was executed just now, by the clock of these tests."""
    return example("weight-create-201") | {
        "data": example("weight-create-201")["data"] | {"created_at": "2026-08-24T10:05:00.000000Z"}
    }


def keys_of(httpx_mock: HTTPXMock) -> list[str | None]:
    """Return the idempotency key of each request, in their order."""
    return [request.headers.get("Idempotency-Key") for request in httpx_mock.get_requests()]


async def failure_of(awaitable: Any) -> AppError:
    """Return the error with which a call ends."""
    with pytest.raises(AppError) as caught:
        await awaitable
    return caught.value


@pytest.fixture
async def socket_server() -> AsyncIterator[Serve]:
    """Start servers that speak to the client byte by byte; gives back their addresses."""
    servers: list[asyncio.Server] = []

    async def start(handler: Handler) -> str:
        server = await asyncio.start_server(handler, "127.0.0.1", 0)
        servers.append(server)
        return f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"

    yield start
    for server in servers:
        server.close()
        await server.wait_closed()


@pytest.fixture
async def connect(timeouts: Timeouts, clock: Clock) -> AsyncIterator[Connect]:
    """Build clients on the real aiohttp transport; each is closed at the end."""
    clients: list[MainAppClient] = []

    def build(address: str, *, timeouts: Timeouts = timeouts, connections: int = 10) -> MainApp:
        client = make_http_client(address, timeouts=timeouts, connections=connections)
        clients.append(client)
        return MainApp(client, timeouts=timeouts, clock=clock, random=Random(1))

    yield build
    for client in clients:
        await client.aclose()


class Household:
    """A sandbox with its demo household, and accounts on it."""

    def __init__(self, clock: Clock, timeouts: Timeouts, http: MainAppClient, sandbox: Litestar) -> None:
        self.world = world_of(sandbox)
        self.faults = faults_of(sandbox)
        self._services = sandbox.state.services
        self.http = http
        self.clock = clock
        self._main_app = MainApp(http, timeouts=timeouts, clock=clock, random=Random(1))

    def account(self, email: str = "demo@meo.example", *, conversation: str = "talk") -> Account:
        """Sign a user in."""
        user = self.world.accounts.user_by_email(email)
        assert user is not None
        return self._main_app.account(user.id, Secret(self.world.add_token(user)), conversation=conversation)

    def deploy(self) -> None:
        """Lose what the main app loses with each deploy: idempotency keys, counters, codes."""
        self._services.clear()

    def revoke(self, email: str = "demo@meo.example") -> None:
        """End all tokens of a user."""
        user = self.world.accounts.user_by_email(email)
        assert user is not None
        assert self.world.revoke_tokens(user)


async def a_pet(account: Account, slug: str) -> PetRecord:
    """Return the first pet of a species that an account has."""
    pets = [pet for pet in await account.list_pets() if pet.pet_type and pet.pet_type.slug == slug]
    return min(pets, key=lambda pet: pet.id)


@pytest.fixture
async def household(clock: Clock) -> AsyncIterator[Household]:
    """The client on the sandbox, in one process and under one clock, with time enough for a slow machine."""
    timeouts = Timeouts(call=30.0, tool=120.0, pause=0.001)
    sandbox = create_sandbox(SandboxConfig(limits=False, daily_quota=None), clock=clock, rng=Random(1))
    transport = httpx.ASGITransport(app=cast("Any", sandbox))
    async with make_http_client(ORIGIN, timeouts=timeouts, connections=10, transport=transport) as client:
        yield Household(clock, timeouts, client, sandbox)
