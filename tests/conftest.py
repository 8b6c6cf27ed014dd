"""What the tests of several folders share: the application on the sandbox, clients, a clock, a real Redis server."""

import random
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from hypothesis import HealthCheck, settings
from litestar import Litestar

from app import create_app
from app.config.settings import load_settings
from app.devtools.sandbox import SandboxConfig, World, create_sandbox, world_of
from app.devtools.sandbox.data.people import User
from app.observability.logs import configure_logs
from app.secret import Secret
from app.tokens.grant import TokenGrant
from tests.file_host import FileHost
from tests.in_process import in_process
from tests.loopback import LiveServer, listening
from tests.redis_process import RedisProcess
from tests.shared_connector import SharedConnector, connector_in_front_of

# A failed assertion in a module beside the tests shows its values, as one in a test does.
pytest.register_assert_rewrite(
    "tests.contract", "tests.main_app", "tests.oauth", "tests.resilience", "tests.devtools.sandbox", "tests.tools"
)

# How long an example takes says how busy the machine is. The gate draws the same examples each time (CI=true).
settings.register_profile("suite", parent=settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")


_SLOW_MARKERS = ("browser", "node", "proxies")
_SLOW_FOLDERS = frozenset(("attack", "resilience", "walk"))
_SLOW_MODULES = frozenset(
    (
        *("test_sentinels", "test_doctor", "test_sentinel_store", "test_conversion", "test_replay"),
        *("test_playground_say", "test_playground_talks", "test_playground_connection", "test_playground_pages"),
        *("test_playground_tools", "test_playground_host", "test_sandbox_recorded_answers", "test_doctor_redis"),
        *("test_consent_page", "test_rate_limits", "test_client_documents", "test_stolen_codes", "test_store_down"),
        *("test_host_store_down", "test_failure_table", "test_orphaned_tokens", "test_authlib_client"),
        *("test_transport", "test_python_client_sign_in", "test_off", "test_tracing", "test_sandbox_process"),
        *("test_openapi", "test_playground_trouble", "test_conversations", "test_photo_tools", "test_tool_document"),
        *("test_dead_workers", "test_mcp_sign_in", "test_registration"),
    )
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as slow what drives browsers, npm packages or proxies, attacks, outages, and modules that take seconds."""
    for item in items:
        is_slow = _SLOW_FOLDERS.intersection(item.path.parts) or item.path.stem in _SLOW_MODULES
        if is_slow or any(map(item.get_closest_marker, _SLOW_MARKERS)):
            item.add_marker(pytest.mark.slow)


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


NOON = datetime(2026, 8, 24, 12, tzinfo=UTC)


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
    "MAIN_APP_URL": "https://main-app.test",
    "CONNECTOR_API_KEY": "sandbox-connector-api-key",
    "CONNECTOR_PUBLIC_URL": "https://connector.test",
    "OAUTH_CLIENT_ID": "meo-gpt",
    "OAUTH_CLIENT_SECRET": "client-secret-of-the-tests-0123456789",
    "OAUTH_REDIRECT_URIS": "https://chatgpt.com/aip/g-123/oauth/callback",
    "JWT_SECRET": "jwt-secret-of-the-tests-0123456789abcdef",
    "ENCRYPTION_KEY": "0123456789abcdef" * 4,
    "HMAC_SHARED_SECRET": "sandbox-hmac-secret",
    "RATE_LIMIT_PER_MINUTE": "10000",
    "OAUTH_RATE_LIMIT_PER_MINUTE": "1000",
}


SANDBOX = SandboxConfig(connector_url=ENVIRONMENT["CONNECTOR_PUBLIC_URL"], limits=False, daily_quota=None)
"""The stand-in main app of the tests: without limits."""


def seeded_sandbox(clock: FixedClock) -> Litestar:
    """Build a stand-in main app of its own with its seeded household, the same each time."""
    return create_sandbox(SANDBOX, clock=clock, rng=random.Random(7))


def client_of(app: Litestar) -> httpx.AsyncClient:
    """Return a client of the connector that has not signed in."""
    return httpx.AsyncClient(transport=in_process(app), base_url=ENVIRONMENT["CONNECTOR_PUBLIC_URL"])


@pytest.fixture
def environment() -> dict[str, str]:
    """Give the variables of the connector under test; a test may change its copy by overriding this fixture."""
    return dict(ENVIRONMENT)


@pytest.fixture
def clock() -> FixedClock:
    """Give the present: 24 August 2026, noon in UTC."""
    return FixedClock(NOON)


@pytest.fixture(autouse=True)
def logs_from_info_up() -> None:
    """Set the level of the logs anew: an application that an earlier test made may have raised it."""
    configure_logs("info")


@pytest.fixture(scope="session")
def shared() -> SharedConnector:
    """Give the connector and the sandbox that most tests share."""
    return SharedConnector(ENVIRONMENT, SANDBOX)


@pytest.fixture
def sandbox(shared: SharedConnector, clock: FixedClock) -> Litestar:
    """Give the stand-in main app with a fresh household."""
    shared.begin(clock)
    return shared.sandbox


@pytest.fixture
def world(sandbox: Litestar) -> World:
    """Give the sandbox's data."""
    return world_of(sandbox)


@pytest.fixture
async def connector(
    environment: dict[str, str], shared: SharedConnector, sandbox: Litestar, clock: FixedClock
) -> AsyncIterator[Litestar]:
    """Give the whole application with the sandbox as its main app; one of its own where a test changes the settings."""
    if environment == ENVIRONMENT and sandbox is shared.sandbox:
        yield shared.app
        return
    async with connector_in_front_of(sandbox, environment, clock) as app:
        yield app


@pytest.fixture
def files(shared: SharedConnector) -> FileHost:
    """Give the place where files are that people attach."""
    shared.files.requests.clear()
    return shared.files


@pytest.fixture
async def own_connector(environment: dict[str, str], sandbox: Litestar, clock: FixedClock) -> AsyncIterator[Litestar]:
    """Give a connector that the test may damage, or that remembers nothing yet."""
    async with connector_in_front_of(sandbox, environment, clock) as app:
        yield app


@pytest.fixture
async def anonymous(connector: Litestar) -> AsyncIterator[httpx.AsyncClient]:
    """Give a client without a token."""
    async with client_of(connector) as client:
        yield client


@pytest.fixture
async def sign_in(connector: Litestar, world: World) -> AsyncIterator[SignIn]:
    """Give a function that signs a person of the sandbox in."""
    async with AsyncExitStack() as stack:

        async def signed_in_as(user: User) -> SandboxUser:
            sanctum_token = world.add_token(user)
            access_token = connector.state.access_tokens.issue(TokenGrant(user.id, Secret(sanctum_token)))
            client = await stack.enter_async_context(client_of(connector))
            client.headers["Authorization"] = f"Bearer {access_token}"
            return SandboxUser(user, sanctum_token, client)

        yield signed_in_as


@pytest.fixture
async def signed_in(sign_in: SignIn, world: World) -> httpx.AsyncClient:
    """Give a client signed in as a person with no pets yet."""
    return (await sign_in(world.add_user("Test Person", "person@example.test"))).client


class Live:
    """Connector and sandbox on real sockets, as `serve` would run them."""

    def __init__(self, connector: str, main_app: str, world: World, app: Litestar) -> None:
        self.app = app
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
        yield Live(connector, main_app, world_of(sandbox), app)


@pytest.fixture(scope="session")
def live_server() -> Callable[..., LiveServer]:
    """Give the means to serve an application on a socket."""
    return LiveServer


@pytest.fixture(scope="session")
def listen() -> Callable[[], tuple[socket.socket, int]]:
    """Give the means to open a listening socket."""
    return listening
