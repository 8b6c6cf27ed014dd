"""How often the handshake may be tried: browser steps per address, failures of the server steps per client.

Counted where the records are: in Redis, or in the process when there is no Redis. ChatGPT's own addresses are shared by
all its users, so its calls are never limited by address, and right credentials with a right code pass however many
wrong ones came before: nobody can lock ChatGPT out by failing in its name.
"""

import hashlib
from typing import Protocol

from msgspec import Struct
from redis.asyncio import BlockingConnectionPool, Redis

from app.errors import RateLimited
from app.oauth.errors import TooManyFailures
from app.storage.redis import OnTrouble, ignore_trouble, redis_trouble_is_ours
from app.tokens.rate_limit import RateLimit

# One script is one atomic step for Redis. What is refused counts nowhere: one home that tries without end uses up
# nothing of its neighbours', and leaves no key behind for each address that it invents.
_COUNT = """
for i, key in ipairs(KEYS) do
    if tonumber(redis.call('GET', key) or 0) >= tonumber(ARGV[i]) then
        return math.max(redis.call('TTL', key), 1)
    end
end
for _, key in ipairs(KEYS) do
    if redis.call('INCRBY', key, 1) == 1 then
        redis.call('EXPIRE', key, 60)
    end
end
return 0
"""


class Share(Struct, frozen=True):
    """A name to count under, and how many times the usual number it may come to in a minute."""

    name: str
    times: int = 1


class Counter(Protocol):
    """Counts per name and minute."""

    async def hit(self, *shares: Share) -> int | None:
        """Count once under all names; return None when it may pass, or the seconds to wait and count nowhere.

        Raises:
            StoreUnavailable: it cannot be counted, so it must not pass.
        """


class MemoryCounter:
    """Count in this process."""

    def __init__(self, limit: RateLimit) -> None:
        self._limit = limit

    async def hit(self, *shares: Share) -> int | None:
        """Count once (see `Counter`)."""
        for share in shares:
            if (wait := self._limit.wait(share.name, times=share.times)) is not None:
                return wait
        for share in shares:
            self._limit.hit(share.name, times=share.times)
        return None


class RedisCounter:
    """Count in Redis, for all processes together."""

    def __init__(
        self, pool: BlockingConnectionPool, per_minute: int, *, on_trouble: OnTrouble = ignore_trouble
    ) -> None:
        self._on_trouble = on_trouble
        self._per_minute = per_minute
        self._count = Redis(connection_pool=pool).register_script(_COUNT)

    async def hit(self, *shares: Share) -> int | None:
        """Count once (see `Counter`)."""
        # An address is personal: Redis need not know it.
        keys = [f"meo:limit:{hashlib.sha256(share.name.encode()).hexdigest()}" for share in shares]
        most = [self._per_minute * share.times for share in shares]
        async with redis_trouble_is_ours(self._on_trouble):
            wait = int(await self._count(keys=keys, args=most))
        return wait or None


class OAuthRateLimits:
    """The four rules."""

    def __init__(self, counter: Counter, revocations: RateLimit) -> None:
        """Take counters.

        Args:
            counter: for what needs the store anyway.
            revocations: in this process, so that a token can be ended while the store is down; registrations, which
                store nothing, are counted there too.
        """
        self._counter = counter
        self._revocations = revocations

    async def browser_step(self, client: tuple[Share, ...]) -> None:
        """Count one step of a browser.

        Raises:
            RateLimited: too many from this address.
        """
        if (wait := await self._counter.hit(*_marked("browser", client))) is not None:
            raise RateLimited("Too many sign-ins from this address.", retry_after=wait)

    async def failure(self, who: tuple[Share, ...]) -> None:
        """Count a failed call of a server step; `who` is a client that has proved itself, or else an address.

        Raises:
            TooManyFailures: which then stands for the failure itself.
        """
        if (wait := await self._counter.hit(*_marked("failure", who))) is not None:
            raise TooManyFailures("Too many failed attempts.", retry_after=wait)

    def registration(self, client: tuple[Share, ...]) -> None:
        """Count a registration.

        Raises:
            TooManyFailures: too many from this address.
        """
        shares = _marked("registration", client)
        waits = [wait for share in shares if (wait := self._revocations.wait(share.name, times=share.times))]
        if waits:
            raise TooManyFailures("Too many registrations from this address.", retry_after=max(waits))
        for share in shares:
            self._revocations.hit(share.name, times=share.times)

    def revocation(self, whose: str) -> None:
        """Count a revocation of somebody's tokens, good ones too: each is a call to the main app with our API key.

        Raises:
            TooManyFailures: nothing was revoked.
        """
        if (wait := self._revocations.hit(whose)) is not None:
            raise TooManyFailures("Too many revocations.", retry_after=wait)


def _marked(rule: str, shares: tuple[Share, ...]) -> list[Share]:
    return [Share(f"{rule} {share.name}", share.times) for share in shares]
