"""The one-time store of a single process: for development, the demo and tests."""

from collections.abc import Callable

from msgspec import Struct

from app.storage.one_time import Spent, StoreUnavailable, Taken

_MAX_ENTRIES = 100_000


class _Entry(Struct):
    value: bytes
    ends: float
    spent: bool = False


class MemoryStore:
    """Keep values in a dictionary, bounded in number."""

    def __init__(self, clock: Callable[[], float], *, most_entries: int = _MAX_ENTRIES) -> None:
        self._clock = clock
        self._most_entries = most_entries
        self._entries: dict[str, _Entry] = {}

    async def put(self, key: str, value: bytes, ttl: int) -> None:
        """Keep a value; a full store counts as unavailable rather than growing or forgetting a sign-in."""
        if ttl < 1:
            raise ValueError("A lifetime is at least one second.")
        if len(self._entries) >= self._most_entries:
            self._forget_ended()
            if len(self._entries) >= self._most_entries:
                raise StoreUnavailable("The in-memory store is full.")
        self._entries[key] = _Entry(value, self._clock() + ttl)

    async def take(self, key: str) -> Taken | Spent | None:
        """Take the value; there is no await inside, so no other task can come between."""
        entry = self._entries.get(key)
        if entry is None or entry.ends <= self._clock():
            self._entries.pop(key, None)
            return None
        if entry.spent:
            return Spent(entry.value)
        entry.spent = True
        return Taken(entry.value)

    async def claim(self, key: str, ttl: int, value: bytes = b"") -> bool:
        """Be the first to name a key (see `OneTimeStore`)."""
        entry = self._entries.get(key)
        if entry is not None and entry.ends > self._clock():
            return False
        await self.put(key, value, ttl)
        return True

    async def ping(self) -> None:
        """Always there."""

    async def close(self) -> None:
        """Forget everything."""
        self._entries.clear()

    def _forget_ended(self) -> None:
        now = self._clock()
        self._entries = {key: entry for key, entry in self._entries.items() if entry.ends > now}
