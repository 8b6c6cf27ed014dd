"""What lies in Redis during a sign-in: nothing that could be read or used."""

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from redis.asyncio import Redis


@pytest.fixture
async def raw(redis_server: str) -> AsyncIterator[Any]:
    client = Redis.from_url(redis_server)
    await client.flushall()
    yield client
    await client.aclose()


async def everything_in(raw: Any) -> dict[str, bytes]:
    return {key.decode(): await raw.get(key) async for key in raw.scan_iter("meo:*") if b":limit" not in key}


async def test_nothing_of_a_sign_in_can_be_read_in_redis(open_stage: Any, redis_server: str, raw: Any) -> None:
    async with open_stage(REDIS_URL=redis_server) as stage:
        back = await stage.consented(
            state="the-state-of-chatgpt", code_challenge="c" * 43, code_challenge_method="S256"
        )
        told = [back["session_id"], "the-state-of-chatgpt", "chatgpt.com", "c" * 43, *stage.client.cookies.values()]
        kept = await everything_in(raw)
        assert [key.split(":")[1] for key in kept] == ["session"]
        await assert_hidden(kept, told)

        other = await stage.consented()
        answer = await stage.callback(other)
        found = re.search(r"code=([A-Za-z0-9_-]{43})", answer.headers["location"])
        assert found
        told += [found[1], other["code"], *stage.main_app.alive]
        await assert_hidden(await everything_in(raw), told)

        await stage.exchange(found[1])
        await assert_hidden(await everything_in(raw), told)

        stage.forget_cookies()
        await stage.callback(await stage.consented())
        stage.forget_cookies()
        page = await stage.callback(back)
        value = re.search(r'value="([A-Za-z0-9_-]{43})"', page.text)
        assert value
        kept = await everything_in(raw)
        assert {key.split(":")[1] for key in kept} == {"session", "code", "confirmation", "main-app-code"}
        await assert_hidden(kept, [*told, value[1], back["code"]])


async def assert_hidden(kept: dict[str, bytes], told: list[str]) -> None:
    for key, value in kept.items():
        assert re.fullmatch(r"meo:(session|code|confirmation|main-app-code):[0-9a-f]{64}", key)
        for secret in told:
            assert secret not in key
            assert secret.encode() not in value


async def test_every_record_has_an_end(open_stage: Any, redis_server: str, raw: Any) -> None:
    async with open_stage(REDIS_URL=redis_server) as stage:
        await stage.code()
        other = await stage.consented()
        stage.forget_cookies()
        await stage.callback(other)
    lifetimes = {key.split(":")[1]: await raw.ttl(key) for key in await everything_in(raw)}
    assert 590 <= lifetimes["session"] <= 600
    assert 320 <= lifetimes["code"] <= 330
    assert 230 <= lifetimes["confirmation"] <= 240


async def test_a_record_moved_or_changed_in_redis_is_worthless(open_stage: Any, redis_server: str, raw: Any) -> None:
    async with open_stage(REDIS_URL=redis_server) as stage:
        mine, theirs = await stage.code(), await stage.code()
        keys = [key for key in await everything_in(raw) if ":code:" in key]
        first, second = (await raw.get(keys[0]), await raw.get(keys[1]))
        await raw.set(keys[0], second, keepttl=True)
        await raw.set(keys[1], first[:-1] + bytes([first[-1] ^ 1]), keepttl=True)
        for code in (mine, theirs):
            assert (await stage.exchange(code)).json()["error"] == "invalid_grant"


async def test_a_changed_session_is_an_expired_one(open_stage: Any, redis_server: str, raw: Any) -> None:
    async with open_stage(REDIS_URL=redis_server) as stage:
        back = await stage.consented()
        for key in await everything_in(raw):
            await raw.set(key, b"+" + b"x" * 200, ex=60)
        assert (await stage.callback(back)).status_code == 400


async def test_a_key_rotation_in_the_middle_of_a_sign_in_does_not_break_it(open_stage: Any, redis_server: str) -> None:
    async with open_stage(REDIS_URL=redis_server) as before:
        code = await before.code()
    rotated = {"ENCRYPTION_KEY": "b" * 64, "ENCRYPTION_KEY_PREVIOUS": "0123456789abcdef" * 4}
    async with open_stage(REDIS_URL=redis_server, **rotated) as after:
        assert (await after.exchange(code)).status_code == 200
