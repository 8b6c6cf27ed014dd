"""A server that is killed and started again at random, and which calls that explains."""

import asyncio
import random
import time

from tests.resilience.processes import Server

_AFTER_START = 3.0
"""Seconds after an outage in which its errors are still explained: calls that began during it."""


class Outage:
    """A server that is killed now and then, and when that was."""

    def __init__(self, server: Server, chance: random.Random, *, every: tuple[float, float]) -> None:
        self.server = server
        self._every = every
        self.kills = 0
        self._chance = chance
        self._down = False
        self._over = float("-inf")

    def explains(self, began: float) -> bool:
        """Tell whether a call that began then may have met the outage."""
        return self._down or began <= self._over + _AFTER_START

    async def strike_until(self, end: float) -> None:
        """Kill and start again until then; leaves the server running."""
        while time.monotonic() < end - 15:
            await asyncio.sleep(self._chance.uniform(*self._every))
            self._down = True
            self.server.kill()
            self.kills += 1
            await asyncio.sleep(self._chance.uniform(0.2, 6))
            await asyncio.to_thread(self.server.start)
            self._down, self._over = False, time.monotonic()
