"""Mixed load of a hundred people while Redis and the main app are killed and started again at random.

    uv run python -m tests.resilience.chaos [--minutes 10] [--people 100] [--pause 0.5] [--seed 1]

One connector (`meo-connector serve`) on loopback, which is never restarted; Redis and the sandbox are killed without
warning. Each person calls a random tool, waits a little, calls the next; four more sign in over and over; one asks
/health. Looked at in every answer:

- the status: an error must be one that the outage at hand explains, and never INTERNAL_ERROR;
- whose data it is: every text of person 17 holds `own0017`, so another person's mark is a leak; what one's own
  answer must show is looked for as well;
- the connector's memory over time, and its open files at the end.

The machine may be busy with other things. The time that processes waited for a processor, as the kernel tells it, is
taken off the time of /health; a sign-in that met a 503 while its processes waited is counted apart.

The sandbox forgets what was written when it is killed; people, tokens and pets come back the same (see `crowd`).
Ends by itself; exit code 1 when something was not as it must be. The load is one process on the same machine, so the
rate printed is no measure of speed.
"""

import argparse
import asyncio
import os
import random
import re
import sys
import time
from contextlib import ExitStack

import aiohttp

from tests.resilience import sign_in
from tests.resilience.access_tokens import access_token_of
from tests.resilience.crowd import email_of, mark_of, marks_in, same_people
from tests.resilience.findings import Findings, report
from tests.resilience.outages import Outage
from tests.resilience.processes import Server, connector_process, redis_process, sandbox_process, waited_for_processor
from tests.resilience.sample_calls import SAMPLES, Household, Sample
from tests.resilience.verdicts import Judge

_SAMPLE_SECONDS = 5.0
_STARVED = 0.25
"""Seconds without a processor during one sign-in, after which it is not judged that Redis got only half a second."""


class Run:
    """The load, and the servers that die under it."""

    def __init__(self, connector: Server, main_app: Outage, redis: Outage, options: argparse.Namespace) -> None:
        self.connector = connector
        self.main_app = main_app
        self.redis = redis
        self.findings = Findings()
        self._judge = Judge(main_app, redis)
        self._pause: float = options.pause
        self._end = time.monotonic() + options.minutes * 60
        self._chance = random.Random(options.seed)
        self._households = same_people(options.people)
        self._tokens = [access_token_of(number, issuer=connector.url) for number in range(options.people)]

    async def all(self) -> None:
        """Run everything until the time is over."""
        async with sign_in.new_session() as http:
            await asyncio.gather(
                *(self._person(http, number) for number in range(len(self._households))),
                *(self._newcomer(http) for _ in range(4)),
                self._doctor(http),
                self._watch_memory(),
                self.main_app.strike_until(self._end),
                self.redis.strike_until(self._end),
            )

    async def _person(self, http: aiohttp.ClientSession, number: int) -> None:
        while time.monotonic() < self._end:
            await asyncio.sleep(self._chance.uniform(0, 2 * self._pause))
            await self._use_tool(http, number, self._chance.choice(SAMPLES))

    async def _use_tool(self, http: aiohttp.ClientSession, number: int, sample: Sample) -> None:
        household, began = self._households[number], time.monotonic()
        headers = {"Authorization": f"Bearer {self._tokens[number]}"}
        address = f"{self.connector.url}{sample.path_for(household)}"
        body = self._body(sample, household, number)
        try:
            async with http.request(sample.method, address, json=body, headers=headers) as answer:
                text = await answer.text()
        except aiohttp.ClientError as error:
            self.findings.note("tool", "no answer", f"{sample.tool}: {error!r}")
            return
        code = re.search(r'"error":"(\w+)"', text) if answer.status >= 400 else None
        problem = self._judge.problem_of_tool(sample, number, answer.status, code[1] if code else "", text, began)
        self.findings.note("tool", f"{answer.status} {code[1] if code else ''}".strip(), problem)
        if answer.status >= 500:
            self.findings.slowest_error = max(self.findings.slowest_error, time.monotonic() - began)

    def _body(self, sample: Sample, household: Household, number: int) -> dict[str, object] | None:
        body = sample.body_for(household)
        if body is None or sample.tool == "find_pet":
            return body
        day = f"20{self._chance.randint(10, 24)}-{self._chance.randint(1, 12):02d}-{self._chance.randint(1, 28):02d}"
        varied = {"administered_at": day, "record_date": day, "measured_at": day, "name": f"{mark_of(number)} {day}"}
        return {name: varied.get(name, value) for name, value in body.items()}

    async def _newcomer(self, http: aiohttp.ClientSession) -> None:
        while time.monotonic() < self._end:
            await asyncio.sleep(self._chance.uniform(0, 4 * self._pause))
            number = self._chance.randrange(len(self._households))
            began, waited = time.monotonic(), self._waited(self.redis.server)
            try:
                await self._sign_in(http, number)
            except sign_in.StepFailed as failure:
                starved = self._waited(self.redis.server) - waited > _STARVED
                self.findings.note("sign-in", *self._judge.failed_sign_in(failure, began, starved=starved))
            except aiohttp.ClientError as error:
                self.findings.note("sign-in", *self._judge.unanswered_sign_in(error, began))
            else:
                self.findings.note("sign-in", "ok", "")

    async def _sign_in(self, http: aiohttp.ClientSession, number: int) -> None:
        started = await sign_in.authorize(http, self.connector.url)
        back = await sign_in.consent(http, self.main_app.server.url, email_of(number), started)
        code = await sign_in.come_back(http, self.connector.url, back, started.cookie)
        token = await sign_in.trade_in(http, self.connector.url, code)
        async with http.get(f"{self.connector.url}/pets", headers={"Authorization": f"Bearer {token}"}) as answer:
            text = await answer.text()
        if answer.status == 200 and marks_in(text) != {mark_of(number)}:
            self.findings.note("sign-in", "wrong user", f"{mark_of(number)}: {text}")
        if answer.status != 200:
            raise sign_in.StepFailed("pets", answer.status, text)

    async def _doctor(self, http: aiohttp.ClientSession) -> None:
        while time.monotonic() < self._end:
            await asyncio.sleep(1)
            began, waited = time.monotonic(), self._waited()
            async with http.get(f"{self.connector.url}/health") as answer:
                reachable = (await answer.json())["main_app_reachable"]
            seconds = max(0.0, time.monotonic() - began - (self._waited() - waited))
            self.findings.health_seconds.append(seconds)
            good = answer.status == 200 and seconds < 1.5
            problem = "" if good else f"/health: {answer.status} after {seconds:.1f} s"
            self.findings.note("/health", f"{answer.status}, main app {'reachable' if reachable else 'away'}", problem)

    async def _watch_memory(self) -> None:
        while time.monotonic() < self._end:
            self.findings.note_memory(self.connector.memory())
            await asyncio.sleep(_SAMPLE_SECONDS)

    def _waited(self, *servers: Server) -> float:
        """Return how long this process, the connector and others were kept from running."""
        return waited_for_processor(os.getpid()) + sum(server.waited() for server in (self.connector, *servers))


def main(options: argparse.Namespace) -> int:
    """Start everything, run, end everything; returns the exit code."""
    with ExitStack() as stack:
        redis = stack.enter_context(redis_process())
        sandbox = sandbox_process(people=options.people)
        settings = {"REDIS_URL": f"redis://127.0.0.1:{redis.port}/0"}
        connector = connector_process(sandbox.url, settings)
        sandbox = sandbox_process(sandbox.port, connector_url=connector.url, people=options.people)
        stack.enter_context(sandbox)
        stack.enter_context(connector)
        chance = random.Random(options.seed)
        outages = Outage(sandbox, chance, every=(15, 45)), Outage(redis, chance, every=(5, 20))
        run = Run(connector, *outages, options)
        asyncio.run(run.all())
        return report(run.findings, connector, *outages, options.minutes)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--people", type=int, default=100)
    parser.add_argument("--pause", type=float, default=0.5)
    parser.add_argument("--seed", type=int, default=1)
    sys.exit(main(parser.parse_args()))
