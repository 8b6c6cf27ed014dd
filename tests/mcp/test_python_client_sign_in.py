"""The official Python client signs in by itself, in both eras, registered or with a document of its own."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from mcp import Client, MCPError
from mcp.client.auth import OAuthClientProvider
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.auth import AuthorizationCodeResult, OAuthClientInformationFull, OAuthClientMetadata, OAuthToken
from pydantic import AnyUrl

from tests.mcp.person import Choice, answer_pages

CALLBACK = "http://127.0.0.1:3456/callback"
DOCUMENTS = [
    pytest.param(None, id="registers itself"),
    pytest.param("https://chatgpt.com/oauth/codex/client.json", id="has a document in our list"),
]
ERAS = ["legacy", "2026-07-28", "auto"]


class Denied(Exception):
    """The browser came back with an error; the parameters are the arguments."""


class Memory:
    """Where the client keeps what it was given."""

    tokens: OAuthToken | None = None
    client: OAuthClientInformationFull | None = None

    async def get_tokens(self) -> OAuthToken | None:
        return self.tokens

    async def set_tokens(self, tokens: OAuthToken) -> None:
        self.tokens = tokens

    async def get_client_info(self) -> OAuthClientInformationFull | None:
        return self.client

    async def set_client_info(self, client_info: OAuthClientInformationFull) -> None:
        self.client = client_info


class PythonHost:
    """A host made of the official client; `choice` is what its person answers on our page."""

    def __init__(self, live: Any, document: str | None = None, choice: Choice = "allow") -> None:
        self.url = f"{live.connector}/mcp"
        self.memory = Memory()
        self.sign_ins = 0
        self._live = live
        self._choice = choice
        self.came_back: dict[str, str] = {}
        self.provider = OAuthClientProvider(
            self.url,
            OAuthClientMetadata(client_name="Python host", redirect_uris=[AnyUrl(CALLBACK)]),
            self.memory,
            redirect_handler=self._open,
            callback_handler=self._callback,
            client_metadata_url=document,
        )

    @asynccontextmanager
    async def connect(self, era: str) -> AsyncIterator[Client]:
        async with httpx2.AsyncClient(auth=self.provider, timeout=60) as http:
            transport = streamable_http_client(self.url, http_client=http)
            async with Client(transport, mode=era) as client:
                yield client

    async def _open(self, address: str) -> None:
        self.sign_ins += 1
        location = await asyncio.to_thread(answer_pages, address, self._live.main_app, self._choice)
        assert location.startswith(CALLBACK + "?")
        self.came_back = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}

    async def _callback(self) -> AuthorizationCodeResult:
        if "code" not in self.came_back:
            raise Denied(self.came_back)
        back = self.came_back
        return AuthorizationCodeResult(code=back["code"], state=back.get("state"), iss=back.get("iss"))


@pytest.mark.parametrize("document", DOCUMENTS)
@pytest.mark.parametrize("era", ERAS)
async def test_it_signs_in_lists_reads_writes_and_refreshes(live: Any, era: str, document: str | None) -> None:
    host = PythonHost(live, document)
    async with host.connect(era) as client:
        names = {tool.name for tool in (await client.list_tools()).tools}
        assert {"list_pets", "create_pet"} <= names
        pets = await client.call_tool("list_pets", {})
        assert not pets.is_error
        assert pets.structured_content
        name = f"Python {era} {'by document' if document else 'registered'}"
        created = await client.call_tool("create_pet", {"name": name, "species": "cat", "country": "VN"})
        assert not created.is_error, created.content
        first = host.memory.tokens
        assert first is not None
        assert first.refresh_token
        host.provider.context.token_expiry_time = 1.0  # as the client sees it, the access token has ended
        assert not (await client.call_tool("list_pets", {})).is_error
    second = host.memory.tokens
    assert second is not None
    assert (second.access_token, second.refresh_token) != (first.access_token, first.refresh_token)
    assert host.sign_ins == 1
    assert name in names_of_pets(live)


@pytest.mark.parametrize("era", ERAS)
async def test_who_may_only_see_is_asked_again_and_nothing_is_written(live: Any, era: str) -> None:
    host = PythonHost(live, choice="see")
    async with host.connect(era) as client:
        names = {tool.name for tool in (await client.list_tools()).tools}
        assert "list_pets" in names
        assert "create_pet" not in names
        assert not (await client.call_tool("list_pets", {})).is_error
        with pytest.raises(MCPError):
            await client.call_tool("create_pet", {"name": f"Nobody {era}", "species": "cat", "country": "VN"})
    assert host.memory.tokens is not None
    assert host.memory.tokens.scope == "pets:read"
    assert host.sign_ins == 2  # 403 with the missing scope sends the client through the sign-in once more
    assert f"Nobody {era}" not in names_of_pets(live)


@pytest.mark.parametrize("document", DOCUMENTS)
async def test_who_does_not_allow_is_told_apart_from_a_fault(live: Any, document: str | None) -> None:
    host = PythonHost(live, document, choice="deny")
    with pytest.RaisesGroup(pytest.RaisesExc(Denied), flatten_subgroups=True, allow_unwrapped=True):
        async with host.connect("auto"):
            pass
    assert host.memory.tokens is None
    assert host.came_back["error"] == "access_denied"
    assert host.came_back["iss"] == live.connector
    assert host.came_back["state"]


def names_of_pets(live: Any) -> set[str]:
    return {pet.name for pet in live.world.pets.values()}
