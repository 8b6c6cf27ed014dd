"""`/health` and the same for /metrics: do the main app and the store of sign-ins answer?

Each is asked at most every few seconds and never for longer than one.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Literal

from app.errors import AppError
from app.main_app.client import MainApp
from app.storage.one_time import OneTimeStore, StoreUnavailable
from app.tools.schemas import ToolOutput

Upstream = Literal["main_app", "sign_in_store"]
OnReachability = Callable[[Upstream, bool], None]

_FRESH_SECONDS = 5.0
_TIMEOUT_SECONDS = 1.0


class Health(ToolOutput, frozen=True, kw_only=True):
    """The connector is alive; the other two say whether what it depends on is."""

    status: str
    version: str
    main_app_reachable: bool
    sign_in_store_reachable: bool


class HealthChecks:
    """Both checks, made at the same time."""

    def __init__(
        self, main_app: MainApp, store: OneTimeStore, *, clock: Callable[[], float], observe: OnReachability
    ) -> None:
        """Take who is asked, a monotonic clock in seconds, and who is told what came of it."""
        self._main_app = _Reachability(lambda: main_app.version(timeout=_TIMEOUT_SECONDS), clock)
        self._store = _Reachability(store.ping, clock)
        self._observe = observe

    async def check(self, version: str) -> Health:
        """Return what is known within a second; never raises."""
        main_app, store = await asyncio.gather(self._main_app.known(), self._store.known())
        self._observe("main_app", main_app)
        self._observe("sign_in_store", store)
        return Health(status="ok", version=version, main_app_reachable=main_app, sign_in_store_reachable=store)


class _Reachability:
    """Remember for a few seconds whether a question was answered."""

    def __init__(self, ask: Callable[[], Awaitable[object]], clock: Callable[[], float]) -> None:
        self._ask = ask
        self._clock = clock
        self._known_until = float("-inf")
        self._reachable = False
        self._asking = asyncio.Lock()

    async def known(self) -> bool:
        async with self._asking:
            if self._clock() >= self._known_until:
                self._reachable = await self._is_answered()
                self._known_until = self._clock() + _FRESH_SECONDS
        return self._reachable

    async def _is_answered(self) -> bool:
        try:
            async with asyncio.timeout(_TIMEOUT_SECONDS):
                await self._ask()
        except (AppError, StoreUnavailable, TimeoutError):
            return False
        return True
