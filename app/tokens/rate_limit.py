"""How often one caller may call, counted in this process: tools must not need Redis.

For the handshake `app.oauth.rate_limits` counts in Redis.
"""

import math
from collections.abc import Callable

from msgspec import Struct

_WINDOW_SECONDS = 60.0
_MAX_KEYS = 100_000


class _Window(Struct):
    ends: float
    count: int


class RateLimit:
    """Count calls per key in windows of one minute, each beginning with a key's first call."""

    def __init__(self, per_minute: int, clock: Callable[[], float], *, most_keys: int = _MAX_KEYS) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._most_keys = most_keys
        self._windows: dict[str, _Window] = {}

    def hit(self, key: str, *, times: int = 1) -> int | None:
        """Count one call; return None when it may pass, or the whole seconds until the next one may.

        Args:
            key: who calls.
            times: how many times the usual number this one may come to.
        """
        now = self._clock()
        window = self._windows.get(key)
        if window is None or window.ends <= now:
            self._open_window(key, now)
            return None
        if window.count >= self._per_minute * times:
            return max(1, math.ceil(window.ends - now))
        window.count += 1
        return None

    def wait(self, key: str, *, times: int = 1) -> int | None:
        """Return what `hit` would, and count nothing."""
        now = self._clock()
        window = self._windows.get(key)
        if window is None or window.ends <= now or window.count < self._per_minute * times:
            return None
        return max(1, math.ceil(window.ends - now))

    def _open_window(self, key: str, now: float) -> None:
        # All windows are equally long, so the dictionary's order is the order in which they end.
        self._windows.pop(key, None)
        while self._windows:
            oldest = next(iter(self._windows))
            if self._windows[oldest].ends > now and len(self._windows) < self._most_keys:
                break
            del self._windows[oldest]
        self._windows[key] = _Window(now + _WINDOW_SECONDS, 1)
