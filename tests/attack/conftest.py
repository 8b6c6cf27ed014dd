"""A connector behind a real socket, to which an attack can send any bytes, and a sign-in to be attacked."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
import uvicorn
from litestar import Litestar
from msgspec import Struct

from app.devtools.sandbox import World, world_of
from app.devtools.sandbox.api.bridge_state import IssuedCode
from app.secret import Secret
from app.server.protocol_limits import LimitedProtocol
from app.server.run import listen
from app.tokens.grant import TokenGrant


class Socket(Struct, frozen=True):
    """The address of a server, spoken to byte by byte."""

    port: int

    async def send(self, *pieces: bytes, seconds: float = 30.0) -> bytes:
        """Send pieces one after another; return everything that came back until the server closed the connection."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            async with asyncio.timeout(seconds):
                for piece in pieces:
                    writer.write(piece)
                    await writer.drain()
                    await asyncio.sleep(0.01)
                return await reader.read()
        except ConnectionError:
            return b""
        finally:
            writer.close()


@asynccontextmanager
async def on_socket(connector: Litestar, **options: Any) -> AsyncIterator[Socket]:
    """Serve an application on a socket, with the protocol of the production server; signals stay pytest's."""
    listener = listen("127.0.0.1", 0)
    config = uvicorn.Config(
        connector, http=LimitedProtocol, lifespan="off", log_config=None, access_log=False, **options
    )
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup(sockets=[listener])
    try:
        yield Socket(listener.getsockname()[1])
    finally:
        await server.shutdown(sockets=[listener])


@pytest.fixture
async def wire(connector: Litestar) -> AsyncIterator[Socket]:
    """Give the whole application on a socket."""
    async with on_socket(connector) as served:
        yield served


@pytest.fixture
async def narrow_wire(connector: Litestar) -> AsyncIterator[Socket]:
    """Give the whole application on a socket that takes two connections at a time."""
    async with on_socket(connector, limit_concurrency=3) as served:
        yield served


@pytest.fixture
def bearer(connector: Litestar, world: World) -> bytes:
    """Give the header of a signed-in person who has the cat Mun."""
    user = world.add_user("Test Person", "person@example.test")
    world.add_pet(user, "Mun", with_id=7001)
    token = connector.state.access_tokens.issue(TokenGrant(user.id, Secret(world.add_token(user))))
    return f"Authorization: Bearer {token}\r\n".encode()


class SignInWalk:
    """The way of one person through the sign-in, which an attack may leave at any step."""

    def __init__(self, client: httpx.AsyncClient, sandbox: Litestar) -> None:
        self.client = client
        self._desk = sandbox.state.services.bridge
        self._accounts = world_of(sandbox).accounts

    async def code(self, **changes: str) -> str:
        """Go as far as ChatGPT's callback; return the connector's code."""
        good = {
            "response_type": "code",
            "client_id": "meo-gpt",
            "redirect_uri": "https://chatgpt.com/aip/g-123/oauth/callback",
            "state": "opaque",
        }
        started = await self.client.get("/oauth/authorize", params={**good, **changes})
        session_id = httpx.URL(started.headers["location"]).params["session_id"]
        returned = await self.client.get(
            "/oauth/callback", params={"session_id": session_id, "code": self.main_app_code()}
        )
        return str(httpx.URL(returned.headers["location"]).params["code"])

    def main_app_code(self) -> str:
        """Consent at the main app; return the code it puts into the address of the callback."""
        user = next(iter(self._accounts.users.values()))
        code = self._accounts.new_code()
        token = self._accounts.add_token(user)
        self._desk.codes.put(code, IssuedCode(plain_token=token.plain, user_id=user.id), seconds=300)
        return code

    def living_tokens(self) -> int:
        """Count the main app's tokens that still open something."""
        return self._accounts.count_tokens()

    async def exchange(self, code: str, more: str = "") -> httpx.Response:
        """Trade a code in; `more` is added to the form as it is."""
        form = {
            "grant_type": "authorization_code",
            "client_id": "meo-gpt",
            "client_secret": "client-secret-of-the-tests-0123456789",
            "redirect_uri": "https://chatgpt.com/aip/g-123/oauth/callback",
            "code": code,
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return await self.client.post("/oauth/token", content=urlencode(form) + more, headers=headers)


@pytest.fixture
def walk(anonymous: httpx.AsyncClient, sandbox: Litestar) -> SignInWalk:
    """Give the sign-in of one browser."""
    return SignInWalk(anonymous, sandbox)
