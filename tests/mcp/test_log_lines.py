"""What is written and counted of the MCP face: the tool's name, never what was asked."""

import json
from typing import Any

import pytest

from tests.mcp.conftest import Host, request

SECRETS = ("Grushenka", "heart murmur", "made-up-host", "conversation-7")


@pytest.fixture(autouse=True)
def captured(capsys: pytest.CaptureFixture[str]) -> pytest.CaptureFixture[str]:
    """Begin to capture before the application takes hold of stderr for its log."""
    return capsys


@pytest.fixture
def environment(environment: dict[str, str]) -> dict[str, str]:
    return environment | {"METRICS_TOKEN": "metrics-token-of-the-tests"}


async def test_lines_name_the_method_or_the_tool_and_nothing_of_the_person(
    host: Host, stranger: Host, capsys: pytest.CaptureFixture[str]
) -> None:
    meta = {"openai/session": "conversation-7", "io.modelcontextprotocol/clientInfo": {"name": "made-up-host"}}
    arguments = {"name": "Grushenka", "species": "cat", "description": "heart murmur"}
    await stranger.ask("initialize")
    await host.ask("initialize", {"clientInfo": {"name": "made-up-host"}})
    await host.ask("tools/list")
    await host.ask("tools/call", {"name": "create_pet", "arguments": arguments, "_meta": meta})
    await host.ask("tools/call", {"name": "get_pet", "arguments": {"pet_id": "Grushenka-x"}})
    await host.ask("tools/call", {"name": "Grushenka", "arguments": {}})
    await host.ask("Grushenka")
    await host.post({"jsonrpc": "2.0", "method": "notifications/Grushenka"})
    await host.client.request("GRUSHENKA", "/mcp")

    written = capsys.readouterr().err
    lines = [json.loads(line) for line in written.splitlines() if line.startswith("{")]
    assert [(line["endpoint"], line["status"], line["error_code"]) for line in lines if line["event"] == "request"] == [
        ("POST /mcp", 401, "UNAUTHORIZED"),
        ("POST /mcp initialize", 200, None),
        ("POST /mcp tools/list", 200, None),
        ("POST /mcp create_pet", 200, None),
        ("POST /mcp get_pet", 200, "NOT_FOUND"),
        ("POST /mcp", 200, "-32602"),
        ("POST /mcp", 200, "-32601"),
        ("POST /mcp", 202, None),
        ("GRUSHENKA /mcp", 401, "UNAUTHORIZED"),
    ]
    for secret in (*SECRETS, host.token or "", host.sanctum_token):
        assert secret not in written.replace("GRUSHENKA", "")


async def test_metrics_have_a_closed_set_of_endpoints(host: Host) -> None:
    for number in range(20):
        await host.ask(f"method{number}")
        await host.ask("tools/call", {"name": f"tool{number}"})
        await host.post(request("tools/list"), MCP_Protocol_Version=f"2030-01-{number:02}")
    await host.call("list_pets")

    answer = await host.client.get("/metrics", headers={"Authorization": "Bearer metrics-token-of-the-tests"})
    endpoints: set[Any] = {
        part.split('"')[1] for line in answer.text.splitlines() for part in line.split(",") if "endpoint=" in part
    }
    assert {endpoint for endpoint in endpoints if "/mcp" in endpoint} == {"POST /mcp", "POST /mcp list_pets"}
