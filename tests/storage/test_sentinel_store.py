"""The store by Sentinel: the primary dies and another takes over, without a restart and without losing a Sentinel."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from app.oauth.rate_limits import RedisCounter, Share
from app.secret import Secret
from app.storage.one_time import Spent, StoreUnavailable, Taken
from app.storage.redis import RedisStore, make_redis_pool
from app.storage.sentinel import SentinelPool, read_sentinel_url
from tests.loopback import free_port
from tests.sentinel_set import SentinelSet

MAX_TRIES = 1_200


@pytest.fixture
def servers() -> Iterator[SentinelSet]:
    """Give a primary, a replica and three Sentinels that the test may kill."""
    with SentinelSet() as made:
        yield made


@pytest.fixture
async def store(servers: SentinelSet) -> AsyncIterator[RedisStore]:
    made = RedisStore(make_redis_pool(Secret(servers.url)))
    yield made
    await made.close()


async def available_again(store: RedisStore) -> int:
    """Ask until there is an answer; return how often there was none."""
    for failures in range(MAX_TRIES):
        try:
            await store.ping()
        except StoreUnavailable:
            await asyncio.sleep(0.05)
        else:
            return failures
    raise AssertionError("no other server took over")


async def test_values_and_spent_marks_survive_the_primary(store: RedisStore, servers: SentinelSet) -> None:
    await store.put("fresh", b"1", 600)
    await store.put("spent", b"2", 600)
    await store.take("spent")
    before = servers.primary()
    servers.kill(before)

    with pytest.raises(StoreUnavailable):
        await store.ping()
    await available_again(store)

    assert servers.primary() != before
    assert await store.take("fresh") == Taken(b"1")
    assert await store.take("spent") == Spent(b"2")
    assert await store.claim("new", 60)


async def test_a_dead_primary_is_unavailable_within_a_second(store: RedisStore, servers: SentinelSet) -> None:
    await store.ping()
    servers.kill(servers.primary())
    for call in (lambda: store.put("a", b"1", 60), lambda: store.take("a"), store.ping):
        with pytest.raises(StoreUnavailable):
            await call()  # type: ignore[no-untyped-call]  # redis-py


async def test_the_counter_of_the_limits_goes_on_at_the_new_primary(servers: SentinelSet) -> None:
    pool = make_redis_pool(Secret(servers.url))
    counter, store = RedisCounter(pool, per_minute=2), RedisStore(pool)
    await counter.hit(Share("somebody"))
    await counter.hit(Share("somebody"))
    servers.kill(servers.primary())
    await available_again(store)

    waits = [await counter.hit(Share("somebody")) for _ in range(3)]  # two, should a new minute have begun
    assert waits[-1] is not None
    await store.close()


async def test_two_dead_sentinels_of_three_do_not_keep_from_the_primary(servers: SentinelSet) -> None:
    for port in servers.sentinels[:2]:
        servers.kill(port)
    store = RedisStore(make_redis_pool(Secret(servers.url)))
    await store.put("a", b"1", 60)
    assert await store.take("a") == Taken(b"1")
    await store.close()


async def test_many_connections_at_once_forget_no_sentinel(servers: SentinelSet) -> None:
    servers.kill(servers.sentinels[0])
    pool = make_redis_pool(Secret(servers.url))
    assert isinstance(pool, SentinelPool)

    await asyncio.gather(*(pool.sentinels.discover_master("sign-ins") for _ in range(30)))

    assert len({id(sentinel) for sentinel in pool.sentinels.sentinels}) == 3
    await pool.aclose()


async def test_no_primary_to_be_found_is_unavailable(sentinel_url: str) -> None:
    nowhere = f"redis+sentinel://127.0.0.1:{free_port()}/sign-ins"
    for url in (nowhere, sentinel_url.replace("/sign-ins/", "/elsewhere/")):
        store = RedisStore(make_redis_pool(Secret(url)))
        with pytest.raises(StoreUnavailable, match="MasterNotFoundError"):
            await store.ping()
        await store.close()


def test_an_address_is_taken_apart() -> None:
    url = (
        "rediss+sentinel://u:p%40@a.internal,[::1]:5/meo/3?sentinel_username=x&ssl_cert_reqs=none&sentinel_password=%26"
    )
    address = read_sentinel_url(url)

    assert address.sentinels == (("a.internal", 26379), ("::1", 5))
    assert (address.service, address.username, address.password) == ("meo", "x", "&")
    assert address.server_url == "rediss://u:p%40@primary/3?ssl_cert_reqs=none"


def test_tls_and_credentials_go_to_servers_and_sentinels_apart() -> None:
    url = "rediss+sentinel://u:p@a/meo/3?sentinel_username=x&sentinel_password=y&ssl_check_hostname=false"
    pool = make_redis_pool(Secret(url))
    assert isinstance(pool, SentinelPool)

    pools = (pool, pool.sentinels.sentinels[0].connection_pool)
    server, sentinel = (one.make_connection() for one in pools)  # type: ignore[no-untyped-call]  # redis-py

    assert (server.username, server.password, server.db) == ("u", "p", 3)
    assert (sentinel.username, sentinel.password, sentinel.db) == ("x", "y", 0)
    assert server.ssl_context.check_hostname is False
    assert sentinel.ssl_context.check_hostname is False
