from collections.abc import AsyncIterator
from itertools import count
from typing import Protocol

import pytest

from app.secret import Secret
from app.storage.memory import MemoryStore
from app.storage.one_time import OneTimeStore
from app.storage.redis import RedisStore, make_redis_pool


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


@pytest.fixture(params=["memory", "redis"])
async def store(request: pytest.FixtureRequest, clock: Clock) -> AsyncIterator[OneTimeStore]:
    """Give each twin in turn."""
    made: OneTimeStore
    if request.param == "memory":
        made = MemoryStore(clock)
    else:
        made = RedisStore(make_redis_pool(Secret(request.getfixturevalue("redis_server"))))
    yield made
    await made.close()
