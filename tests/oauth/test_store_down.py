"""Redis dies at each step: what the person and ChatGPT see, and that nothing half-done stays."""

import asyncio
import re
import signal
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest

Query = Callable[[httpx.Response], dict[str, str]]
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
async def mortal(open_stage: Any, own_redis: Any) -> AsyncIterator[Any]:
    """Open a stage on a Redis that may be killed."""
    async with open_stage(REDIS_URL=own_redis.url) as stage:
        stage.redis = own_redis
        yield stage


async def kill(stage: Any) -> None:
    await asyncio.to_thread(stage.redis.stop)


def assert_unavailable(answer: httpx.Response) -> None:
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert answer.headers["cache-control"] == "no-store"


async def test_at_authorize_and_again_after_it_came_back(mortal: Any) -> None:
    await kill(mortal)
    answer = await mortal.authorize()
    assert_unavailable(answer)
    assert "Service temporarily unavailable" in answer.text
    mortal.redis.start()
    assert (await mortal.authorize()).status_code == 302


async def test_at_the_callback_nothing_is_exchanged_so_a_reload_can_succeed(mortal: Any) -> None:
    back = await mortal.consented()
    await kill(mortal)
    answer = await mortal.callback(back)
    assert_unavailable(answer)
    assert "Service temporarily unavailable" in answer.text
    assert mortal.main_app.calls("exchange") == 0


@pytest.mark.parametrize("query", ["", "code=nonsense", "&".join(f"p{number}=1" for number in range(200))], ids=len)
async def test_at_the_callback_rubbish_is_answered_the_same(mortal: Any, query: str) -> None:
    await kill(mortal)
    assert (await mortal.client.get(f"/oauth/callback?{query}")).status_code == 503


async def test_a_reload_of_the_callback_succeeds_once_redis_is_back(mortal: Any, query: Query) -> None:
    back = await mortal.consented()
    mortal.redis.signal(signal.SIGSTOP)
    assert_unavailable(await mortal.callback(back))
    mortal.redis.signal(signal.SIGCONT)
    assert "code" in query(await mortal.callback(back))


async def test_between_exchange_and_our_code_the_token_is_ended_and_chatgpt_told(mortal: Any, query: Query) -> None:
    back = await mortal.consented(state="keep me")

    async def dies_meanwhile(request: httpx.Request) -> None:
        if request.url.path.endswith("exchange"):
            await kill(mortal)

    mortal.main_app.trouble = dies_meanwhile
    answer = await mortal.callback(back)
    assert answer.status_code == 302
    assert (query(answer)["error"], query(answer)["state"]) == ("server_error", "keep me")
    assert mortal.main_app.alive == set()


async def test_at_the_confirm_page(mortal: Any) -> None:
    back = await mortal.consented()
    mortal.forget_cookies()
    page = await mortal.callback(back)
    found = re.search(r'value="([A-Za-z0-9_-]{43})"', page.text)
    assert found
    await kill(mortal)
    form = {"confirmation": found[1], "choice": "continue"}
    answer = await mortal.client.post("/oauth/confirm", data=form, headers=SAME_ORIGIN)
    assert_unavailable(answer)
    assert mortal.main_app.calls("exchange") == 0


async def test_at_the_consent_page(open_stage: Any, own_redis: Any) -> None:
    async with open_stage(REDIS_URL=own_redis.url, OAUTH_BROWSER_CHECK="always") as stage:
        page = await stage.authorize()
        found = re.search(r'value="([A-Za-z0-9_-]{43})"', page.text)
        assert found
        await asyncio.to_thread(own_redis.stop)
        assert_unavailable(await stage.authorize())
        form = {"confirmation": found[1], "choice": "allow"}
        answer = await stage.client.post("/oauth/consent", data=form, headers=SAME_ORIGIN)
        assert_unavailable(answer)
        assert not {"location", "set-cookie"} & set(answer.headers)


async def test_at_the_token_endpoint_chatgpt_is_told_to_try_again(mortal: Any) -> None:
    code = await mortal.code()
    await kill(mortal)
    answer = await mortal.exchange(code)
    assert_unavailable(answer)
    assert answer.json()["error"] == "temporarily_unavailable"


async def test_revocation_does_not_need_redis(mortal: Any) -> None:
    token = await mortal.access_token()
    await kill(mortal)
    answer = await mortal.client.post("/oauth/revoke", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200
    assert mortal.main_app.alive == set()


async def test_tools_do_not_need_redis(mortal: Any) -> None:
    token = await mortal.access_token()
    await kill(mortal)
    answer = await mortal.client.get("/pets", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200


async def test_failures_that_cannot_be_counted_do_not_pass_as_ordinary_ones(mortal: Any) -> None:
    await kill(mortal)
    answer = await mortal.exchange("x", client_secret="wrong")
    assert_unavailable(answer)


async def test_after_a_restart_without_memory_the_person_starts_again(mortal: Any) -> None:
    back = await mortal.consented()
    await kill(mortal)
    mortal.redis.start()
    answer = await mortal.callback(back)
    assert answer.status_code == 400
    assert "Please return to ChatGPT and start the connection again." in answer.text
    assert mortal.main_app.alive == set(), "the consent's token must not live on"
