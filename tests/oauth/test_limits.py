"""How often the handshake may be tried."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from redis.asyncio import Redis

LIMIT = 3


@pytest.fixture(params=["memory", "redis"])
async def limited(request: pytest.FixtureRequest, open_stage: Any) -> AsyncIterator[Any]:
    """Open a stage that takes three tries a minute, counted in each place."""
    settings = {"OAUTH_RATE_LIMIT_PER_MINUTE": str(LIMIT), "TRUSTED_PROXIES": "0.0.0.0/0,::/0"}
    if request.param == "redis":
        server = request.getfixturevalue("redis_server")
        raw = Redis.from_url(server)
        await raw.flushall()
        await raw.aclose()
        settings["REDIS_URL"] = server
    async with open_stage(**settings) as stage:
        yield stage


def of(address: str) -> dict[str, str]:
    return {"X-Forwarded-For": address}


async def test_browser_steps_are_counted_together_per_address(limited: Any) -> None:
    parameters = limited.request_parameters()
    for _ in range(LIMIT - 1):
        answer = await limited.client.get("/oauth/authorize", params=parameters, headers=of("198.51.100.1"))
        assert answer.status_code == 302
    answer = await limited.client.get("/oauth/callback", headers=of("198.51.100.1"))
    assert answer.status_code == 400

    refused = await limited.client.get("/oauth/authorize", params=parameters, headers=of("198.51.100.1"))
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert "Too many attempts" in refused.text
    assert refused.headers["content-type"].startswith("text/html")

    other = await limited.client.get("/oauth/authorize", params=parameters, headers=of("198.51.100.2"))
    assert other.status_code == 302


async def test_wrong_secrets_are_refused_faster_after_a_while(limited: Any) -> None:
    for _ in range(LIMIT):
        assert (await limited.exchange("x", client_secret="guess")).status_code == 401
    answer = await limited.exchange("x", client_secret="guess")
    assert (answer.status_code, answer.json()["error"]) == (429, "RATE_LIMITED")
    assert 1 <= int(answer.headers["retry-after"]) <= 60
    assert answer.headers["cache-control"] == "no-store"


async def test_wrong_codes_of_the_right_client_too(limited: Any) -> None:
    for _ in range(LIMIT):
        assert (await limited.exchange("x")).status_code == 400
    assert (await limited.exchange("x")).status_code == 429


async def test_nobody_can_lock_chatgpt_out_by_failing_in_its_name(limited: Any) -> None:
    code = await limited.code()
    for _ in range(LIMIT * 3):
        await limited.exchange("x")
        await limited.exchange("x", client_secret="guess")
    assert (await limited.exchange(code)).status_code == 200


async def test_failed_revocations_are_counted_and_good_ones_pass(limited: Any) -> None:
    token = await limited.access_token()
    statuses = [
        (await limited.client.post("/oauth/revoke", headers={"Authorization": "Bearer nonsense"})).status_code
        for _ in range(LIMIT + 1)
    ]
    assert statuses == [401] * LIMIT + [429]
    answer = await limited.client.post("/oauth/revoke", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200


async def test_confirmations_are_counted(limited: Any) -> None:
    form, headers = {"confirmation": "x" * 43, "choice": "continue"}, {"Sec-Fetch-Site": "same-origin"}
    statuses = [
        (await limited.client.post("/oauth/confirm", data=form, headers=headers)).status_code for _ in range(LIMIT + 1)
    ]
    assert statuses == [400] * LIMIT + [429]


async def test_redis_learns_no_address_and_forgets_the_count(open_stage: Any, redis_server: str) -> None:
    raw = Redis.from_url(redis_server)
    await raw.flushall()
    async with open_stage(REDIS_URL=redis_server) as stage:
        await stage.authorize()
    keys = [key.decode() async for key in raw.scan_iter("meo:limit*")]
    assert len(keys) == 1
    assert "192.0.2" not in keys[0]
    assert 0 < await raw.ttl(keys[0]) <= 60
    await raw.aclose()


async def test_the_limit_ends_with_its_minute(open_stage: Any) -> None:
    async with open_stage(OAUTH_RATE_LIMIT_PER_MINUTE="1") as stage:
        assert (await stage.authorize()).status_code == 302
        assert (await stage.authorize()).status_code == 429
        stage.calendar.advance(60)
        assert (await stage.authorize()).status_code == 302
