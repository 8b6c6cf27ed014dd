"""`/health`: whether the main app answers, asked at most every few seconds and never slower than a second."""

import asyncio
from collections.abc import Callable

from app.errors import AppError
from app.main_app.client import MainApp
from app.tools.schemas import ToolOutput


class Health(ToolOutput, frozen=True, kw_only=True):
    """The connector is alive; `main_app_reachable` says whether its upstream is."""

    status: str
    version: str
    main_app_reachable: bool


_FRESH_SECONDS = 5.0
_TIMEOUT_SECONDS = 1.0


class Reachability:
    """Remember for a few seconds whether `GET /api/version` was answered."""

    def __init__(self, main_app: MainApp, *, clock: Callable[[], float]) -> None:
        """Take the client and a monotonic clock in seconds."""
        self._main_app = main_app
        self._clock = clock
        self._known_until = float("-inf")
        self._reachable = False
        self._asking = asyncio.Lock()

    async def main_app_reachable(self) -> bool:
        """Return whether the main app answered within the last seconds; never raises."""
        async with self._asking:
            if self._clock() >= self._known_until:
                self._reachable = await self._ask()
                self._known_until = self._clock() + _FRESH_SECONDS
        return self._reachable

    async def _ask(self) -> bool:
        try:
            async with asyncio.timeout(_TIMEOUT_SECONDS):
                await self._main_app.version(timeout=_TIMEOUT_SECONDS)
        except (AppError, TimeoutError):
            return False
        return True
