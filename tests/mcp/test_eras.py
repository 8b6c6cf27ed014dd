"""Both eras of the protocol on one path: the handshake of the legacy revisions, the header rules of the modern one."""

import base64
from typing import Any

import httpx
import pytest

from tests.mcp.conftest import MODERN, Host, modern, request

LIST_PETS = {"name": "list_pets", "arguments": {}}

CAPABILITIES = {name: {"listChanged": False} for name in ("tools", "prompts", "resources")}


def error(answer: httpx.Response) -> tuple[int, int]:
    body = answer.json()
    assert body["id"] == 1
    return answer.status_code, body["error"]["code"]


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("2025-03-26", "2025-03-26"),
        ("2025-06-18", "2025-06-18"),
        ("2025-11-25", "2025-11-25"),
        ("2024-11-05", "2025-11-25"),
        (MODERN, "2025-11-25"),
        ("newest", "2025-11-25"),
        (None, "2025-11-25"),
        (7, "2025-11-25"),
    ],
)
async def test_initialize_settles_on_a_legacy_revision(host: Host, asked: Any, given: str) -> None:
    params = {"protocolVersion": asked, "capabilities": {}, "clientInfo": {"name": "x", "version": "1"}}

    result = (await host.post(request("initialize", params))).json()["result"]

    assert result["protocolVersion"] == given
    assert result["capabilities"] == CAPABILITIES
    assert result["serverInfo"]["name"] == "meo-mai-moi"
    assert 0 < len(result["instructions"]) <= 2_000


@pytest.mark.parametrize("version", [None, "2025-03-26", "2025-06-18", "2025-11-25", " 2025-06-18 "])
async def test_without_a_version_or_with_a_legacy_one_the_legacy_era_is_meant(host: Host, version: str | None) -> None:
    headers = {} if version is None else {"MCP_Protocol_Version": version}

    result = (await host.post(request("tools/call", LIST_PETS), **headers)).json()["result"]

    assert set(result) == {"content", "structuredContent"}


@pytest.mark.parametrize(
    ("method", "legacy", "newer"),
    [
        ("initialize", (200, None), (404, -32601)),
        ("ping", (200, None), (404, -32601)),
        ("server/discover", (200, -32601), (200, None)),
        ("tools/list", (200, None), (200, None)),
        ("logging/setLevel", (200, -32601), (404, -32601)),
        ("resources/list", (200, None), (200, None)),
        ("resources/subscribe", (200, -32601), (404, -32601)),
        ("tasks/list", (200, -32601), (404, -32601)),
        ("", (200, -32601), (404, -32601)),
        ("Tools/List", (200, -32601), (404, -32601)),
    ],
)
async def test_each_era_has_its_methods(
    host: Host, method: str, legacy: tuple[int, int | None], newer: tuple[int, int | None]
) -> None:
    for era, expected in (("legacy", legacy), ("modern", newer)):
        answer = await host.ask(method, era=era)  # type: ignore[arg-type]  # one of the two
        assert (answer.status_code, answer.json().get("error", {}).get("code")) == expected, era


@pytest.mark.parametrize("name", ["no_such_tool", "LIST_PETS", "list_pets ", "", None, 7, ["list_pets"]])
async def test_an_unknown_tool_is_an_error_of_the_protocol(host: Host, name: Any) -> None:
    message, headers = modern("tools/call", {"name": "x"})
    message["params"]["name"] = name
    headers["Mcp_Name"] = name if isinstance(name, str) else "x"
    if isinstance(name, str) and name == name.strip():
        assert error(await host.post(message, **headers)) == (400, -32602)
    assert error(await host.post(request("tools/call", {"name": name}))) == (200, -32602)


async def test_discovery_says_what_is_served(host: Host) -> None:
    result = (await host.ask("server/discover", era="modern")).json()["result"]

    assert result["supportedVersions"] == [MODERN]
    assert result["capabilities"] == CAPABILITIES
    assert result["resultType"] == "complete"
    assert result["_meta"]["io.modelcontextprotocol/serverInfo"]["name"] == "meo-mai-moi"
    assert result["ttlMs"] >= 0
    assert result["cacheScope"] == "private"
    assert 0 < len(result["instructions"]) <= 2_000


async def test_modern_results_say_that_they_are_complete_and_lists_how_long_they_hold(host: Host) -> None:
    listed = (await host.ask("tools/list", era="modern")).json()["result"]
    called = (await host.ask("tools/call", LIST_PETS, era="modern")).json()["result"]

    assert (listed["resultType"], called["resultType"]) == ("complete", "complete")
    assert listed["cacheScope"] == "private"  # it depends on the scopes
    assert listed["ttlMs"] > 0
    assert "ttlMs" not in called
    assert called["_meta"]["io.modelcontextprotocol/serverInfo"]["version"]


@pytest.mark.parametrize("version", ["2027-01-01", "2024-11-05", "DRAFT-2026-v1", "", "2026-07-28x", "ж"])
async def test_a_version_that_is_not_served_is_refused_with_those_that_are(host: Host, version: str) -> None:
    message, headers = modern("tools/list")
    sent = {**headers, "MCP_Protocol_Version": version}
    encoded = [(name.replace("_", "-").encode(), value.encode()) for name, value in sent.items()]
    authorization = (b"Authorization", f"Bearer {host.token}".encode())
    answer = await host.client.post("/mcp", json=message, headers=[authorization, *encoded])

    assert error(answer) == (400, -32022)
    data = answer.json()["error"]["data"]
    assert data["supported"] == [MODERN]
    assert data["requested"] == version.encode().decode("latin-1")


META = {"io.modelcontextprotocol/protocolVersion": MODERN, "io.modelcontextprotocol/clientCapabilities": {}}


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"_meta": {}},
        {"_meta": []},
        {"_meta": {**META, "io.modelcontextprotocol/protocolVersion": 7}},
        {"_meta": {"io.modelcontextprotocol/protocolVersion": MODERN}},
        {"_meta": {**META, "io.modelcontextprotocol/clientCapabilities": None}},
        {"_meta": {**META, "io.modelcontextprotocol/clientCapabilities": []}},
    ],
)
async def test_a_modern_request_must_state_version_and_capabilities(host: Host, params: dict[str, Any]) -> None:
    _, headers = modern("tools/list")

    assert error(await host.post(request("tools/list", params), **headers)) == (400, -32602)


@pytest.mark.parametrize(
    "changed",
    [
        {"Mcp_Method": "tools/call"},
        {"Mcp_Method": ""},
        {"Mcp_Method": "Tools/list"},
        {"Mcp_Method": "tools/list, tools/list"},
        {"Mcp_Method": "=?base64?!!!?="},
        {"Mcp_Method": "=?base64?/w==?="},
    ],
)
async def test_the_method_header_must_repeat_the_method(host: Host, changed: dict[str, str]) -> None:
    message, headers = modern("tools/list")

    assert error(await host.post(message, **{**headers, **changed})) == (400, -32020)


@pytest.mark.parametrize("missing", ["Mcp_Method", "Mcp_Name"])
async def test_a_routing_header_may_not_be_missing(host: Host, missing: str) -> None:
    message, headers = modern("tools/call", LIST_PETS)
    del headers[missing]

    assert error(await host.post(message, **headers)) == (400, -32020)


@pytest.mark.parametrize("name", ["add_weight", "List_Pets", "", "list_pets,list_pets"])
async def test_the_name_header_must_repeat_the_tool_and_nothing_is_called(host: Host, name: str) -> None:
    message, headers = modern("tools/call", LIST_PETS)

    assert error(await host.post(message, **{**headers, "Mcp_Name": name})) == (400, -32020)


async def test_the_version_in_the_body_must_be_that_of_the_header(host: Host) -> None:
    message, headers = modern("tools/list")
    message["params"]["_meta"]["io.modelcontextprotocol/protocolVersion"] = "2025-11-25"

    assert error(await host.post(message, **headers)) == (400, -32020)


@pytest.mark.parametrize("repeated", ["Mcp-Method", "Mcp-Name", "MCP-Protocol-Version"])
async def test_a_routing_header_may_not_stand_twice(host: Host, repeated: str) -> None:
    message, headers = modern("tools/call", LIST_PETS)
    sent = [(name.replace("_", "-"), value) for name, value in headers.items()]
    again = [(name, value) for name, value in sent if name == repeated]
    all_of_them = [("Authorization", f"Bearer {host.token}"), *sent, *again]

    assert error(await host.client.post("/mcp", json=message, headers=all_of_them)) == (400, -32020)


async def test_other_headers_with_the_prefix_are_nobodys_business(host: Host) -> None:
    message, headers = modern("tools/list")
    sent = [(name.replace("_", "-"), value) for name, value in headers.items()]
    twice = [("Authorization", f"Bearer {host.token}"), *sent, ("Mcp-Session-Id", "a"), ("Mcp-Session-Id", "b")]

    assert (await host.client.post("/mcp", json=message, headers=twice)).status_code == 200


def _in_base64(text: str) -> str:
    return f"=?base64?{base64.b64encode(text.encode()).decode()}?="


@pytest.mark.parametrize(
    "headers",
    [
        {"mcp-method": "tools/call", "MCP-NAME": "list_pets"},
        {"Mcp-Method": "  tools/call\t", "Mcp-Name": "list_pets  "},
        {"Mcp-Method": _in_base64("tools/call"), "Mcp-Name": _in_base64("list_pets")},
    ],
)
async def test_header_names_have_any_case_and_values_may_be_padded_or_encoded(
    host: Host, headers: dict[str, str]
) -> None:
    message, _ = modern("tools/call", LIST_PETS)
    sent = {"Authorization": f"Bearer {host.token}", "MCP-Protocol-Version": MODERN, **headers}

    assert (await host.client.post("/mcp", json=message, headers=sent)).status_code == 200


@pytest.mark.parametrize(("era", "status"), [("legacy", 200), ("modern", 400)])
@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("tools/call", {"name": "nobody"}),
        ("prompts/get", {"name": "nobody"}),
        ("resources/read", {"uri": "ui://nobody"}),
    ],
)
async def test_what_does_not_exist_is_refused_in_the_manner_of_the_era(
    host: Host, era: Any, status: int, method: str, params: dict[str, Any]
) -> None:
    answer = await host.ask(method, params, era=era)

    assert (answer.status_code, answer.json()["error"]["code"]) == (status, -32602)
