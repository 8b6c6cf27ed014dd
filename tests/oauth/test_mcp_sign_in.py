"""Whole sign-ins of MCP clients, from their introduction to the tokens, for each way of being known."""

from typing import Any

import httpx
import pytest

from tests.oauth.conftest import s256
from tests.oauth.mcp_client import CLAUDE, CLAUDE_REDIRECT, CODEX, CODEX_REDIRECT, answer, page_of, register
from tests.oauth.settings import ISSUER
from tests.oauth.stage import query_of
from tests.oauth.test_client_documents import REDIRECT as DOCUMENT_REDIRECT
from tests.oauth.test_client_documents import URL as DOCUMENT
from tests.oauth.test_client_documents import Site

VERIFIER = "v" * 64


async def code_of(stage: Any, client_id: str, redirect_uri: str, **choice: str) -> str:
    """Walk a person's browser from the page to the client's own address."""
    page = await page_of(stage, client_id=client_id, redirect_uri=redirect_uri, code_challenge=s256(VERIFIER))
    going = await answer(stage, page, "allow", **choice)
    back = await stage.callback(stage.main_app.consent(going.headers["location"]))
    assert back.headers["location"].startswith(redirect_uri)
    return query_of(back)["code"]


async def tokens_of(
    stage: Any, code: str, client_id: str, redirect_uri: str, *, auth: tuple[str, str] | None = None, **more: str
) -> httpx.Response:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect_uri,
        "client_id": client_id,
        "code_verifier": VERIFIER,
        "resource": f"{ISSUER}/mcp",
        **more,
    }
    found: httpx.Response = await stage.client.post("/oauth/token", data=form, auth=auth)
    return found


@pytest.mark.parametrize(
    ("client_id", "redirect_uri"),
    [(CLAUDE, CLAUDE_REDIRECT), (CODEX, CODEX_REDIRECT), (CODEX, f"{CODEX_REDIRECT}/abc")],
)
async def test_a_known_client_signs_in(stage: Any, client_id: str, redirect_uri: str) -> None:
    code = await code_of(stage, client_id, redirect_uri)
    found = await tokens_of(stage, code, client_id, redirect_uri)
    assert found.status_code == 200, found.text
    assert found.json()["scope"] == "pets:read pets:write"
    assert found.json()["refresh_token"]


@pytest.mark.parametrize("method", ["none", "client_secret_post", "client_secret_basic", None])
async def test_a_registered_client_signs_in(stage: Any, method: str | None) -> None:
    client = (await register(stage, token_endpoint_auth_method=method)).json()
    code = await code_of(stage, client["client_id"], client["redirect_uris"][0])
    secret = client.get("client_secret", "")
    auth = (client["client_id"], secret) if method in (None, "client_secret_basic") else None
    more = {"client_secret": secret} if method == "client_secret_post" else {}
    found = await tokens_of(stage, code, client["client_id"], client["redirect_uris"][0], auth=auth, **more)
    assert found.status_code == 200, found.text
    assert found.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("more", [{}, {"client_secret": "x" * 43}], ids=repr)
async def test_a_confidential_registered_client_must_prove_itself(stage: Any, more: dict[str, str]) -> None:
    client = (await register(stage, token_endpoint_auth_method=None)).json()
    code = await code_of(stage, client["client_id"], client["redirect_uris"][0])
    refused = await tokens_of(stage, code, client["client_id"], client["redirect_uris"][0], auth=None, **more)
    assert refused.status_code == 401
    assert refused.json()["error"] == "invalid_client"


async def test_a_client_with_a_document_signs_in_with_one_look_at_it(open_stage: Any) -> None:
    site = Site()
    async with open_stage(public_get=site.public_get) as stage:
        code = await code_of(stage, DOCUMENT, DOCUMENT_REDIRECT)
        found = await tokens_of(stage, code, DOCUMENT, DOCUMENT_REDIRECT)
        assert found.status_code == 200, found.text
    assert site.asked == [DOCUMENT]


async def test_the_token_call_never_looks_at_a_document(open_stage: Any) -> None:
    site = Site()
    async with open_stage(public_get=site.public_get) as stage:
        refused = await tokens_of(stage, "x" * 43, DOCUMENT, DOCUMENT_REDIRECT)
        assert refused.json()["error"] == "invalid_grant"
    assert site.asked == []


async def test_only_see_reaches_the_token(stage: Any) -> None:
    code = await code_of(stage, CLAUDE, CLAUDE_REDIRECT, access="see")
    found = (await tokens_of(stage, code, CLAUDE, CLAUDE_REDIRECT)).json()
    assert found["scope"] == "pets:read"
    form = {"grant_type": "refresh_token", "refresh_token": found["refresh_token"], "client_id": CLAUDE}
    wider = await stage.client.post("/oauth/token", data={**form, "scope": "pets:read pets:write"})
    assert wider.json()["error"] == "invalid_scope"
    same = await stage.client.post("/oauth/token", data=form)
    assert same.json()["scope"] == "pets:read"


async def test_a_port_moved_between_authorize_and_token_is_refused(stage: Any) -> None:
    code = await code_of(stage, CODEX, CODEX_REDIRECT)
    refused = await tokens_of(stage, code, CODEX, CODEX_REDIRECT.replace("41234", "41235"))
    assert refused.status_code == 400
    assert refused.json()["error"] == "invalid_grant"


async def test_a_code_is_worth_nothing_to_another_client(stage: Any) -> None:
    code = await code_of(stage, CLAUDE, CLAUDE_REDIRECT)
    refused = await tokens_of(stage, code, CODEX, CLAUDE_REDIRECT)
    assert refused.json()["error"] == "invalid_grant"


@pytest.mark.parametrize("client_id", ["dcr_unknown", "https://app.example/x y", "nobody", "https://claude.ai/other"])
async def test_a_client_that_is_not_known_any_more_hears_so(open_stage: Any, client_id: str) -> None:
    async with open_stage(MCP_FETCH_CLIENTS="off") as stage:
        refused = await tokens_of(stage, "x" * 43, client_id, CLAUDE_REDIRECT)
        assert refused.status_code == 401
        assert refused.json()["error"] == "invalid_client"


async def test_with_mcp_off_no_known_client_gets_a_token(open_stage: Any) -> None:
    async with open_stage(MCP="off") as stage:
        refused = await tokens_of(stage, "x" * 43, CLAUDE, CLAUDE_REDIRECT)
        assert refused.json()["error"] == "invalid_client"
