"""The doctor on the MCP side: what hosts find under the public name, and which of them may come."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from app.cli.doctor.mcp import examine_mcp
from app.config.settings import load_settings
from tests.conftest import ENVIRONMENT

URL = "https://connector.test"
CHALLENGE = f'Bearer resource_metadata="{URL}/.well-known/oauth-protected-resource/mcp", scope="pets:read pets:write"'
Answer = Callable[[httpx.Request], httpx.Response]


def right(request: httpx.Request) -> httpx.Response:
    """Answer as the connector does."""
    path = request.url.path
    if path == "/mcp":
        return httpx.Response(401, headers={"WWW-Authenticate": CHALLENGE})
    if "protected-resource" in path:
        return httpx.Response(200, json={"resource": f"{URL}/mcp"})
    return httpx.Response(200, json={"issuer": URL})


async def findings_of(answer: Answer, **changes: str) -> dict[str, Any]:
    settings = load_settings({**ENVIRONMENT, **changes})
    return {finding.subject: finding for finding in await examine_mcp(settings, httpx.MockTransport(answer))}


async def test_all_is_well_where_hosts_find_what_they_look_for() -> None:
    found = await findings_of(right)
    assert {name: finding.level for name, finding in found.items()} == {
        "MCP addresses": "ok",
        "MCP challenge": "ok",
        "MCP clients": "ok",
    }
    assert f"{URL}/mcp" in found["MCP addresses"].says


def at(path: str, answer: httpx.Response) -> Answer:
    return lambda request: answer if request.url.path == path else right(request)


PROTECTED = "/.well-known/oauth-protected-resource"


@pytest.mark.parametrize(
    ("answer", "subject", "says"),
    [
        (at(PROTECTED, httpx.Response(404)), "MCP addresses", "answers 404"),
        (at(f"{PROTECTED}/mcp", httpx.Response(404)), "MCP addresses", f"{PROTECTED}/mcp answers 404"),
        (at(PROTECTED, httpx.Response(301, headers={"Location": "https://other/"})), "MCP addresses", "answers 301"),
        (at(PROTECTED, httpx.Response(200, html="<p>")), "MCP addresses", "answers 200, not the document"),
        (at(PROTECTED, httpx.Response(200, json=[])), "MCP addresses", "not the document"),
        (
            at(PROTECTED, httpx.Response(200, json={"resource": "https://other/mcp"})),
            "MCP addresses",
            "https://other/mcp",
        ),
        (at(PROTECTED, httpx.Response(200, json={"resource": f"{URL}/mcp/"})), "MCP addresses", f"not {URL}/mcp"),
        (
            at("/.well-known/oauth-authorization-server/mcp", httpx.Response(200, json={"issuer": f"{URL}/"})),
            "MCP addresses",
            "issuer",
        ),
        (at("/mcp", httpx.Response(404)), "MCP challenge", "answers 404 without WWW-Authenticate"),
        (at("/mcp", httpx.Response(401)), "MCP challenge", "without WWW-Authenticate"),
        (at("/mcp", httpx.Response(401, headers={"WWW-Authenticate": "Basic"})), "MCP challenge", "answers 401"),
        (at("/mcp", httpx.Response(200, json={})), "MCP challenge", "answers 200"),
    ],
    ids=lambda value: value if isinstance(value, str) else "answer",
)
async def test_what_stops_a_host_is_wrong(answer: Answer, subject: str, says: str) -> None:
    found = await findings_of(answer)
    assert [name for name, finding in found.items() if finding.level == "WRONG"] == [subject]
    assert says in found[subject].says
    assert found[subject].to_do


async def test_a_connector_that_is_not_up_yet_is_a_note() -> None:
    def nobody(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    found = await findings_of(nobody)
    assert found["MCP addresses"].level == "note"
    assert "ConnectError" in found["MCP addresses"].says


async def test_a_document_that_would_not_be_read_is_a_note() -> None:
    found = await findings_of(right, MCP_FETCH_CLIENTS="off")
    assert found["MCP clients"].level == "note"
    assert "MCP_FETCH_CLIENTS" in found["MCP clients"].to_do


async def test_known_clients_are_named() -> None:
    found = await findings_of(right, MCP_CLIENTS="known")
    assert found["MCP clients"].says == "only ChatGPT, Codex, Claude, Claude Code, Visual Studio Code, Zed"


async def test_with_mcp_off_nobody_is_asked() -> None:
    def never(request: httpx.Request) -> httpx.Response:
        raise AssertionError(request.url)

    assert [finding.level for finding in (await findings_of(never, MCP="off")).values()] == ["ok"]
