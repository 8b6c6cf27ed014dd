from collections.abc import AsyncIterator, Iterator
from itertools import count
from typing import Protocol

import pytest

from app.secret import Secret
from app.storage.memory import MemoryStore
from app.storage.one_time import OneTimeStore
from app.storage.redis import RedisStore, make_redis_pool
from tests.sentinel_set import SentinelSet


class Clock:
    """A clock that only moves when told to."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


class NewKey(Protocol):
    def __call__(self) -> str: ...


@pytest.fixture
def clock() -> Clock:
    return Clock()


_numbers = count()


@pytest.fixture
def new_key() -> NewKey:
    """Make keys that no other test of this run uses: they share one server."""
    return lambda: f"test:{next(_numbers)}"


_PATIENCE = 30.0


@pytest.fixture(scope="session")
def sentinel_url() -> Iterator[str]:
    """Give the URL of a Redis primary with a replica and three Sentinels, which live as long as the test session."""
    with SentinelSet() as servers:
        yield servers.url


@pytest.fixture(params=["memory", "redis", "sentinel"])
async def store(
    request: pytest.FixtureRequest, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[OneTimeStore]:
    """Give each twin in turn, Redis also by Sentinel; with time-outs that a busy machine keeps as well."""
    monkeypatch.setattr("app.storage.redis._WHOLE_TIMEOUT", _PATIENCE)
    made: OneTimeStore
    if request.param == "memory":
        made = MemoryStore(clock)
    else:
        servers = {"redis": "redis_server", "sentinel": "sentinel_url"}[request.param]
        made = RedisStore(make_redis_pool(Secret(request.getfixturevalue(servers)), timeout=_PATIENCE))
    yield made
    await made.close()
