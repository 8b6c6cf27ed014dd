"""The one-time store in Redis: shared by every process and machine.

Fails within a second when Redis is gone, so that the user is told to try again instead of waiting, and works
again as soon as Redis does.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, cast

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from app.secret import Secret
from app.storage.one_time import Spent, StoreUnavailable, Taken
from app.storage.sentinel import SENTINEL_SCHEMES, SentinelPool, read_sentinel_url

OnTrouble = Callable[[str], None]
"""Takes the kind of a failure; the metrics listen here."""

_SOCKET_TIMEOUT = 0.5
_WHOLE_TIMEOUT = 0.8
_CONNECTIONS = 64

_FRESH = b"+"  # and "-" once it is spent
# One script is one atomic step for Redis: read, and mark as spent without touching the lifetime.
_TAKE = """
local held = redis.call('GET', KEYS[1])
if held and string.sub(held, 1, 1) == '+' then
    redis.call('SET', KEYS[1], '-' .. string.sub(held, 2), 'KEEPTTL')
end
return held
"""


def ignore_trouble(_kind: str) -> None:
    """Count nothing."""


def make_redis_pool(url: Secret, *, timeout: float = _SOCKET_TIMEOUT) -> BlockingConnectionPool:
    """Prepare connections to `redis://`, `rediss://`, `unix://` or by Sentinel; none is opened yet.

    Args:
        url: see `redis_url`.
        timeout: seconds for each step on a socket.

    Raises:
        ValueError: an address by Sentinel has another form than `app.storage.sentinel` says.
    """
    address = url.reveal()
    options: dict[str, Any] = {
        "max_connections": _CONNECTIONS,
        "timeout": timeout,
        "socket_timeout": timeout,
        "socket_connect_timeout": timeout,
        # No retries: a repeated take would look like a replay, and the pool already replaces connections that died.
        "retry": Retry(NoBackoff(), 0),
        "protocol": 2,
    }
    if address.startswith(SENTINEL_SCHEMES):
        return SentinelPool(read_sentinel_url(address), **options)
    return BlockingConnectionPool.from_url(address, **options)


@asynccontextmanager
async def redis_trouble_is_ours(on_trouble: OnTrouble) -> AsyncIterator[None]:
    """Bound the time of what happens inside and turn any trouble of Redis into `StoreUnavailable`."""
    try:
        async with asyncio.timeout(_WHOLE_TIMEOUT):
            yield
    except (RedisError, OSError, TimeoutError) as error:
        on_trouble(type(error).__name__)
        # The library's text names hosts and may name users: only the kind is told.
        raise StoreUnavailable(type(error).__name__) from error


class RedisStore:
    """Keep values in Redis."""

    def __init__(self, pool: BlockingConnectionPool, *, on_trouble: OnTrouble = ignore_trouble) -> None:
        self._pool = pool
        self._on_trouble = on_trouble
        self._redis = Redis(connection_pool=pool)
        self._take = self._redis.register_script(_TAKE)

    async def put(self, key: str, value: bytes, ttl: int) -> None:
        """Keep a value for `ttl` seconds (see `OneTimeStore`)."""
        if ttl < 1:
            raise ValueError("A lifetime is at least one second.")
        async with redis_trouble_is_ours(self._on_trouble):
            await self._redis.set(key, _FRESH + value, ex=ttl)

    async def take(self, key: str) -> Taken | Spent | None:
        """Take the value atomically (see `OneTimeStore`)."""
        async with redis_trouble_is_ours(self._on_trouble):
            held = await self._take(keys=[key])
        if held is None:
            return None
        return Taken(held[1:]) if held[:1] == _FRESH else Spent(held[1:])

    async def claim(self, key: str, ttl: int, value: bytes = b"") -> bool:
        """Be the first to name a key (see `OneTimeStore`)."""
        async with redis_trouble_is_ours(self._on_trouble):
            return bool(await self._redis.set(key, _FRESH + value, ex=ttl, nx=True))

    async def ping(self) -> None:
        """Ask Redis for a sign of life (see `OneTimeStore`)."""
        async with redis_trouble_is_ours(ignore_trouble):  # no sign-in has failed
            await cast("Awaitable[bool]", self._redis.ping())

    async def close(self) -> None:
        """Close the connections."""
        await self._pool.aclose()
