"""The official Python SDK as the host, in both modes, against the running server; its types check every message."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # has no types of its own
import pytest

from tests.conftest import Live
from tests.mcp.tokens import issue_host_token

mcp = pytest.importorskip("mcp")
httpx2 = pytest.importorskip("httpx2")
streamable_http = pytest.importorskip("mcp.client.streamable_http")

pytestmark = [pytest.mark.slow]


@pytest.fixture
def connect(live: Live) -> Callable[[str], Any]:
    """Give a function that opens a client of the SDK in one of its modes."""
    user = live.world.accounts.user_by_email("demo@meo.example")
    assert user is not None
    token = issue_host_token(live.app, user.id, live.world.add_token(user))

    @asynccontextmanager
    async def opened(mode: str) -> AsyncIterator[Any]:
        async with httpx2.AsyncClient(headers={"Authorization": f"Bearer {token}"}) as http_client:
            transport = streamable_http.streamable_http_client(f"{live.connector}/mcp", http_client=http_client)
            async with mcp.Client(transport, mode=mode) as client:
                yield client

    return opened


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_the_sdk_lists_reads_writes_and_finds_nothing_to_complain_about(
    connect: Callable[[str], Any], mode: str
) -> None:
    async with connect(mode) as client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert len(tools) >= 20
        assert tools["update_pet"].annotations.destructive_hint is True

        listed = await client.call_tool("list_pets", {"species": "cat"})
        assert not listed.is_error
        jsonschema.validate(listed.structured_content, tools["list_pets"].output_schema)

        added = await client.call_tool("add_weight", {"pet_id": 103, "weight_kg": "4,2 kg"})
        assert added.structured_content["weight_kg"] == 4.2 or added.is_error

        refused = await client.call_tool("add_weight", {"wieght": 1})
        assert refused.is_error
        assert "wieght" in refused.content[0].text


async def test_a_person_answers_a_duplicate_in_the_official_client(live: Live) -> None:
    user = live.world.accounts.user_by_email("demo@meo.example")
    assert user is not None
    token = issue_host_token(live.app, user.id, live.world.add_token(user))
    asked: list[str] = []

    async def person(_context: Any, params: Any) -> Any:
        asked.append(params.message)
        return mcp.types.ElicitResult(action="accept", content={"answer": len(asked) == 1})

    async with httpx2.AsyncClient(headers={"Authorization": f"Bearer {token}"}) as http_client:
        transport = streamable_http.streamable_http_client(f"{live.connector}/mcp", http_client=http_client)
        async with mcp.Client(transport, elicitation_callback=person) as client:
            new = {"name": "Oliver", "species": "cat", "country": "VN"}
            created = await client.call_tool("create_pet", new)
            declined = await client.call_tool("create_pet", new | {"sex": "male"})

    assert asked[0].startswith("There is already Oliver (cat")
    assert created.structured_content["name"] == "Oliver"
    assert declined.is_error
    assert "did not say yes" in declined.content[0].text


async def test_prompts_and_questions_leave_a_text_only_client_as_it_was(connect: Callable[[str], Any]) -> None:
    async with connect("auto") as client:
        assert len((await client.list_prompts()).prompts) == 4
        refused = await client.call_tool("create_pet", {"name": "Oliver", "species": "cat", "country": "VN"})

    assert refused.is_error
    assert "DUPLICATE_WARNING" in refused.content[0].text
