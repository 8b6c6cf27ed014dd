"""Thousands of writes through a main app that executes them and then drops a fifth of its answers.

    uv run python -m tests.resilience.lost_answers [--writes 2000] [--rate 0.2] [--people 40]

Starts a sandbox and a connector on loopback and ends them. Each write is one call of a tool that creates: a weight, a
vaccination, a medical record or a pet. A call that fails is sent again with the same values until it is answered, as
ChatGPT does; then the sandbox is asked how many records there are. Exit code 1 unless it is exactly as many as were
wanted, each answered with an id of its own.
"""

import argparse
import asyncio
import sys
import time
from collections import Counter
from contextlib import ExitStack
from typing import Any

import aiohttp

from tests.resilience import sign_in
from tests.resilience.crowd import email_of, mark_of, same_people
from tests.resilience.processes import Server, connector_process, redis_process, sandbox_process
from tests.resilience.sample_calls import Household

_MAX_TRIES = 12
_AT_ONCE = 8


class Write:
    """One thing to save."""

    def __init__(self, number: int, households: list[Household]) -> None:
        self.person = number % len(households)
        turn, kind = divmod(number // len(households), 4)
        day = f"20{10 + turn // 336:02d}-{1 + turn // 28 % 12:02d}-{1 + turn % 28:02d}"
        pet = households[self.person].pet
        choices: list[tuple[str, str, dict[str, Any]]] = [
            ("weights", f"/pets/{pet}/weights", {"weight_kg": 4.2, "measured_at": day}),
            ("vaccinations", f"/pets/{pet}/vaccinations", {"vaccine_name": "FVRCP", "administered_at": day}),
            ("medical_records", f"/pets/{pet}/medical-records", {"record_type": "checkup", "record_date": day}),
            (
                "pets",
                "/pets",
                {
                    "name": f"{mark_of(self.person)} {turn}",
                    "species": "cat",
                    "country": "VN",
                    "confirm_duplicate": True,
                },
            ),
        ]
        self.kind, self.path, self.body = choices[kind]


class Writer:
    """Sends writes until each has an answer."""

    def __init__(self, http: aiohttp.ClientSession, connector: str, tokens: list[str]) -> None:
        self.calls: Counter[str] = Counter()
        self.saved: Counter[tuple[str, int]] = Counter()
        self.lost: list[Write] = []
        self._http = http
        self._connector = connector
        self._tokens = tokens
        self._turn = asyncio.Semaphore(_AT_ONCE)

    async def send(self, write: Write) -> None:
        """Send one until it is answered."""
        async with self._turn:
            for _ in range(_MAX_TRIES):
                record = await self._try(write)
                if record is not None:
                    self.saved[write.kind, record] += 1
                    return
            self.lost.append(write)

    async def _try(self, write: Write) -> int | None:
        headers = {"Authorization": f"Bearer {self._tokens[write.person]}"}
        async with self._http.post(f"{self._connector}{write.path}", json=write.body, headers=headers) as answer:
            body = await answer.json()
        repeated = ", already saved" if body.get("already_saved") else ""
        self.calls[f"{answer.status} {body.get('error', '')}".strip() + repeated] += 1
        return int(body["id"]) if answer.status in (200, 201) else None


async def _tokens_of(http: aiohttp.ClientSession, connector: Server, sandbox: Server, count: int) -> list[str]:
    tokens = []
    for number in range(count):
        started = await sign_in.authorize(http, connector.url)
        back = await sign_in.consent(http, sandbox.url, email_of(number), started)
        code = await sign_in.come_back(http, connector.url, back, started.cookie)
        tokens.append(await sign_in.trade_in(http, connector.url, code))
    return tokens


async def _records(http: aiohttp.ClientSession, sandbox: Server) -> dict[str, int]:
    async with http.get(f"{sandbox.url}/sandbox/control/state") as answer:
        records: dict[str, int] = (await answer.json())["records"]
        return records


async def run(connector: Server, sandbox: Server, options: argparse.Namespace) -> int:
    """Write, count, compare; returns the exit code."""
    households = same_people(options.people)
    async with sign_in.new_session() as http:
        tokens = await _tokens_of(http, connector, sandbox, options.people)
        before = await _records(http, sandbox)
        fault = {"mode": "drop_after_execute", "rate": options.rate, "methods": ["POST"], "path": "/api/pets"}
        async with http.post(f"{sandbox.url}/sandbox/control/faults", json=fault) as answer:
            answer.raise_for_status()
        writer, started = Writer(http, connector.url, tokens), time.monotonic()
        writes = [Write(number, households) for number in range(options.writes)]
        await asyncio.gather(*(writer.send(write) for write in writes))
        seconds = time.monotonic() - started
        after = await _records(http, sandbox)
        async with http.get(f"{sandbox.url}/sandbox/control/state") as answer:
            struck = (await answer.json())["faults_struck"]
    wanted = Counter(write.kind for write in writes)
    print(f"{options.writes} writes in {seconds:.0f} s; answers dropped after the write: {sum(struck.values())}")
    print("Answers to the caller: " + ", ".join(f"{count} times {said}" for said, count in writer.calls.most_common()))
    print(
        *(f"  {kind}: wanted {wanted[kind]}, saved {after[kind] - before[kind]}" for kind in sorted(wanted)), sep="\n"
    )
    told_twice = [record for record, count in writer.saved.items() if count > 1]
    print(f"Lost: {len(writer.lost)}. Ids given to two different writes: {len(told_twice)}.")
    exact = all(after[kind] - before[kind] == wanted[kind] for kind in wanted)
    return 0 if exact and not writer.lost and not told_twice else 1


def main(options: argparse.Namespace) -> int:
    """Start everything, run, end everything; returns the exit code."""
    with ExitStack() as stack:
        redis = stack.enter_context(redis_process())
        sandbox = sandbox_process(people=options.people)
        connector = connector_process(sandbox.url, {"REDIS_URL": f"redis://127.0.0.1:{redis.port}/0"})
        sandbox = sandbox_process(sandbox.port, connector_url=connector.url, people=options.people)
        stack.enter_context(sandbox)
        stack.enter_context(connector)
        return asyncio.run(run(connector, sandbox, options))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--writes", type=int, default=2000)
    parser.add_argument("--rate", type=float, default=0.2)
    parser.add_argument("--people", type=int, default=40)
    sys.exit(main(parser.parse_args()))
