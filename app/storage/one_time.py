"""The one-time store: a value is put, and taken once; a second take is recognised.

A taken value stays behind, marked as spent, until its lifetime ends. So whoever replays a code is told apart from
whoever guesses one, and what the first use issued can be revoked without a second write that could come too late.
Values arrive sealed: see `app.oauth.state_store`.
"""

from typing import Protocol

from msgspec import Struct


class Taken(Struct, frozen=True):
    """The value, given out for the first and only time."""

    value: bytes


class Spent(Struct, frozen=True):
    """The value was taken before; it is shown again only so that its effects can be undone."""

    value: bytes


class StoreUnavailable(Exception):
    """The store did not answer, or not in time."""


class OneTimeStore(Protocol):
    """What the twins in `app.storage.redis` and `app.storage.memory` promise; one contract test holds both."""

    async def put(self, key: str, value: bytes, ttl: int) -> None:
        """Keep a value for `ttl` whole seconds, at least one.

        Raises:
            StoreUnavailable: nothing is known about what was kept.
        """

    async def take(self, key: str) -> Taken | Spent | None:
        """Take the value: of any number of callers, in any number of processes, one gets `Taken`.

        Returns:
            `Taken` once, `Spent` for the rest of the lifetime, `None` when the key is unknown or its time is over.

        Raises:
            StoreUnavailable: the value may or may not have been taken.
        """

    async def claim(self, key: str, ttl: int, value: bytes = b"") -> bool:
        """Be the first to name a key within `ttl` seconds; False for everyone after the first.

        The first one's value is kept, and can be taken.

        Raises:
            StoreUnavailable: it is not known who was first.
        """

    async def ping(self) -> None:
        """Ask for a sign of life.

        Raises:
            StoreUnavailable: there is none.
        """

    async def close(self) -> None:
        """Let go of connections."""
