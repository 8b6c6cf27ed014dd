"""Kill the Redis primary in the middle of 200 sign-ins through three connector processes that find Redis by Sentinel.

    uv run python -m tests.resilience.sentinel_failover [--sign-ins 200] [--per-second 10] [--seed 1]

Starts a primary, a replica, three Sentinels (`down-after-milliseconds 3000`), a sandbox and three connectors on
loopback and ends them all. People sign in one after the other, with pauses between their steps, each step at another
process; the primary is killed when a third of them has begun. Who is told 503 tries the same step again after a second;
whose sign-in is over begins anew. In the end everyone must hold a token that works at each process and shows their own
pets, and the main app must have no token that nobody holds: those of sign-ins that broke off are ended within five
minutes, which is waited for. Exit code 1 otherwise.
"""

import argparse
import asyncio
import random
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from typing import TypeVar

import aiohttp

from tests.loopback import free_port
from tests.resilience import sign_in
from tests.resilience.crowd import email_of, mark_of, marks_in
from tests.resilience.processes import connector_process, sandbox_process
from tests.sentinel_set import SentinelSet

_MAX_TRIES_PER_STEP = 60
_MAX_SIGN_INS_PER_PERSON = 5
_MAX_POLLS = 40
_POLL_SECONDS = 10.0
_RELOAD_SECONDS = 1.0
_TOKENS_OF_A_PERSON = 2  # the one that the crowd is made with, and the one of the sign-in

T = TypeVar("T")


class Run:
    """The people, and what they met."""

    def __init__(self, connectors: list[str], main_app: str, servers: SentinelSet, options: argparse.Namespace) -> None:
        self._connectors = connectors
        self._main_app = main_app
        self._servers = servers
        self._people: int = options.sign_ins
        self._pause = 1 / options.per_second
        self._chance = random.Random(options.seed)
        self._killed_at = 0.0
        self._third_begun = asyncio.Event()
        self.named_after = 0.0
        self.refused: list[tuple[str, float]] = []
        """Step and seconds since the kill of each 503."""
        self.broken_off: Counter[str] = Counter()
        self.outcomes: Counter[str] = Counter()
        self.living_for_nobody: list[int] = []

    async def all(self) -> None:
        """Run everything, then look at what is left."""
        async with sign_in.new_session() as http:
            arrivals = [asyncio.create_task(self._arrive(http, number)) for number in range(self._people)]
            await self._kill_in_the_middle()
            self.outcomes.update(await asyncio.gather(*arrivals))
            await self._wait_for_leftovers(http)

    async def _kill_in_the_middle(self) -> None:
        await self._third_begun.wait()
        before = self._servers.primary()
        self._killed_at = time.monotonic()
        self._servers.kill(before)
        await asyncio.to_thread(self._servers.wait_for_another_primary, before)
        self.named_after = time.monotonic() - self._killed_at

    async def _arrive(self, http: aiohttp.ClientSession, number: int) -> str:
        await asyncio.sleep(number * self._pause)
        if number >= self._people // 3:
            self._third_begun.set()
        for earlier in range(_MAX_SIGN_INS_PER_PERSON):
            try:
                token = await self._sign_in(http, number)
            except sign_in.StepFailed as failure:
                self.broken_off[str(failure)] += 1
                continue
            if not await self._works_everywhere(http, number, token):
                return "NOT USABLE"
            met = "after beginning anew" if earlier else ""
            return f"complete {met}".strip()
        return "NEVER COMPLETE"

    async def _sign_in(self, http: aiohttp.ClientSession, number: int) -> str:
        first, second, third = (self._connectors[(number + turn) % len(self._connectors)] for turn in range(3))
        started = await self._patiently("authorize", lambda: sign_in.authorize(http, first))
        back = await sign_in.consent(http, self._main_app, email_of(number), started)
        await self._think()
        code = await self._patiently("callback", lambda: sign_in.come_back(http, second, back, started.cookie))
        await self._think()
        return await self._patiently("token", lambda: sign_in.trade_in(http, third, code))

    async def _think(self) -> None:
        await asyncio.sleep(self._chance.uniform(0.2, 2))

    async def _patiently(self, step: str, attempt: Callable[[], Awaitable[T]]) -> T:
        for _ in range(_MAX_TRIES_PER_STEP):
            try:
                return await attempt()
            except sign_in.StepFailed as failure:
                if failure.status != 503:
                    raise
            self.refused.append((step, time.monotonic() - self._killed_at))
            await asyncio.sleep(_RELOAD_SECONDS)
        raise sign_in.StepFailed(step, 503, "for too long")

    async def _works_everywhere(self, http: aiohttp.ClientSession, number: int, token: str) -> bool:
        headers = {"Authorization": f"Bearer {token}"}
        for connector in self._connectors:
            async with http.get(f"{connector}/pets", headers=headers) as answer:
                if answer.status != 200 or marks_in(await answer.text()) != {mark_of(number)}:
                    return False
        return True

    async def _wait_for_leftovers(self, http: aiohttp.ClientSession) -> None:
        for _ in range(_MAX_POLLS):
            async with http.get(f"{self._main_app}/sandbox/control/state") as answer:
                users = (await answer.json())["users"]
            others = sum(user["live_tokens"] - _TOKENS_OF_A_PERSON for user in users if user["live_tokens"])
            self.living_for_nobody.append(others)
            if others == 0:
                return
            await asyncio.sleep(_POLL_SECONDS)

    def report(self) -> int:
        """Print what was seen; returns the exit code."""
        print(
            f"{self._people} sign-ins over {len(self._connectors)} processes; primary killed after {self._people // 3}."
        )
        print(f"The Sentinels named another primary after {self.named_after:.1f} s.")
        if self.refused:
            by_step = ", ".join(f"{step} {count}" for step, count in Counter(step for step, _ in self.refused).items())
            print(
                f"Steps answered with 503: {len(self.refused)} ({by_step}), "
                f"the last one {max(after for _, after in self.refused):.1f} s after the kill."
            )
        print(*(f"  {count} {outcome}" for outcome, count in self.outcomes.most_common()), sep="\n")
        print("Broken off and begun anew:", sum(self.broken_off.values()))
        for failure, count in self.broken_off.most_common():
            print(f"  {count} {failure}")
        print(
            "Tokens living at the main app that nobody holds: "
            f"{self.living_for_nobody[0]} at the end, {self.living_for_nobody[-1]} "
            f"{(len(self.living_for_nobody) - 1) * _POLL_SECONDS:.0f} s later."
        )
        whole = all(outcome.startswith("complete") for outcome in self.outcomes)
        return 0 if whole and self.living_for_nobody[-1] == 0 else 1


def main(options: argparse.Namespace) -> int:
    """Start everything, run, end everything; returns the exit code."""
    ports = [free_port() for _ in range(3)]
    public = f"http://127.0.0.1:{ports[0]}"
    with ExitStack() as stack:
        servers = stack.enter_context(SentinelSet(down_after=3_000))
        sandbox = stack.enter_context(sandbox_process(connector_url=public, people=options.sign_ins))
        settings = {"CONNECTOR_PUBLIC_URL": public, "REDIS_URL": servers.url}
        connectors = [stack.enter_context(connector_process(sandbox.url, settings, port=port)) for port in ports]
        run = Run([one.url for one in connectors], sandbox.url, servers, options)
        asyncio.run(run.all())
        return run.report()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sign-ins", type=int, default=200)
    parser.add_argument("--per-second", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    sys.exit(main(parser.parse_args()))
