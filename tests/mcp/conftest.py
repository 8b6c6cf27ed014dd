"""A host as the tests play one: a signed-in person's token for the MCP face, and messages in both eras."""

from collections.abc import Callable
from typing import Any, Literal

import httpx
import pytest
from litestar import Litestar

from app.devtools.sandbox import World
from app.devtools.sandbox.data.people import User
from app.devtools.sandbox.data.seed import DEMO
from tests.mcp.tokens import BOTH, issue_host_token

MODERN = "2026-07-28"
Era = Literal["legacy", "modern"]


class Host:
    """Posts messages with a token and reads the answers."""

    def __init__(self, client: httpx.AsyncClient, token: str | None, sanctum_token: str = "") -> None:
        self.client = client
        self.token = token
        self.sanctum_token = sanctum_token

    async def post(self, message: Any, **headers: str) -> httpx.Response:
        """Post anything; a header name has underscores for its dashes."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token is not None:
            sent = {"Authorization": f"Bearer {self.token}"} | sent
        content = message if isinstance(message, bytes | str) else None
        if content is not None:
            return await self.client.post("/mcp", content=content, headers=sent)
        return await self.client.post("/mcp", json=message, headers=sent)

    async def ask(self, method: str, params: dict[str, Any] | None = None, *, era: Era = "legacy") -> httpx.Response:
        """Send a request as a host of that era does."""
        if era == "legacy":
            return await self.post(request(method, params), MCP_Protocol_Version="2025-11-25")
        message, headers = modern(method, params)
        return await self.post(message, **headers)

    async def call(self, tool: str, arguments: Any = None, *, era: Era = "legacy") -> Any:
        """Call a tool and return its result."""
        answer = await self.ask("tools/call", {"name": tool, "arguments": arguments or {}}, era=era)
        assert answer.status_code == 200, answer.text
        return answer.json()["result"]


def request(method: str, params: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return a message as the legacy revisions write it."""
    return {"jsonrpc": "2.0", "id": 1, "method": method} | ({} if params is None else {"params": params})


def modern(method: str, params: dict[str, Any] | None = None) -> tuple[dict[str, Any], dict[str, str]]:
    """Return a message as the modern revision writes it, with its headers."""
    meta = {"io.modelcontextprotocol/protocolVersion": MODERN, "io.modelcontextprotocol/clientCapabilities": {}}
    own = params or {}
    headers = {"MCP_Protocol_Version": MODERN, "Mcp_Method": method}
    if named := own.get("name", own.get("uri")):
        headers["Mcp_Name"] = str(named)
    return request(method, {**own, "_meta": {**meta, **own.get("_meta", {})}}), headers


@pytest.fixture
def make_host(connector: Litestar, anonymous: httpx.AsyncClient, world: World) -> Callable[..., Host]:
    """Give a function that connects a host for a person, by default with all scopes."""

    def made(user: User, *scopes: str) -> Host:
        sanctum_token = world.add_token(user)
        token = issue_host_token(connector, user.id, sanctum_token, scopes or BOTH)
        return Host(anonymous, token, sanctum_token)

    return made


@pytest.fixture
def owner(world: World) -> User:
    """Give the owner of the seeded household."""
    user = world.accounts.user_by_email(DEMO.email)
    assert user is not None
    return user


@pytest.fixture
def host(make_host: Callable[..., Host], owner: User) -> Host:
    """Give a host connected for the owner of the seeded household."""
    return make_host(owner)


@pytest.fixture
def stranger(anonymous: httpx.AsyncClient) -> Host:
    """Give a host without a token."""
    return Host(anonymous, None)
