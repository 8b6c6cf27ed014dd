"""The sign-in's two calls to the main app: a code is spent once, a token is surely given back."""

import hashlib
import hmac
import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from pytest_httpx import HTTPXMock
from structlog.testing import capture_logs

from app.errors import Unauthorized, UpstreamError
from app.main_app.token_exchange import CodeRefused, TokenExchangeClient
from app.secret import Secret
from tests.main_app.conftest import failure_of

CODE = "4c7c53e5-34f4-4f3c-8b52-8f5b2f0c0c11"
EXCHANGE = "http://main.test/api/gpt-auth/exchange"
REVOKE = "http://main.test/api/gpt-auth/revoke"
TOKEN = Secret("512|9nqgUgMmVQ0JLP4nY6kfsD3zRXW2eTtCbHa1uOxi1a2b3c4d")


async def test_a_code_becomes_a_users_token(
    bridge: TokenExchangeClient, httpx_mock: HTTPXMock, example: Callable[[str], Any]
) -> None:
    httpx_mock.add_response(
        url=EXCHANGE,
        method="POST",
        match_json={"code": CODE},
        match_headers={"Authorization": "Bearer the-key", "Accept": "application/json"},
        json=example("gpt-exchange-200"),
    )

    exchanged = await bridge.exchange(CODE)

    assert exchanged.user_id == example("gpt-exchange-200")["data"]["user_id"]
    assert exchanged.sanctum_token.reveal() == example("gpt-exchange-200")["data"]["sanctum_token"]
    assert exchanged.sanctum_token.reveal() not in repr(exchanged)


@pytest.mark.parametrize(
    "code", ["", "abc", CODE + "0", f"{{{CODE}}}", f"urn:uuid:{CODE}", CODE.replace("-", ""), "x" * 10_000, "é"]
)
async def test_what_is_no_uuid_is_not_even_sent(code: str, bridge: TokenExchangeClient) -> None:
    with pytest.raises(CodeRefused):
        await bridge.exchange(code)


@pytest.mark.parametrize("status", [400, 422])
async def test_a_code_the_main_app_does_not_know_is_refused(
    status: int, bridge: TokenExchangeClient, httpx_mock: HTTPXMock, example: Callable[[str], Any]
) -> None:
    httpx_mock.add_response(status_code=status, json=example("gpt-400.bad-code"))

    with pytest.raises(CodeRefused):
        await bridge.exchange(CODE)


@pytest.mark.parametrize("status", [200, 204, 302, 401, 403, 404, 429, 500, 502, 503])
async def test_everything_else_is_an_outage_and_the_code_is_not_sent_twice(
    status: int, bridge: TokenExchangeClient, httpx_mock: HTTPXMock
) -> None:
    httpx_mock.add_response(status_code=status, content=b"<html>")

    with capture_logs() as lines, pytest.raises(UpstreamError) as caught:
        await bridge.exchange(CODE)

    assert caught.value.status == 503
    assert len(httpx_mock.get_requests()) == 1
    assert lines == [{"event": "bridge_failed", "step": "exchange", "upstream_status": status, "log_level": "error"}]


@pytest.mark.parametrize("failure", [httpx.ConnectError("x"), httpx.ReadError("x"), httpx.ReadTimeout("x")], ids=repr)
async def test_a_lost_answer_is_an_outage_and_the_code_is_not_sent_twice(
    failure: Exception, bridge: TokenExchangeClient, httpx_mock: HTTPXMock
) -> None:
    httpx_mock.add_exception(failure)

    with pytest.raises(UpstreamError):
        await bridge.exchange(CODE)

    assert len(httpx_mock.get_requests()) == 1


@pytest.mark.parametrize(
    "data",
    [
        {},
        [],
        {"user_id": 42},
        {"sanctum_token": "7|abc"},
        {"user_id": "42", "sanctum_token": "7|abc"},
        {"user_id": True, "sanctum_token": "7|abc"},
        {"user_id": 0, "sanctum_token": "7|abc"},
        {"user_id": 42, "sanctum_token": ""},
        {"user_id": 42, "sanctum_token": "7|a\r\nX-Evil: 1"},
        {"user_id": 42, "sanctum_token": None},
    ],
    ids=repr,
)
async def test_an_answer_without_a_usable_token_is_an_outage(
    data: Any, bridge: TokenExchangeClient, httpx_mock: HTTPXMock
) -> None:
    httpx_mock.add_response(json={"success": True, "data": data})

    with pytest.raises(UpstreamError):
        await bridge.exchange(CODE)


async def test_a_token_is_given_back(
    bridge: TokenExchangeClient, httpx_mock: HTTPXMock, example: Callable[[str], Any]
) -> None:
    httpx_mock.add_response(
        url=REVOKE,
        match_json={"token": TOKEN.reveal()},
        match_headers={"Authorization": "Bearer the-key"},
        json=example("gpt-revoke-200"),
    )

    await bridge.revoke(TOKEN)


@pytest.mark.parametrize("failure", [httpx.ReadError("x"), httpx.ReadTimeout("x"), 502, 503], ids=repr)
async def test_giving_back_is_tried_twice(
    failure: Any, bridge: TokenExchangeClient, httpx_mock: HTTPXMock, example: Callable[[str], Any]
) -> None:
    if isinstance(failure, int):
        httpx_mock.add_response(status_code=failure)
    else:
        httpx_mock.add_exception(failure)
    httpx_mock.add_response(json=example("gpt-revoke-200"))

    await bridge.revoke(TOKEN)


@pytest.mark.parametrize("status", [400, 401, 422, 500])
async def test_a_refused_revocation_is_an_outage(
    status: int, bridge: TokenExchangeClient, httpx_mock: HTTPXMock
) -> None:
    httpx_mock.add_response(status_code=status)

    with pytest.raises(UpstreamError):
        await bridge.revoke(TOKEN)


async def test_a_token_that_cannot_be_given_back_is_an_outage(
    bridge: TokenExchangeClient, httpx_mock: HTTPXMock
) -> None:
    for _ in range(2):
        httpx_mock.add_exception(httpx.ConnectError("refused"))

    with capture_logs() as lines, pytest.raises(UpstreamError):
        await bridge.revoke(TOKEN)

    assert TOKEN.reveal() not in repr(lines)


async def test_a_code_is_exchanged_once_and_its_token_given_back(household: Any, timeouts: Any) -> None:
    bridge = TokenExchangeClient(household.http, api_key=Secret("sandbox-connector-api-key"), timeouts=timeouts)
    session = str(uuid.UUID(int=5, version=4))
    signature = hmac.new(b"sandbox-hmac-secret", session.encode(), hashlib.sha256).hexdigest()
    consent = {"session_id": session, "session_sig": signature, "email": "demo@meo.example"}
    consented = await household.http.post("/sandbox/control/consent", json=consent)
    code = parse_qs(urlsplit(consented.json()["redirect_url"]).query)["code"][0]

    exchanged = await bridge.exchange(code)
    with pytest.raises(CodeRefused):
        await bridge.exchange(code)
    account = household._main_app.account(exchanged.user_id, exchanged.sanctum_token)
    assert (await account.me()).id == exchanged.user_id
    await bridge.revoke(exchanged.sanctum_token)

    assert isinstance(await failure_of(account.me()), Unauthorized)
    await bridge.revoke(exchanged.sanctum_token)


async def test_a_wrong_api_key_is_an_outage(household: Any, timeouts: Any) -> None:
    bridge = TokenExchangeClient(household.http, api_key=Secret("wrong"), timeouts=timeouts)

    with pytest.raises(UpstreamError):
        await bridge.exchange(str(uuid.UUID(int=5, version=4)))
    with pytest.raises(UpstreamError):
        await bridge.revoke(Secret("7|abc"))
