"""What only the Redis twin can get wrong: lifetimes on the server, outages, several processes."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from typing import Protocol

import pytest
from redis.asyncio import Redis

from app.secret import Secret
from app.storage.one_time import Spent, StoreUnavailable, Taken
from app.storage.redis import RedisStore, make_redis_pool

NewKey = Callable[[], str]


class OwnRedis(Protocol):
    url: str

    def start(self) -> None: ...
    def stop(self) -> None: ...
    def signal(self, number: int) -> None: ...


@pytest.fixture
async def raw(redis_server: str) -> AsyncIterator[Redis]:
    client = Redis.from_url(redis_server)
    yield client
    await client.aclose()


@pytest.fixture
async def store(redis_server: str) -> AsyncIterator[RedisStore]:
    made = RedisStore(make_redis_pool(Secret(redis_server)))
    yield made
    await made.close()


@pytest.fixture
async def mortal(own_redis: OwnRedis) -> AsyncIterator[RedisStore]:
    made = RedisStore(make_redis_pool(Secret(own_redis.url)))
    yield made
    await made.close()


async def test_redis_itself_ends_the_value(store: RedisStore, raw: Redis, new_key: NewKey) -> None:
    key = new_key()
    await store.put(key, b"value", 100)
    assert 99 <= await raw.ttl(key) <= 100


async def test_taking_keeps_the_lifetime(store: RedisStore, raw: Redis, new_key: NewKey) -> None:
    key = new_key()
    await store.put(key, b"value", 100)
    await raw.expire(key, 40)
    await store.take(key)
    assert 39 <= await raw.ttl(key) <= 40


async def test_redis_itself_ends_a_claim_and_a_second_one_does_not_prolong_it(
    store: RedisStore, raw: Redis, new_key: NewKey
) -> None:
    key = new_key()
    await store.claim(key, 100)
    await raw.expire(key, 40)
    await store.claim(key, 100)
    assert 39 <= await raw.ttl(key) <= 40


async def test_asking_for_an_unknown_key_leaves_nothing_behind(store: RedisStore, raw: Redis, new_key: NewKey) -> None:
    key = new_key()
    await store.take(key)
    assert await raw.exists(key) == 0


async def test_two_processes_share_what_is_spent(store: RedisStore, redis_server: str, new_key: NewKey) -> None:
    key = new_key()
    other = RedisStore(make_redis_pool(Secret(redis_server)))
    await store.put(key, b"value", 60)
    assert await other.take(key) == Taken(b"value")
    assert await store.take(key) == Spent(b"value")
    await other.close()


async def test_a_dead_server_is_unavailable_at_once_and_back_without_a_restart(
    mortal: RedisStore, own_redis: OwnRedis
) -> None:
    await mortal.put("a", b"value", 60)
    own_redis.stop()

    for call in (lambda: mortal.put("b", b"value", 60), lambda: mortal.take("a"), mortal.ping):
        with pytest.raises(StoreUnavailable):
            await call()  # type: ignore[no-untyped-call]  # redis-py

    own_redis.start()
    await mortal.put("c", b"value", 60)
    assert await mortal.take("c") == Taken(b"value")


async def test_a_restarted_server_is_used_although_its_old_connections_died(
    mortal: RedisStore, own_redis: OwnRedis
) -> None:
    await asyncio.gather(*(mortal.put(f"a{number}", b"value", 60) for number in range(10)))
    await asyncio.to_thread(own_redis.stop)
    await asyncio.to_thread(own_redis.start)
    await asyncio.gather(*(mortal.put(f"b{number}", b"value", 60) for number in range(10)))
    assert await mortal.take("b3") == Taken(b"value")


async def test_a_hanging_server_is_unavailable_within_a_second(mortal: RedisStore, own_redis: OwnRedis) -> None:
    await mortal.ping()
    own_redis.signal(signal.SIGSTOP)
    with pytest.raises(StoreUnavailable):
        await mortal.put("a", b"value", 60)

    own_redis.signal(signal.SIGCONT)
    await mortal.put("b", b"other", 60)
    assert await mortal.take("b") == Taken(b"other")


async def test_a_cancelled_call_does_not_mix_up_the_next_answers(mortal: RedisStore, own_redis: OwnRedis) -> None:
    await mortal.put("a", b"first", 60)
    await mortal.put("b", b"second", 60)
    own_redis.signal(signal.SIGSTOP)
    call = asyncio.create_task(mortal.take("a"))
    await asyncio.sleep(0.05)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    own_redis.signal(signal.SIGCONT)

    assert await mortal.take("b") == Taken(b"second")


@pytest.mark.parametrize(
    "url",
    [
        "redis://127.0.0.1:1/0",
        "redis://no-such-host.invalid:6379/0",
        "unix:///nowhere/redis.sock",
        "rediss://127.0.0.1:1/0",
    ],
)
async def test_an_address_where_nothing_answers_is_unavailable(url: str) -> None:
    store = RedisStore(make_redis_pool(Secret(url)))
    with pytest.raises(StoreUnavailable):
        await store.ping()
    await store.close()


async def test_a_wrong_password_is_unavailable_and_not_shown(redis_server: str) -> None:
    store = RedisStore(make_redis_pool(Secret(redis_server.replace("://", "://:hunter2hunter2@"))))
    with pytest.raises(StoreUnavailable) as caught:
        await store.ping()
    assert "hunter2" not in str(caught.value)
    await store.close()


async def test_a_server_that_loses_its_scripts_still_takes(store: RedisStore, raw: Redis, new_key: NewKey) -> None:
    key = new_key()
    await store.put(key, b"value", 60)
    await raw.execute_command("SCRIPT", "FLUSH")  # type: ignore[no-untyped-call]  # redis-py
    assert await store.take(key) == Taken(b"value")
