"""The well-known addresses, and which origins may read them."""

from typing import Any

import pytest

RESOURCE = {
    "resource": "https://gpt.example/mcp",
    "authorization_servers": ["https://gpt.example"],
    "scopes_supported": ["pets:read", "pets:write"],
    "bearer_methods_supported": ["header"],
    "resource_name": "Meo Mai Moi",
    "resource_documentation": "https://gpt.example/",
    "resource_policy_uri": "https://gpt.example/privacy",
}
SERVER = "/.well-known/oauth-authorization-server"
PROTECTED = "/.well-known/oauth-protected-resource"


@pytest.mark.parametrize("path", [PROTECTED, f"{PROTECTED}/mcp"])
async def test_the_endpoint_is_described_at_both_addresses(stage: Any, path: str) -> None:
    answer = await stage.client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == RESOURCE


async def test_the_server_is_described_behind_the_endpoints_path_too(stage: Any) -> None:
    assert (await stage.client.get(f"{SERVER}/mcp")).json() == (await stage.client.get(SERVER)).json()


async def test_with_mcp_off_nothing_of_it_is_there(open_stage: Any) -> None:
    async with open_stage(MCP="off") as stage:
        for path in (PROTECTED, f"{PROTECTED}/mcp", f"{SERVER}/mcp"):
            assert (await stage.client.get(path)).status_code == 404
        assert (await stage.client.get(SERVER)).json() == {
            "issuer": "https://gpt.example",
            "authorization_endpoint": "https://gpt.example/oauth/authorize",
            "token_endpoint": "https://gpt.example/oauth/token",
            "revocation_endpoint": "https://gpt.example/oauth/revoke",
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code"],
            "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
            "revocation_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
            "code_challenge_methods_supported": ["S256"],
            "ui_locales_supported": ["en", "vi", "ru", "uk"],
            "authorization_response_iss_parameter_supported": True,
        }


async def test_there_is_no_openid_provider(stage: Any) -> None:
    assert (await stage.client.get("/.well-known/openid-configuration")).status_code == 404


@pytest.mark.parametrize("path", [SERVER, f"{SERVER}/mcp", PROTECTED, f"{PROTECTED}/mcp"])
@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
async def test_a_page_of_any_origin_may_read_them(stage: Any, path: str, method: str) -> None:
    headers = {"Origin": "https://inspector.example", "Access-Control-Request-Headers": "mcp-protocol-version"}
    answer = await stage.client.request(method, path, headers=headers)
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "MCP-Protocol-Version" in answer.headers["access-control-allow-headers"]
    assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize("path", ["/oauth/token", "/oauth/register"])
async def test_a_page_of_any_origin_may_ask_for_tokens_and_register(stage: Any, path: str) -> None:
    asked = await stage.client.options(
        path, headers={"Origin": "https://inspector.example", "Access-Control-Request-Method": "POST"}
    )
    assert asked.status_code == 204
    assert "POST" in asked.headers["access-control-allow-methods"]
    refused = await stage.client.post(path, headers={"Origin": "https://inspector.example"})
    assert refused.status_code in {400, 401}
    for answer in (asked, refused):
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize("path", ["/oauth/authorize", "/oauth/consent", "/oauth/callback", "/oauth/confirm"])
async def test_no_page_of_another_origin_reads_a_step_of_a_persons_browser(stage: Any, path: str) -> None:
    for method in ("GET", "POST", "OPTIONS"):
        answer = await stage.client.request(method, path, headers={"Origin": "https://evil.example"})
        if answer.headers.get("content-type", "").startswith("text/html") or method == "OPTIONS":
            assert "access-control-allow-origin" not in answer.headers


async def test_the_word_of_openais_directory_is_shown_where_it_looks(open_stage: Any) -> None:
    async with open_stage(OPENAI_APPS_CHALLENGE="word-of-the-directory_1") as stage:
        answer = await stage.client.get("/.well-known/openai-apps-challenge")
        assert answer.text == "word-of-the-directory_1"
        assert answer.headers["content-type"].startswith("text/plain")
    async with open_stage() as stage:
        assert (await stage.client.get("/.well-known/openai-apps-challenge")).status_code == 404
