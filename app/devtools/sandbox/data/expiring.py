"""A dictionary whose entries end by themselves: codes, markers, idempotency records."""

from typing import Generic, TypeVar

from app.devtools.sandbox.timestamps import Clock

T = TypeVar("T")
_SWEEP_EVERY = 1_000


class Expiring(Generic[T]):
    """Stand in for the main app's cache; `clear` is what a deploy does to it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._entries: dict[str, tuple[float, T]] = {}
        self._next_sweep = _SWEEP_EVERY

    def put(self, key: str, value: T, *, seconds: float) -> None:
        """Keep a value for so long."""
        if len(self._entries) >= self._next_sweep:
            self._sweep()
        self._entries[key] = (self._clock().timestamp() + seconds, value)

    def get(self, key: str) -> T | None:
        """Return a value that is still alive."""
        entry = self._entries.get(key)
        if entry is None or entry[0] <= self._clock().timestamp():
            return None
        return entry[1]

    def take(self, key: str) -> T | None:
        """Return a value that is still alive and forget it."""
        value = self.get(key)
        self._entries.pop(key, None)
        return value

    def clear(self) -> None:
        """Forget everything."""
        self._entries.clear()

    def _sweep(self) -> None:
        """Drop what has ended, and look again when the rest has doubled."""
        now = self._clock().timestamp()
        self._entries = {key: entry for key, entry in self._entries.items() if entry[0] > now}
        self._next_sweep = max(_SWEEP_EVERY, 2 * len(self._entries))
