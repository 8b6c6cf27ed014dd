"""Redis dies while a host trades a code or a refresh token in: what it sees, and that nothing half-done stays."""

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx
import pytest

from app.oauth.grants.refresh import GRACE_SECONDS
from app.storage.memory import MemoryStore
from app.storage.one_time import StoreUnavailable
from tests.oauth.hosts import Hosts, hosts
from tests.redis_process import RedisProcess


@pytest.fixture
async def mortal(main_app: Any, calendar: Any, own_redis: RedisProcess) -> AsyncIterator[Hosts]:
    """Open a connector on a Redis that may be killed."""
    async with hosts(main_app, calendar, redis_url=own_redis.url) as stage:
        yield stage


def assert_unavailable(answer: httpx.Response) -> None:
    assert (answer.status_code, answer.json()["error"]) == (503, "temporarily_unavailable")
    assert int(answer.headers["retry-after"]) > 0


async def test_a_refresh_while_redis_is_dead_costs_nothing(mortal: Hosts, own_redis: RedisProcess) -> None:
    token = (await mortal.signed_in())["refresh_token"]
    await asyncio.to_thread(own_redis.stop)
    for _ in range(2):
        assert_unavailable(await mortal.refresh(token))
    own_redis.start()
    assert (await mortal.refresh(token)).status_code == 200
    assert len(mortal.main_app.alive) == 1


async def test_a_refresh_while_redis_hangs_costs_nothing(mortal: Hosts, own_redis: RedisProcess) -> None:
    token = (await mortal.signed_in())["refresh_token"]
    own_redis.signal(signal.SIGSTOP)
    assert_unavailable(await mortal.refresh(token))
    own_redis.signal(signal.SIGCONT)
    assert (await mortal.refresh(token)).status_code == 200


async def test_a_code_while_redis_is_dead_may_be_tried_again(mortal: Hosts, own_redis: RedisProcess) -> None:
    code = await mortal.code()
    own_redis.signal(signal.SIGSTOP)
    assert_unavailable(await mortal.exchange(code, code_verifier="w" * 43))
    own_redis.signal(signal.SIGCONT)
    assert len(mortal.main_app.alive) == 1


async def test_revocation_does_not_need_redis(mortal: Hosts, own_redis: RedisProcess) -> None:
    token = (await mortal.signed_in())["refresh_token"]
    await asyncio.to_thread(own_redis.stop)
    assert (await mortal.revoke(token)).status_code == 200
    assert mortal.main_app.alive == set()


async def test_after_a_redis_without_memory_every_token_is_still_good(mortal: Hosts, own_redis: RedisProcess) -> None:
    token = (await mortal.signed_in())["refresh_token"]
    successor = (await mortal.refresh(token)).json()["refresh_token"]
    await asyncio.to_thread(own_redis.stop)
    own_redis.start()
    assert (await mortal.refresh(successor)).status_code == 200


Broken = Callable[[str], Awaitable[None]]


def break_at(stage: Hosts, step: int, *, done: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the store fail at its n-th call from now, which then has been done nevertheless or not."""
    store: Any = stage.handshakes[0].store
    assert isinstance(store, MemoryStore)
    left = [step]
    for name in ("put", "take", "claim"):
        real = getattr(store, name)

        async def call(*args: Any, real: Any = real) -> Any:
            left[0] -= 1
            if left[0] != 0:
                return await real(*args)
            if done:
                await real(*args)
            raise StoreUnavailable("it failed")

        monkeypatch.setattr(store, name, call)


@pytest.mark.parametrize("wait", [0, GRACE_SECONDS + 1])
@pytest.mark.parametrize("done", [False, True], ids=["not done", "done nevertheless"])
@pytest.mark.parametrize("step", [1, 2, 3, 4])
async def test_wherever_the_store_fails_the_person_stays_connected(
    host_stage: Hosts, monkeypatch: pytest.MonkeyPatch, step: int, wait: int, *, done: bool
) -> None:
    token = (await host_stage.signed_in())["refresh_token"]
    with monkeypatch.context() as broken:
        break_at(host_stage, step, done=done, monkeypatch=broken)
        answer = await host_stage.refresh(token)
    if answer.status_code == 200:  # the last step: the successor is known to every process by then
        token = answer.json()["refresh_token"]
    else:
        assert_unavailable(answer)
    host_stage.calendar.advance(wait)
    again = await host_stage.refresh(token)
    assert again.status_code == 200
    assert (await host_stage.refresh(again.json()["refresh_token"])).status_code == 200
    assert len(host_stage.main_app.alive) == 1
