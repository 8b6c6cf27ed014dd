"""How often the handshake may be tried: browser steps per address, failures of the server steps.

Counted where the records are: in Redis with the `limits` package, or in the process when there is no Redis.
ChatGPT's own addresses are shared by all its users, so its calls are never limited by address, and right credentials
with a right code pass however many wrong ones came before: nobody can lock ChatGPT out by failing in its name.
"""

import hashlib
import math
import time
from typing import Protocol

from limits import RateLimitItemPerMinute
from limits.aio.storage import RedisStorage
from limits.aio.strategies import FixedWindowRateLimiter
from redis.asyncio import BlockingConnectionPool

from app.auth.rate_limit import RateLimit
from app.errors import RateLimited
from app.oauth.errors import TooManyFailures
from app.store.redis import OnTrouble, ignore_trouble, redis_trouble_is_ours


class Counter(Protocol):
    """Counts per key and minute."""

    async def hit(self, key: str) -> int | None:
        """Count once; return None when it may pass, or the seconds to wait.

        Raises:
            StoreUnavailable: it cannot be counted, so it must not pass.
        """


class MemoryCounter:
    """Count in this process."""

    def __init__(self, limit: RateLimit) -> None:
        self._limit = limit

    async def hit(self, key: str) -> int | None:
        """Count once (see `Counter`)."""
        return self._limit.hit(key)


class RedisCounter:
    """Count in Redis, for all processes together."""

    def __init__(
        self, pool: BlockingConnectionPool, per_minute: int, *, on_trouble: OnTrouble = ignore_trouble
    ) -> None:
        self._on_trouble = on_trouble
        storage = RedisStorage(
            "redis://",
            implementation="redispy",
            key_prefix="meo:limit",
            connection_pool=pool,  # type: ignore[arg-type]  # the annotation forgets its own documented option
        )
        self._limiter = FixedWindowRateLimiter(storage)
        self._item = RateLimitItemPerMinute(per_minute)

    async def hit(self, key: str) -> int | None:
        """Count once (see `Counter`)."""
        # An address is personal: Redis need not know it.
        hidden = hashlib.sha256(key.encode()).hexdigest()
        async with redis_trouble_is_ours(self._on_trouble):
            if await self._limiter.hit(self._item, hidden):
                return None
            window = await self._limiter.get_window_stats(self._item, hidden)
        return min(60, max(1, math.ceil(window.reset_time - time.time())))


class HandshakeLimits:
    """The two rules."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter

    async def browser_step(self, address: str) -> None:
        """Count one step of a browser.

        Raises:
            RateLimited: too many from this address.
        """
        if (wait := await self._counter.hit(f"browser {address}")) is not None:
            raise RateLimited("Too many sign-ins from this address.", retry_after=wait)

    async def failure(self, who: str) -> None:
        """Count a failed call of a server step; `who` is a client that has proved itself, or else an address.

        Raises:
            TooManyFailures: which then stands for the failure itself.
        """
        if (wait := await self._counter.hit(f"failure {who}")) is not None:
            raise TooManyFailures("Too many failed attempts.", retry_after=wait)
