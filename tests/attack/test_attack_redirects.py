"""Attacks with redirect_uri against the default, which admits ChatGPT's own shape of address and nothing like it."""

import httpx
import pytest

GOOD = "https://chatgpt.com/aip/g-1/oauth/callback"


@pytest.fixture
def environment(environment: dict[str, str]) -> dict[str, str]:
    """Leave the list of exact addresses away."""
    return {name: value for name, value in environment.items() if name != "OAUTH_REDIRECT_URIS"}


async def started(client: httpx.AsyncClient, redirect_uri: str) -> httpx.Response:
    parameters = {"response_type": "code", "client_id": "meo-gpt", "redirect_uri": redirect_uri, "state": "s"}
    return await client.get("/oauth/authorize", params=parameters)


@pytest.mark.parametrize(
    "redirect_uri",
    [
        "https://chatgpt.com.evil.test/aip/g-1/oauth/callback",
        "https://chatgpt.com@evil.test/aip/g-1/oauth/callback",
        "https://chatgpt.com\\@evil.test/aip/g-1/oauth/callback",
        "https://evil.test/https://chatgpt.com/aip/g-1/oauth/callback",
        "https://evil.test#https://chatgpt.com/aip/g-1/oauth/callback",
        "https://xchatgpt.com/aip/g-1/oauth/callback",
        "https://chatgptxcom/aip/g-1/oauth/callback",
        "https://chatgpt。com/aip/g-1/oauth/callback",
        "https://chatgpt.com./aip/g-1/oauth/callback",
        "https://CHATGPT.com/aip/g-1/oauth/callback",
        "HTTPS://chatgpt.com/aip/g-1/oauth/callback",
        "http://chatgpt.com/aip/g-1/oauth/callback",
        "//chatgpt.com/aip/g-1/oauth/callback",
        "https:/chatgpt.com/aip/g-1/oauth/callback",
        "https://chatgpt.com:443/aip/g-1/oauth/callback",
        "https://chatgpt.com/aip/g-1/../evil/oauth/callback",
        "https://chatgpt.com/aip/g%2f1/oauth/callback",
        "https://chatgpt.com/aip/ｇ-1/oauth/callback",
        "https://chatgpt.com/aip/١/oauth/callback",
        "https://chatgpt.com/aip//oauth/callback",
        f"https://chatgpt.com/aip/{'a' * 201}/oauth/callback",
        f"{GOOD}/",
        f"{GOOD}?",
        f"{GOOD}?x=1",
        f"{GOOD}#",
        f"{GOOD}\n",
        f"{GOOD}\r\nSet-Cookie: x=y",
        f"{GOOD}\x00",
        f" {GOOD}",
        f"{GOOD} https://evil.test",
        "javascript:alert(1)//https://chatgpt.com/aip/g-1/oauth/callback",
    ],
)
async def test_a_lookalike_is_a_page_without_a_session(anonymous: httpx.AsyncClient, redirect_uri: str) -> None:
    answer = await started(anonymous, redirect_uri)
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("text/html")
    assert "location" not in answer.headers
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("identifier", ["g-1", "a" * 200, "G_1-x", "0" * 40])
async def test_chatgpts_own_shape_passes(anonymous: httpx.AsyncClient, identifier: str) -> None:
    answer = await started(anonymous, f"https://chatgpt.com/aip/{identifier}/oauth/callback")
    assert answer.headers["location"].startswith("https://main-app.test/gpt-connect?")


@pytest.mark.parametrize("header", ["Host", "X-Forwarded-Host", "Forwarded", "X-Forwarded-Proto", "X-Original-URL"])
async def test_no_header_bends_an_address_of_ours(anonymous: httpx.AsyncClient, header: str) -> None:
    evil = {header: "evil.test"}
    discovered = await anonymous.get("/.well-known/oauth-authorization-server", headers=evil)
    assert discovered.json()["issuer"] == "https://connector.test"
    parameters = {"response_type": "token", "client_id": "meo-gpt", "redirect_uri": GOOD, "state": "s"}
    refused = await anonymous.get("/oauth/authorize", params=parameters, headers=evil)
    assert refused.headers["location"].startswith(f"{GOOD}?error=unsupported_response_type&")
    document = await anonymous.get("/openapi.json", headers=evil)
    for answer in (discovered, refused, document):
        assert "evil" not in f"{answer.text} {answer.headers}"
