"""One contract for both twins; the Redis one runs against a real server."""

import asyncio
from collections.abc import Callable

import pytest

from app.storage.memory import MemoryStore
from app.storage.one_time import OneTimeStore, Spent, StoreUnavailable, Taken

NewKey = Callable[[], str]


async def test_a_value_is_taken_once_and_then_recognised_as_spent(store: OneTimeStore, new_key: NewKey) -> None:
    key = new_key()
    await store.put(key, b"value", 60)

    assert await store.take(key) == Taken(b"value")
    assert await store.take(key) == Spent(b"value")
    assert await store.take(key) == Spent(b"value")


async def test_an_unknown_key_is_unknown_and_stays_so(store: OneTimeStore, new_key: NewKey) -> None:
    key = new_key()
    assert await store.take(key) is None
    assert await store.take(key) is None


@pytest.mark.parametrize("value", [b"", b"-", b"+", b"\x00\xff\r\n", bytes(range(256)), b"x" * 100_000])
async def test_any_bytes_come_back_as_they_were(store: OneTimeStore, new_key: NewKey, value: bytes) -> None:
    key = new_key()
    await store.put(key, value, 60)
    assert await store.take(key) == Taken(value)
    assert await store.take(key) == Spent(value)


async def test_of_twenty_takers_at_once_one_gets_the_value(store: OneTimeStore, new_key: NewKey) -> None:
    key = new_key()
    await store.put(key, b"value", 60)

    results = await asyncio.gather(*(store.take(key) for _ in range(20)))

    assert results.count(Taken(b"value")) == 1
    assert results.count(Spent(b"value")) == 19


async def test_keys_do_not_touch_each_other(store: OneTimeStore, new_key: NewKey) -> None:
    first, second = new_key(), new_key()
    await store.put(first, b"1", 60)
    await store.put(second, b"2", 60)

    assert await store.take(first) == Taken(b"1")
    assert await store.take(second) == Taken(b"2")


@pytest.mark.parametrize("ttl", [0, -1])
async def test_a_lifetime_must_be_given(store: OneTimeStore, new_key: NewKey, ttl: int) -> None:
    with pytest.raises(ValueError, match="lifetime"):
        await store.put(new_key(), b"value", ttl)


async def test_of_twenty_claims_at_once_one_is_the_first(store: OneTimeStore, new_key: NewKey) -> None:
    key = new_key()
    results = await asyncio.gather(*(store.claim(key, 60) for _ in range(20)))
    assert results.count(True) == 1
    assert not await store.claim(key, 60)
    assert await store.claim(new_key(), 60)


async def test_what_the_first_claim_brought_is_kept_and_no_later_one_changes_it(
    store: OneTimeStore, new_key: NewKey
) -> None:
    key = new_key()
    won = await asyncio.gather(*(store.claim(key, 60, b"%d" % number) for number in range(20)))
    first = b"%d" % won.index(True)

    assert await store.take(key) == Taken(first)
    assert not await store.claim(key, 60, b"later")
    assert await store.take(key) == Spent(first)


async def test_a_value_that_was_put_is_claimed_already(store: OneTimeStore, new_key: NewKey) -> None:
    key = new_key()
    await store.put(key, b"value", 60)
    assert not await store.claim(key, 60, b"other")
    assert await store.take(key) == Taken(b"value")


async def test_a_living_store_answers_a_ping(store: OneTimeStore) -> None:
    await store.ping()


class TestMemory:
    async def test_a_value_ends_with_its_lifetime(self) -> None:
        now = [0.0]
        store = MemoryStore(lambda: now[0])
        await store.put("a", b"value", 10)
        now[0] = 10.0
        assert await store.take("a") is None

    async def test_a_spent_mark_ends_with_the_lifetime_of_the_value(self) -> None:
        now = [0.0]
        store = MemoryStore(lambda: now[0])
        await store.put("a", b"value", 10)
        await store.take("a")
        now[0] = 9.9
        assert await store.take("a") == Spent(b"value")
        now[0] = 10.0
        assert await store.take("a") is None

    async def test_a_claim_ends_with_its_lifetime(self) -> None:
        now = [0.0]
        store = MemoryStore(lambda: now[0])
        assert await store.claim("a", 10)
        now[0] = 9.0
        assert not await store.claim("a", 10)
        now[0] = 10.0
        assert await store.claim("a", 10)

    async def test_a_full_store_refuses_instead_of_forgetting(self) -> None:
        now = [0.0]
        store = MemoryStore(lambda: now[0], most_entries=2)
        await store.put("a", b"1", 10)
        await store.put("b", b"2", 20)
        with pytest.raises(StoreUnavailable):
            await store.put("c", b"3", 10)
        assert await store.take("a") == Taken(b"1")

    async def test_a_full_store_makes_room_of_what_has_ended(self) -> None:
        now = [0.0]
        store = MemoryStore(lambda: now[0], most_entries=2)
        await store.put("a", b"1", 10)
        await store.put("b", b"2", 20)
        now[0] = 15.0
        await store.put("c", b"3", 10)
        assert await store.take("b") == Taken(b"2")
        assert await store.take("c") == Taken(b"3")
