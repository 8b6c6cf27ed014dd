"""What an MCP host does before it has a token: it introduces itself, asks, and its person answers."""

from typing import Any

import httpx

from tests.oauth.confirm_page import SAME_ORIGIN, confirmation_of
from tests.oauth.settings import ISSUER

CLAUDE = "https://claude.ai/oauth/mcp-oauth-client-metadata"
CLAUDE_REDIRECT = "https://claude.ai/api/mcp/auth_callback"
CODEX = "https://chatgpt.com/oauth/codex/client.json"
CODEX_REDIRECT = "http://127.0.0.1:41234/callback"
CHALLENGE = "c" * 43


async def ask(stage: Any, **changes: str | None) -> httpx.Response:
    """Send an authorization request of Claude's, with some parameters changed, or left out by None."""
    good: dict[str, str | None] = {
        "response_type": "code",
        "client_id": CLAUDE,
        "redirect_uri": CLAUDE_REDIRECT,
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
        "resource": f"{ISSUER}/mcp",
        "scope": "pets:read pets:write",
        "state": "s/+ &",
    }
    wanted = {name: value for name, value in {**good, **changes}.items() if value is not None}
    answer: httpx.Response = await stage.client.get("/oauth/authorize", params=wanted)
    return answer


async def page_of(stage: Any, **changes: str | None) -> httpx.Response:
    page = await ask(stage, **changes)
    assert page.status_code == 200, page.text
    return page


async def answer(stage: Any, page: httpx.Response, choice: str, **more: str) -> httpx.Response:
    form = {"confirmation": confirmation_of(page), "choice": choice, **more}
    found: httpx.Response = await stage.client.post("/oauth/consent", data=form, headers=SAME_ORIGIN)
    return found


async def register(stage: Any, **metadata: Any) -> httpx.Response:
    """Register a client with some members changed, or left out by None."""
    good = {
        "client_name": "Some Host",
        "redirect_uris": ["https://host.example/callback"],
        "token_endpoint_auth_method": "none",
    }
    wanted = {name: value for name, value in {**good, **metadata}.items() if value is not None}
    found: httpx.Response = await stage.client.post("/oauth/register", json=wanted)
    return found


async def registered(stage: Any, **metadata: Any) -> str:
    found = await register(stage, **metadata)
    assert found.status_code == 201, found.text
    return str(found.json()["client_id"])
