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
import statistics
import sys
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

import aiohttp

from app.auth.access_token import AccessTokens, TokenIdentity
from app.auth.sealing import Sealer
from app.clocks import utc_now
from app.secret import Secret
from tests.resilience import sign_in
from tests.resilience.crowd import FIRST_USER, email_of, mark_of, same_people, token_of
from tests.resilience.outages import Outage
from tests.resilience.processes import (
    SETTINGS,
    Server,
    connector_process,
    redis_process,
    sandbox_process,
    waited_for_processor,
)
from tests.resilience.sample_calls import SAMPLES, Household, Sample

_MARK = re.compile(r"own\d{4}")
_SHOWS_NAMES = ("list_pets", "find_pet", "pets_overview", "get_pet", "care_routines")
_SAMPLE_SECONDS = 5.0
_STARVED = 0.25
"""Seconds without a processor during one sign-in, after which it is not judged that Redis got only half a second."""


class Run:
    """The load and what it found."""

    def __init__(self, connector: Server, main_app: Outage, redis: Outage, options: argparse.Namespace) -> None:
        self.connector = connector
        self.main_app = main_app
        self.redis = redis
        self.answers: Counter[str] = Counter()
        self.problems: list[str] = []
        self.memory: list[tuple[float, float]] = []
        self.slowest_error = 0.0
        self.health_seconds: list[float] = []
        self._pause: float = options.pause
        self._end = time.monotonic() + options.minutes * 60
        self._began = time.monotonic()
        self._chance = random.Random(options.seed)
        self._households = same_people(options.people)
        self._tokens = [_access_token(connector.url, number) for number in range(options.people)]

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
            self._note("tool", "no answer", f"{sample.tool}: {error!r}")
            return
        code = re.search(r'"error":"(\w+)"', text) if answer.status >= 400 else None
        problem = self._problem(sample, number, answer.status, code[1] if code else "", text, began)
        self._note("tool", f"{answer.status} {code[1] if code else ''}".strip(), problem)
        if answer.status >= 500:
            self.slowest_error = max(self.slowest_error, time.monotonic() - began)

    def _problem(self, sample: Sample, number: int, status: int, code: str, text: str, began: float) -> str:
        strangers = set(_MARK.findall(text)) - {mark_of(number)}
        if strangers:
            return f"{sample.tool} of {mark_of(number)} shows {strangers}"
        if status in (502, 503, 504) and code == "UPSTREAM_ERROR":
            return "" if self.main_app.explains(began) else f"{sample.tool}: {text}"
        # What was saved earlier and forgotten by a killed sandbox, or is there already.
        if code in ("VALIDATION_ERROR", "DUPLICATE_WARNING", "CONFLICT") and sample.writes:
            return ""
        if status not in (200, 201):
            return f"{sample.tool}: {status} {text}"
        if sample.tool in _SHOWS_NAMES and mark_of(number) not in text:
            return f"{sample.tool} of {mark_of(number)} does not show what is theirs: {text[:200]}"
        return ""

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
                self._judge_sign_in(failure, began, starved=self._waited(self.redis.server) - waited > _STARVED)
            except aiohttp.ClientError as error:
                # The sandbox itself is asked for the consent, so that it may be the one that is down.
                self._note("sign-in", "no answer", "" if self.main_app.explains(began) else repr(error))
            else:
                self._note("sign-in", "ok", "")

    async def _sign_in(self, http: aiohttp.ClientSession, number: int) -> None:
        started = await sign_in.authorize(http, self.connector.url)
        back = await sign_in.consent(http, self.main_app.server.url, email_of(number), started)
        code = await sign_in.come_back(http, self.connector.url, back, started.cookie)
        token = await sign_in.trade_in(http, self.connector.url, code)
        async with http.get(f"{self.connector.url}/pets", headers={"Authorization": f"Bearer {token}"}) as answer:
            text = await answer.text()
        if answer.status == 200 and set(_MARK.findall(text)) != {mark_of(number)}:
            self._note("sign-in", "wrong user", f"{mark_of(number)}: {text}")
        if answer.status != 200:
            raise sign_in.StepFailed("pets", answer.status, text)

    def _judge_sign_in(self, failure: sign_in.StepFailed, began: float, *, starved: bool) -> None:
        explained = self.redis.explains(began) or self.main_app.explains(began)
        if not explained and failure.status == 503 and starved:
            self._note("sign-in", f"{failure.step} 503 while the machine was too busy", "")
            return
        # A redirect with an error is how a browser step says it; 401 is the token that a killed sandbox forgot.
        allowed = failure.status in (302, 400, 401, 404, 503) or (failure.step == "pets" and failure.status < 600)
        self._note("sign-in", f"{failure.step} {failure.status}", "" if explained and allowed else str(failure))

    async def _doctor(self, http: aiohttp.ClientSession) -> None:
        while time.monotonic() < self._end:
            await asyncio.sleep(1)
            began, waited = time.monotonic(), self._waited()
            async with http.get(f"{self.connector.url}/health") as answer:
                reachable = (await answer.json())["main_app_reachable"]
            seconds = max(0.0, time.monotonic() - began - (self._waited() - waited))
            self.health_seconds.append(seconds)
            good = answer.status == 200 and seconds < 1.5
            problem = "" if good else f"/health: {answer.status} after {seconds:.1f} s"
            self._note("/health", f"{answer.status}, main app {'reachable' if reachable else 'away'}", problem)

    async def _watch_memory(self) -> None:
        while time.monotonic() < self._end:
            self.memory.append((time.monotonic() - self._began, self.connector.memory()))
            await asyncio.sleep(_SAMPLE_SECONDS)

    def _waited(self, *servers: Server) -> float:
        """Return how long this process, the connector and others were kept from running."""
        return waited_for_processor(os.getpid()) + sum(server.waited() for server in (self.connector, *servers))

    def _note(self, what: str, outcome: str, problem: str) -> None:
        self.answers[f"{what}: {outcome}"] += 1
        if problem:
            self.problems.append(f"{time.monotonic() - self._began:.0f} s, {problem}")


def _access_token(issuer: str, number: int) -> str:
    """Make the connector's token for a person, as the handshake would."""
    chance = random.Random(number)
    tokens = AccessTokens(
        TokenIdentity(issuer=issuer, client_id=SETTINGS["OAUTH_CLIENT_ID"]),
        key=Secret(SETTINGS["JWT_SECRET"]),
        previous=None,
        sealer=Sealer(Secret(SETTINGS["ENCRYPTION_KEY"]), previous=None, token_bytes=chance.randbytes),
        clock=utc_now,
        token_bytes=chance.randbytes,
    )
    return tokens.issue(FIRST_USER + number, Secret(token_of(number)))


def _print(run: Run, minutes: float) -> int:
    total = sum(run.answers.values())
    print(f"{total} answers in {minutes:g} minutes; main app killed {run.main_app.kills} times, ", end="")
    print(f"Redis {run.redis.kills} times.")
    print(*(f"  {count:7d}  {outcome}" for outcome, count in sorted(run.answers.items())), sep="\n")
    print(f"Slowest answer with an error: {run.slowest_error:.1f} s.")
    health = sorted(run.health_seconds)
    print(f"/health without waits for a processor: median {statistics.median(health):.2f} s, ", end="")
    print(f"slowest {health[-1]:.2f} s.")
    print("Memory of the connector (minute: MiB): ", end="")
    whole_minutes = {int(seconds // 60): megabytes for seconds, megabytes in reversed(run.memory)}
    print(", ".join(f"{minute}: {megabytes:.1f}" for minute, megabytes in sorted(whole_minutes.items())), end="")
    print(f", end: {run.memory[-1][1]:.1f}")
    print(f"Open files of the connector at the end: {len(list(Path(f'/proc/{run.connector.pid}/fd').iterdir()))}")
    logged = run.connector.printed().splitlines()
    faults = [line for line in logged if "unhandled" in line or "Traceback" in line]
    print(f"Lines logged at level error: {len(logged)}, unhandled exceptions: {len(faults)}.")
    print(f"Not as they must be: {len(run.problems)}", *run.problems[:50], *faults[:5], sep="\n  ")
    return 1 if run.problems or faults else 0


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
        run = Run(connector, Outage(sandbox, chance, every=(15, 45)), Outage(redis, chance, every=(5, 20)), options)
        asyncio.run(run.all())
        return _print(run, options.minutes)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--people", type=int, default=100)
    parser.add_argument("--pause", type=float, default=0.5)
    parser.add_argument("--seed", type=int, default=1)
    sys.exit(main(parser.parse_args()))
