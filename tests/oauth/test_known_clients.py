"""The pinned table, and the addresses that only look like those in it."""

import re
from datetime import date
from typing import Any
from urllib.parse import urlencode

import pytest

from app.oauth.known_clients import KNOWN_CLIENTS, KnownClient, find_known_client
from app.oauth.redirect_uris import is_registered
from tests.oauth.mcp_client import CHALLENGE, CLAUDE, CLAUDE_REDIRECT, CODEX, ask
from tests.oauth.stage import Query

CHATGPT = "https://chatgpt.com/oauth/client.json"
CHATGPT_ONE = "https://chatgpt.com/oauth/abc_123-X/client.json"
CODEX_ONE = "https://chatgpt.com/oauth/codex/abc/client.json"
CLAUDE_CODE = "https://claude.ai/oauth/claude-code-client-metadata"
VS_CODE = "https://vscode.dev/oauth/client-metadata.json"
ZED = "https://zed.dev/oauth/client-metadata.json"


@pytest.mark.parametrize("row", KNOWN_CLIENTS, ids=lambda row: row.client_id)
def test_a_row_is_complete_and_says_where_it_comes_from(row: KnownClient) -> None:
    assert row.client_id.startswith("https://")
    assert row.name
    assert row.source.startswith("https://")
    assert date.fromisoformat(row.checked) >= date(2026, 11, 1)
    for uri in row.redirect_uris:
        assert re.match(r"https://|http://(127\.0\.0\.1|localhost)(:\d+)?/", uri), uri


def test_no_client_stands_in_two_rows() -> None:
    assert len({row.client_id for row in KNOWN_CLIENTS}) == len(KNOWN_CLIENTS)


@pytest.mark.parametrize(
    ("client_id", "name", "redirect_uri"),
    [
        (CHATGPT, "ChatGPT", "https://chatgpt.com/connector_platform_oauth_redirect"),
        (CHATGPT, "ChatGPT", "https://chatgpt.com/connector/oauth/anything-9"),
        (CHATGPT_ONE, "ChatGPT", "https://chatgpt.com/connector/oauth/abc_123-X"),
        (CODEX, "Codex", "http://127.0.0.1:1/callback"),
        (CODEX, "Codex", "http://127.0.0.1:65535/callback"),
        (CODEX, "Codex", "http://127.0.0.1/callback"),
        (CODEX, "Codex", "http://127.0.0.1:49152/callback/abc"),
        (CODEX_ONE, "Codex", "http://127.0.0.1:49152/callback/abc"),
        (CLAUDE, "Claude", CLAUDE_REDIRECT),
        (CLAUDE, "Claude", "https://claude.com/api/mcp/auth_callback"),
        (CLAUDE_CODE, "Claude Code", "http://localhost:53682/callback"),
        (CLAUDE_CODE, "Claude Code", "http://127.0.0.1:53682/callback"),
        (VS_CODE, "Visual Studio Code", "http://127.0.0.1:33418/"),
        (VS_CODE, "Visual Studio Code", "http://127.0.0.1:50000/"),
        (VS_CODE, "Visual Studio Code", "https://vscode.dev/redirect"),
        (VS_CODE, "Visual Studio Code", "https://insiders.vscode.dev/redirect"),
        (ZED, "Zed", "http://127.0.0.1:9999/callback"),
    ],
)
def test_a_host_is_known_with_its_own_addresses(client_id: str, name: str, redirect_uri: str) -> None:
    client = find_known_client(client_id)
    assert client is not None
    assert (client.name, client.audience, client.is_known, client.is_public) == (name, "mcp", True, True)
    assert is_registered(redirect_uri, client)


@pytest.mark.parametrize(
    "client_id",
    [
        "https://chatgpt.com/oauth/client.json/",
        "https://chatgpt.com/oauth/client.json?x=1",
        "https://chatgpt.com/oauth/client.json#",
        "https://chatgpt.com/oauth//client.json",
        "https://chatgpt.com/oauth/a/b/client.json",
        "https://chatgpt.com/oauth/a%2Fb/client.json",
        "https://chatgpt.com/oauth/../client.json",
        "https://chatgpt.com/oauth/{cb}/client.json",
        "https://chatgpt.com/oauth/é/client.json",
        "https://chatgpt.com/oauth/a\n/client.json",
        f"https://chatgpt.com/oauth/{'a' * 201}/client.json",
        "https://chatgpt.com:443/oauth/client.json",
        "https://chatgpt.com.evil.example/oauth/client.json",
        "https://evil@chatgpt.com/oauth/client.json",
        "https://CHATGPT.com/oauth/client.json",
        "http://chatgpt.com/oauth/client.json",
        "https://claude.ai/oauth/mcp-oauth-client-metadata/",
        f"{CLAUDE} ",
    ],
)
def test_a_lookalike_of_an_id_is_not_known(client_id: str) -> None:
    assert find_known_client(client_id) is None


LOOKALIKES = [
    (CHATGPT, "https://chatgpt.com.evil.example/connector_platform_oauth_redirect"),
    (CHATGPT, "https://chatgpt.com@evil.example/connector_platform_oauth_redirect"),
    (CHATGPT, "https://evil@chatgpt.com/connector_platform_oauth_redirect"),
    (CHATGPT, "https://chatgpt.com:443/connector_platform_oauth_redirect"),
    (CHATGPT, "https://chatgpt.com/connector/oauth/a%2Fb"),
    (CHATGPT, "https://chatgpt.com/connector/oauth/a/b"),
    (CHATGPT, "https://chatgpt.com/connector/oauth/a.b"),
    (CHATGPT, "https://chatgpt.com/connector/oauth/"),
    (CHATGPT, "https://chatgpt.com/connector/oauth/a?x=1"),
    (CHATGPT, "https://chatgpt.com/connector/oauth/a#x"),
    (CHATGPT, "https://chatgpt.com/connector/oauth/a\n"),
    (CHATGPT, "https://chatgpt.com\\@evil.example/connector/oauth/a"),
    (CHATGPT, "javascript:alert(1)//https://chatgpt.com/connector/oauth/a"),
    (CHATGPT, "https://chatgpt.com/aip/g-1/oauth/callback"),
    (CHATGPT_ONE, "https://chatgpt.com/connector/oauth/another"),
    (CODEX_ONE, "http://127.0.0.1:49152/callback/another"),
    (CODEX, "http://localhost:49152/callback"),
    (CODEX, "http://127.0.0.1.evil.example:49152/callback"),
    (CODEX, "http://127.0.0.1.evil.example/callback"),
    (CODEX, "http://127.0.0.1:80@evil.example/callback"),
    (CODEX, "http://evil.example@127.0.0.1:80/callback"),
    (CODEX, "http://127.0.0.1:0/callback"),
    (CODEX, "http://127.0.0.1:65536/callback"),
    (CODEX, "http://127.0.0.1:99999999/callback"),
    (CODEX, "http://127.0.0.1:/callback"),
    (CODEX, "http://127.0.0.1:+80/callback"),
    (CODEX, "http://127.0.0.1:٨٠/callback"),
    (CODEX, "http://127.1:80/callback"),
    (CODEX, "http://2130706433:80/callback"),
    (CODEX, "http://0.0.0.0:80/callback"),
    (CODEX, "http://[::1]:80/callback"),
    (CODEX, "https://127.0.0.1:49152/callback"),
    (CODEX, "http://127.0.0.1:49152/callback/"),
    (CODEX, "http://127.0.0.1:49152/callback?x=1"),
    (CODEX, "http://127.0.0.1:49152/callback#"),
    (CODEX, "http://127.0.0.1:49152/Callback"),
    (CODEX, "http://127.0.0.1:49152/other"),
    (CODEX, "http://127.0.0.1:49152//callback"),
    (CODEX, "http://127.0.0.1:49152/x/../callback"),
    (CLAUDE, "https://claude.ai/api/mcp/auth_callback/"),
    (CLAUDE, "https://claude.ai.evil.example/api/mcp/auth_callback"),
    (CLAUDE, "https://claude.ai/api/mcp/auth_callback?next=//evil.example"),
    (CLAUDE, "https://anthropic.com/api/mcp/auth_callback"),
    (VS_CODE, "https://vscode.dev/redirect?url=https://evil.example"),
    (VS_CODE, "https://evil.vscode.dev/redirect"),
    (VS_CODE, "http://localhost:33418/"),
    (ZED, "https://zed.dev/callback"),
]


@pytest.mark.parametrize(("client_id", "redirect_uri"), LOOKALIKES, ids=lambda value: repr(value)[:90])
async def test_a_lookalike_of_a_redirect_address_is_a_page_and_never_a_redirect(
    stage: Any, client_id: str, redirect_uri: str
) -> None:
    answer = await ask(stage, client_id=client_id, redirect_uri=redirect_uri)
    assert answer.status_code == 400
    assert not {"location", "set-cookie"} & set(answer.headers)
    assert "redirect_uri" in answer.text
    assert "<form" not in answer.text


@pytest.mark.parametrize("redirect_uri", [None, ""])
async def test_no_redirect_address_is_a_page(stage: Any, redirect_uri: str | None) -> None:
    assert (await ask(stage, redirect_uri=redirect_uri)).status_code == 400


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
        ({"code_challenge": ""}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "s256"}, "invalid_request"),
        ({"code_challenge": "c" * 42}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": None}, "invalid_request"),
        ({"resource": "https://evil.example/mcp"}, "invalid_target"),
        ({"resource": "https://gpt.example/mcp/x"}, "invalid_target"),
        ({"resource": "https://gpt.example.evil.example/mcp"}, "invalid_target"),
        ({"resource": "http://gpt.example/mcp"}, "invalid_target"),
        ({"scope": 'pets:read "'}, "invalid_scope"),
        ({"scope": "é"}, "invalid_scope"),
    ],
    ids=repr,
)
async def test_every_other_fault_goes_back_to_the_client_with_state_and_issuer(
    stage: Any, query: Query, changes: dict[str, str | None], error: str
) -> None:
    answer = await ask(stage, **changes)
    assert answer.status_code == 302
    assert answer.headers["location"].startswith(f"{CLAUDE_REDIRECT}?error=")
    found = query(answer)
    assert (found["error"], found["state"], found["iss"]) == (error, "s/+ &", "https://gpt.example")
    assert "set-cookie" not in answer.headers


async def test_a_second_resource_that_is_another_server_is_refused_too(stage: Any, query: Query) -> None:
    wanted = [
        ("response_type", "code"),
        ("client_id", CLAUDE),
        ("redirect_uri", CLAUDE_REDIRECT),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
        ("resource", "https://gpt.example/mcp"),
        ("resource", "https://evil.example/mcp"),
    ]
    assert query(await stage.client.get(f"/oauth/authorize?{urlencode(wanted)}"))["error"] == "invalid_target"


@pytest.mark.parametrize(
    "resource",
    [
        "https://gpt.example/mcp",
        "https://gpt.example/mcp/",
        "https://gpt.example",
        "https://gpt.example/",
        "",
        None,
    ],
)
async def test_every_spelling_of_our_address_in_the_wild_is_taken(stage: Any, resource: str | None) -> None:
    assert (await ask(stage, resource=resource)).status_code == 200


@pytest.mark.parametrize(
    "scope",
    [
        None,
        "",
        "offline_access",
        "openid profile",
        "pets:read pets:write offline_access openid",
        "  pets:read  ",
        "x" * 500,
    ],
)
async def test_no_scope_is_refused_because_its_words_are_unknown(stage: Any, scope: str | None) -> None:
    assert (await ask(stage, scope=scope)).status_code == 200
