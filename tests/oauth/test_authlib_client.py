"""A client nobody here wrote: Authlib walks the whole flow against real servers."""

import warnings
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from authlib.common.security import generate_token  # type: ignore[import-untyped]  # Authlib has no annotations
from authlib.integrations.base_client import OAuthError  # type: ignore[import-untyped]  # as above

with warnings.catch_warnings():
    # Authlib would like to move on to another package than httpx.
    warnings.simplefilter("ignore")
    from authlib.integrations.httpx_client import AsyncOAuth2Client  # type: ignore[import-untyped]  # as above


@pytest.fixture(autouse=True)
def _loopback_may_be_plain_http(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")


@pytest.fixture
async def browser(live: Any) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=live.connector) as client:
        yield client


async def metadata(live: Any) -> dict[str, Any]:
    async with httpx.AsyncClient() as client:
        found: dict[str, Any] = (await client.get(f"{live.connector}/.well-known/oauth-authorization-server")).json()
        return found


async def consent(live: Any, browser: httpx.AsyncClient, address: str) -> str:
    """Go where a browser would go until it is back at ChatGPT; return that address."""
    started = await browser.get(address)
    signed = {name: values[0] for name, values in parse_qs(urlsplit(started.headers["location"]).query).items()}
    consented = await browser.post(
        f"{live.main_app}/sandbox/control/consent",
        data={**signed, "email": "demo@meo.example"},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    returned = await browser.get(consented.json()["redirect_url"])
    location: str = returned.headers["location"]
    assert location.startswith(live.redirect_uri)
    return location


@pytest.mark.parametrize("pkce", ["with PKCE", "without PKCE"])
@pytest.mark.parametrize("method", ["client_secret_post", "client_secret_basic"])
async def test_authlib_signs_in_calls_a_tool_and_disconnects(
    live: Any, browser: httpx.AsyncClient, method: str, pkce: str
) -> None:
    described = await metadata(live)
    assert method in described["token_endpoint_auth_methods_supported"]
    verifier = generate_token(48) if pkce == "with PKCE" else None
    async with AsyncOAuth2Client(
        live.client_id,
        live.client_secret,
        token_endpoint_auth_method=method,
        revocation_endpoint_auth_method=method,
        redirect_uri=live.redirect_uri,
        code_challenge_method="S256",
    ) as client:
        address, state = client.create_authorization_url(
            described["authorization_endpoint"], **({"code_verifier": verifier} if verifier else {})
        )
        returned = await consent(live, browser, address)
        token = await client.fetch_token(
            described["token_endpoint"],
            authorization_response=returned,
            state=state,
            **({"code_verifier": verifier} if verifier else {}),
        )
        assert (token["token_type"], token["expires_in"]) == ("bearer", 31_536_000)
        pets = await client.get(f"{live.connector}/pets")
        assert pets.status_code == 200
        assert pets.json()["pets"]

        revoked = await client.revoke_token(
            described["revocation_endpoint"], token=token["access_token"], token_type_hint="access_token"
        )
        assert revoked.status_code == 200
        assert (await client.get(f"{live.connector}/pets")).status_code == 401


async def test_authlib_understands_our_errors(live: Any, browser: httpx.AsyncClient) -> None:
    described = await metadata(live)
    async with AsyncOAuth2Client(live.client_id, "wrong", redirect_uri=live.redirect_uri) as client:
        address, state = client.create_authorization_url(described["authorization_endpoint"])
        returned = await consent(live, browser, address)
        with pytest.raises(OAuthError) as caught:
            await client.fetch_token(described["token_endpoint"], authorization_response=returned, state=state)
        assert caught.value.error == "invalid_client"


async def test_authlib_cannot_replay_a_code(live: Any, browser: httpx.AsyncClient) -> None:
    described = await metadata(live)
    async with AsyncOAuth2Client(live.client_id, live.client_secret, redirect_uri=live.redirect_uri) as client:
        address, state = client.create_authorization_url(described["authorization_endpoint"])
        returned = await consent(live, browser, address)
        await client.fetch_token(described["token_endpoint"], authorization_response=returned, state=state)
        with pytest.raises(OAuthError) as caught:
            await client.fetch_token(described["token_endpoint"], authorization_response=returned, state=state)
        assert caught.value.error == "invalid_grant"
        assert (await client.get(f"{live.connector}/pets")).status_code == 401
