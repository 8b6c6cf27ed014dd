"""Attacks from behind: a main app, or something in its place, that answers with anything."""

from collections.abc import AsyncIterator

import httpx
import pytest
from pytest_httpx import HTTPXMock

from app.errors import UpstreamError
from app.main_app.timeouts import Timeouts
from app.main_app.token_exchange import TokenExchangeClient
from app.main_app.transport import make_http_client
from app.secret import Secret

CODE = "6f0d5a52-7d8c-4f1e-9f57-0c1d2e3f4a5b"
TOKEN = Secret("7|" + "t" * 48)
BUDGET = Timeouts(pause=0.01)


@pytest.fixture
async def bridge() -> AsyncIterator[TokenExchangeClient]:
    """Give a bridge whose network is the test's."""
    async with make_http_client(
        "http://main.test", timeouts=BUDGET, connections=4, transport=httpx.AsyncHTTPTransport()
    ) as http:
        yield TokenExchangeClient(http, api_key=Secret("the-key"), timeouts=BUDGET)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<!doctype html><title>Meo Mai Moi</title>",
        b"{}",
        b"[]",
        b"null",
        b"true",
        b'{"success": true}',
        b'{"success": true, "data": []}',
        b'{"success": true, "data": {"revoked": false}}',
        b'{"success": true, "data": {"revoked": "true"}}',
        b'{"success": true, "data": {"revoked": 1}}',
        b'{"data": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    ],
    ids=lambda body: repr(body[:50]),
)
async def test_a_token_counts_as_ended_only_when_the_main_app_says_so(
    bridge: TokenExchangeClient, httpx_mock: HTTPXMock, body: bytes
) -> None:
    """A proxy's page with a 200 said nothing about the token; the user would believe to be disconnected."""
    httpx_mock.add_response(content=body)
    with pytest.raises(UpstreamError):
        await bridge.revoke(TOKEN)


@pytest.mark.parametrize("user_id", ["-1", "0", "1e3", "7.0", "true", "null", '"7"', "1" + "0" * 18, "9" * 400, "[7]"])
async def test_a_user_id_that_no_access_token_could_hold_is_an_outage(
    bridge: TokenExchangeClient, httpx_mock: HTTPXMock, user_id: str
) -> None:
    httpx_mock.add_response(content=f'{{"data": {{"sanctum_token": "7|abc", "user_id": {user_id}}}}}'.encode())
    with pytest.raises(UpstreamError):
        await bridge.exchange(CODE)
