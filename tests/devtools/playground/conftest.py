"""Playground, connector and sandbox in one process, each under an address of its own, and somebody at a browser."""

import re
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from litestar import Litestar

from app import create_app
from app.config.settings import load_settings
from app.devtools.demo import photo_get
from app.devtools.playground import PlaygroundConfig, create_playground
from app.devtools.sandbox import SandboxConfig, World, create_sandbox, world_of
from app.devtools.sandbox.data.seed import DEMO, DemoAccount
from app.public_get import PublicGet
from tests.conftest import ENVIRONMENT

OWN, CONNECTOR, MAIN_APP = "http://127.0.0.1:7100", "http://127.0.0.1:7101", "http://127.0.0.1:7102"


class ByAddress(httpx.AsyncBaseTransport):
    """Carries a request to the application that lives at its address; records what was asked for."""

    def __init__(self) -> None:
        self.apps: dict[str, httpx.AsyncBaseTransport] = {}
        self.asked: list[str] = []

    def put(self, address: str, app: Any) -> None:
        self.apps[urlsplit(address).netloc] = httpx.ASGITransport(app=app)

    def take_down(self, address: str) -> None:
        del self.apps[urlsplit(address).netloc]

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(str(request.url))
        app = self.apps.get(request.url.netloc.decode())
        if app is None:
            raise httpx.ConnectError("nobody lives there", request=request)
        return await app.handle_async_request(request)


class Person:
    """Somebody at a browser: follows redirects, fills forms, sends `Origin` with them as browsers do."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.page = httpx.Response(200)

    @property
    def text(self) -> str:
        return self.page.text

    async def open(self, path: str) -> str:
        address = path if path.startswith("http") else f"{OWN}{path}"
        self.page = await self.client.get(address)
        return self.text

    async def submit(self, path: str, fields: Mapping[str, str] | None = None, *, origin: str | None = None) -> str:
        address = path if path.startswith("http") else f"{OWN}{path}"
        parts = urlsplit(address)
        headers = {"Origin": origin or f"{parts.scheme}://{parts.netloc}", "Sec-Fetch-Site": "same-origin"}
        self.page = await self.client.post(address, data=dict(fields or {}), headers=headers)
        return self.text

    def hidden(self, name: str) -> str:
        found = re.search(rf'name="{name}" value="([^"]*)"', self.text)
        assert found, f"no field {name}"
        return found[1]

    async def connect(self, account: DemoAccount = DEMO, *, back_to: str = "/") -> str:
        """Press Connect, log in where asked, and agree."""
        await self.submit("/connect", {"back_to": back_to})
        fields = {name: self.hidden(name) for name in ("_token", "session_id", "session_sig")}
        if 'name="password"' in self.text:
            await self.submit(
                f"{MAIN_APP}/gpt-connect/log-in", {**fields, "email": account.email, "password": account.password}
            )
            fields = {name: self.hidden(name) for name in ("_token", "session_id", "session_sig")}
        action = re.search(r'<form[^>]*action="([^"]*)"', self.text)
        assert action
        return await self.submit(f"{MAIN_APP}{action[1]}", fields)


async def walk(person: Person, slug: str) -> str:
    """Step through a conversation to its end."""
    await person.open(f"/talk/{slug}")
    for _ in range(12):
        if f"/talk/{slug}/next" not in person.text:
            break
        await person.submit(f"/talk/{slug}/next", {"position": person.hidden("position")})
    return person.text


@pytest.fixture
def network() -> ByAddress:
    return ByAddress()


@pytest.fixture
def main_app(network: ByAddress) -> Litestar:
    sandbox = create_sandbox(SandboxConfig(connector_url=CONNECTOR, limits=False, daily_quota=None))
    network.put(MAIN_APP, sandbox)
    return sandbox


@pytest.fixture
def household(main_app: Litestar) -> World:
    return world_of(main_app)


@pytest.fixture
def file_get() -> PublicGet:
    """Give what fetches attached files, as in the demo."""
    return photo_get()


@pytest.fixture
def connector(network: ByAddress, file_get: PublicGet) -> Litestar:
    changed = {
        "MAIN_APP_URL": MAIN_APP,
        "CONNECTOR_PUBLIC_URL": CONNECTOR,
        "OAUTH_REDIRECT_URIS": f"{OWN}/oauth/callback",
        "OAUTH_RATE_LIMIT_PER_MINUTE": "1000",
    }
    app = create_app(load_settings({**ENVIRONMENT, **changed}), transport=network, file_get=file_get)
    network.put(CONNECTOR, app)
    return app


@pytest.fixture
def config() -> PlaygroundConfig:
    return PlaygroundConfig(
        own_url=OWN,
        connector_url=CONNECTOR,
        main_app_url=MAIN_APP,
        client_id=ENVIRONMENT["OAUTH_CLIENT_ID"],
        client_secret=ENVIRONMENT["OAUTH_CLIENT_SECRET"],
    )


@pytest.fixture
def playground(network: ByAddress, config: PlaygroundConfig) -> Litestar:
    app = create_playground(config, transport=network)
    network.put(OWN, app)
    return app


NewPerson = Callable[[], Person]


@pytest.fixture
def town(main_app: Litestar, connector: Litestar, playground: Litestar) -> tuple[Litestar, ...]:
    """All three, reachable."""
    return main_app, connector, playground


@pytest.fixture
async def new_person(network: ByAddress, town: tuple[Litestar, ...]) -> AsyncIterator[NewPerson]:
    """Make another browser with cookies of its own."""
    assert len(town) == len(network.apps)
    clients: list[httpx.AsyncClient] = []

    def made() -> Person:
        clients.append(httpx.AsyncClient(transport=network, follow_redirects=True))
        return Person(clients[-1])

    yield made
    for client in clients:
        await client.aclose()


@pytest.fixture
def person(new_person: NewPerson) -> Person:
    return new_person()


@pytest.fixture
async def connected(person: Person) -> Person:
    """Somebody whose seeded account is connected."""
    await person.connect()
    assert "Disconnect" in person.text
    return person
