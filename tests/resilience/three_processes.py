"""Sign in through three connector processes that share one Redis; no two steps of a sign-in meet the same process.

    uv run python -m tests.resilience.three_processes [--sign-ins 500]

Starts Redis, a sandbox and three connectors on loopback and ends them all. Then: every sign-in must give a token that
works at the process that took part least, and shows its own user's pets; of three offers of one code at the same
moment to the three processes exactly one must succeed. Exit code 1 otherwise. Half a minute for 500.
"""

import argparse
import asyncio
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack

import aiohttp

from tests.loopback import free_port
from tests.resilience import sign_in
from tests.resilience.crowd import email_of, mark_of
from tests.resilience.processes import connector_process, redis_process, sandbox_process

_PEOPLE = 100
_AT_ONCE = 16
_OFFERED_THRICE = 50


class Deployment:
    """Three connectors, one main app."""

    def __init__(self, connectors: Sequence[str], main_app: str, http: aiohttp.ClientSession) -> None:
        self.connectors = connectors
        self.main_app = main_app
        self.http = http

    def at(self, turn: int) -> str:
        """Return the process whose turn it is."""
        return self.connectors[turn % len(self.connectors)]

    async def code_for(self, number: int) -> str:
        """Go as far as ChatGPT's code, each step at the next process."""
        person = number % _PEOPLE
        started = await sign_in.authorize(self.http, self.at(number))
        back = await sign_in.consent(self.http, self.main_app, email_of(person), started)
        return await sign_in.come_back(self.http, self.at(number + 1), back, started.cookie)

    async def whole(self, number: int) -> str:
        """Sign in and look at the pets; returns what came of it."""
        try:
            token = await sign_in.trade_in(self.http, self.at(number + 2), await self.code_for(number))
        except sign_in.StepFailed as failure:
            return str(failure)
        headers = {"Authorization": f"Bearer {token}"}
        async with self.http.get(f"{self.at(number)}/pets", headers=headers) as answer:
            text = await answer.text()
            return "ok" if answer.status == 200 and mark_of(number % _PEOPLE) in text else f"pets: {answer.status}"

    async def offered_thrice(self, number: int) -> str:
        """Offer one code to all three at once; returns what each said."""
        code = await self.code_for(number)
        said = await asyncio.gather(*(self._offer(address, code) for address in self.connectors))
        return " ".join(sorted(said))

    async def _offer(self, address: str, code: str) -> str:
        try:
            await sign_in.trade_in(self.http, address, code)
        except sign_in.StepFailed as failure:
            return str(failure.status)
        return "200"


async def run(deployment: Deployment, sign_ins: int) -> int:
    """Run both parts; returns the exit code."""
    turn = asyncio.Semaphore(_AT_ONCE)

    async def one(number: int) -> str:
        async with turn:
            return await deployment.whole(number)

    started = time.monotonic()
    outcomes = Counter(await asyncio.gather(*(one(number) for number in range(sign_ins))))
    print(f"{sign_ins} sign-ins, each step at another of 3 processes, {time.monotonic() - started:.1f} s:")
    print(*(f"  {count} {outcome}" for outcome, count in outcomes.most_common()), sep="\n")
    said = Counter([await deployment.offered_thrice(number) for number in range(_OFFERED_THRICE)])
    print(f"{_OFFERED_THRICE} codes, each offered to the 3 processes at once:")
    print(*(f"  {count} times {answers}" for answers, count in said.most_common()), sep="\n")
    return 0 if set(outcomes) == {"ok"} and set(said) == {"200 400 400"} else 1


async def main(options: argparse.Namespace) -> int:
    """Start everything, run, end everything; returns the exit code."""
    ports = [free_port() for _ in range(3)]
    public = f"http://127.0.0.1:{ports[0]}"
    with ExitStack() as stack:
        redis = stack.enter_context(redis_process())
        sandbox = stack.enter_context(sandbox_process(connector_url=public, people=_PEOPLE))
        settings = {"CONNECTOR_PUBLIC_URL": public, "REDIS_URL": f"redis://127.0.0.1:{redis.port}/0"}
        connectors = [stack.enter_context(connector_process(sandbox.url, settings, port=port)) for port in ports]
        async with sign_in.new_session() as http:
            return await run(Deployment([one.url for one in connectors], sandbox.url, http), options.sign_ins)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sign-ins", type=int, default=500)
    sys.exit(asyncio.run(main(parser.parse_args())))
