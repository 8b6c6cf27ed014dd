"""Each failure of a sign-in, one test per kind: status, body, redirect, `state`."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest

Query = Callable[[httpx.Response], dict[str, str]]
EXPIRED = "Your session has expired. Please return to ChatGPT and start the connection again."
UNKNOWN = {"session_id": "0b6f1c9e-3d57-4a53-8a55-0f4f0d4f7a11", "code": "6f0d5a52-7d8c-4f1e-9f57-0c1d2e3f4a5b"}


def network_down(request: httpx.Request) -> None:
    raise httpx.ConnectError("refused", request=request)


async def too_slow(_: httpx.Request) -> None:
    await asyncio.sleep(30)


def answering(status: int, **content: Any) -> Callable[[httpx.Request], httpx.Response]:
    return lambda _: httpx.Response(status, **content)


async def test_authorize_with_an_invalid_client_id_is_a_400_page(stage: Any) -> None:
    answer = await stage.authorize(client_id="someone-else")
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("text/html")
    assert "Invalid request" in answer.text
    assert "location" not in answer.headers


async def test_authorize_without_redis_is_503(open_stage: Any, own_redis: Any) -> None:
    async with open_stage(REDIS_URL=own_redis.url) as stage:
        own_redis.stop()
        answer = await stage.authorize()
        assert answer.status_code == 503
        assert "Service temporarily unavailable" in answer.text
        assert int(answer.headers["retry-after"]) > 0
        assert "set-cookie" not in answer.headers


async def test_callback_with_an_expired_session_is_a_400_page_with_the_exact_sentence(stage: Any) -> None:
    back = await stage.consented()
    stage.calendar.advance(601)
    answer = await stage.callback(back)
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("text/html")
    assert EXPIRED in answer.text
    assert "location" not in answer.headers


async def test_a_session_is_good_for_ten_minutes(stage: Any) -> None:
    back = await stage.consented()
    stage.calendar.advance(599)
    assert (await stage.callback(back)).status_code == 302


async def test_callback_with_a_session_that_never_was_is_the_same_page(stage: Any) -> None:
    answer = await stage.callback(UNKNOWN)
    assert answer.status_code == 400
    assert EXPIRED in answer.text


@pytest.mark.parametrize(
    "trouble",
    [
        network_down,
        too_slow,
        answering(500, json={"message": "Server Error"}),
        answering(502, text="<html>Bad Gateway</html>"),
        answering(503, json={"message": "Service Unavailable"}),
        answering(200, text="<html>hello</html>"),
        answering(200, json={}),
        answering(200, json={"success": True, "data": {"sanctum_token": "", "user_id": 7}}),
        answering(200, json={"success": True, "data": {"sanctum_token": "1|abc", "user_id": "7"}}),
        answering(404, json={"message": "Resource not found."}),
        answering(429, json={"message": "Too Many Attempts."}),
    ],
    ids=["refused", "slow", "500", "502 html", "503", "200 html", "empty", "no token", "odd user", "404", "429"],
)
async def test_a_failing_exchange_redirects_with_server_error(stage: Any, query: Query, trouble: Any) -> None:
    back = await stage.consented(state="keep me")
    stage.main_app.trouble = trouble
    answer = await stage.callback(back)
    assert answer.status_code == 302
    found = query(answer)
    assert (found["error"], found["state"], found["iss"]) == ("server_error", "keep me", "https://gpt.example")
    assert "code" not in found


async def test_a_refused_api_key_redirects_with_server_error(open_stage: Any, query: Query) -> None:
    async with open_stage(CONNECTOR_API_KEY="some-other-key-some-other-key-ab") as stage:
        found = query(await stage.callback(await stage.consented(state="keep me")))
        assert (found["error"], found["state"]) == ("server_error", "keep me")


async def test_a_code_the_main_app_does_not_take_redirects_with_access_denied(stage: Any, query: Query) -> None:
    back = await stage.consented(state="keep me")
    stage.main_app.codes.clear()
    found = query(await stage.callback(back))
    assert (found["error"], found["state"], found["iss"]) == ("access_denied", "keep me", "https://gpt.example")


@pytest.mark.parametrize("code", ["", "nonsense", "6f0d5a52", "{6f0d5a52-7d8c-4f1e-9f57-0c1d2e3f4a5b}", "x" * 5_000])
async def test_what_is_no_code_at_all_is_denied_without_asking_the_main_app(
    stage: Any, query: Query, code: str
) -> None:
    back = await stage.consented()
    found = query(await stage.callback({**back, "code": code}))
    assert found["error"] == "access_denied"
    assert stage.main_app.calls("exchange") == 0


async def test_an_expired_code_at_the_token_endpoint_is_invalid_grant(stage: Any) -> None:
    code = await stage.code()
    stage.calendar.advance(300)
    answer = await stage.exchange(code)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


async def test_a_code_is_good_for_five_minutes(stage: Any) -> None:
    code = await stage.code()
    stage.calendar.advance(299)
    assert (await stage.exchange(code)).status_code == 200


@pytest.mark.parametrize("code", ["never-issued", "x" * 43, "é", "\x00", "a b"])
async def test_a_code_that_never_was_is_invalid_grant(stage: Any, code: str) -> None:
    answer = await stage.exchange(code)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


async def test_a_wrong_client_secret_is_401_invalid_client(stage: Any) -> None:
    code = await stage.code()
    answer = await stage.exchange(code, client_secret="wrong")
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    assert answer.headers["cache-control"] == "no-store"
    assert (await stage.exchange(code)).status_code == 200, "a stranger's attempt must not spend the code"
