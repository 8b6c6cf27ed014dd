"""What a request costs, what a start costs, what an idle process holds.

    uv run python -m tests.benchmarks.run [--requests 1000] [--rounds 15]

The connector and the bare-ASGI floor take short turns, so that both see the same machine; a ratio is that of two turns
side by side, and shown are the median and the quartiles of all rounds. Nothing is asserted: numbers depend on the
machine. Everything runs on loopback, a bounded number of requests.

The third to take a turn, at 16 connections, stands for the connector before this one (see `new_client`).

Start and memory are those of the environment that runs it. Development tools bring packages that Litestar loads when it
finds them, so for the numbers of a server give the program of an environment without them:

    UV_PROJECT_ENVIRONMENT=/tmp/production uv sync --frozen --no-dev --compile-bytecode
    uv run python -m tests.benchmarks.run --connector /tmp/production/bin/meo-connector
"""

import argparse
import contextlib
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from app import create_app
from app.config.settings import load_settings
from app.secret import Secret
from app.tokens.grant import TokenGrant
from tests.benchmarks.processes import Measured, load, running
from tests.loopback import free_port

CONNECTIONS = (1, 16, 64)
USERS = 200  # so that no single one meets the limit per user and minute
SETTINGS = {
    "ENVIRONMENT": "development",
    "CONNECTOR_PUBLIC_URL": "http://127.0.0.1",
    "CONNECTOR_API_KEY": "benchmark-api-key",
    "OAUTH_CLIENT_ID": "meo-gpt",
    "OAUTH_CLIENT_SECRET": "benchmark-client-secret",
    "JWT_SECRET": "benchmark-jwt-secret-0123456789abcdef",
    "ENCRYPTION_KEY": "0123456789abcdef" * 4,
    "HMAC_SHARED_SECRET": "benchmark-hmac-secret",
    "METRICS_TOKEN": "benchmark-metrics-token",
    "RATE_LIMIT_PER_MINUTE": "10000",
}
_FLOOR = "tests.benchmarks.floor:create_floor"
_NEW_CLIENT = "tests.benchmarks.new_client:create_new_client"
Row = dict[str, float]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--requests", type=int, default=1_000, help="per turn")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--connector", default=str(Path(sys.executable).parent / "meo-connector"))
    given = parser.parse_args()
    stub_port = free_port()
    environ = {**SETTINGS, "MAIN_APP_URL": f"http://127.0.0.1:{stub_port}", "STUB": f"http://127.0.0.1:{stub_port}"}
    tokens = make_tokens(environ)
    with running([sys.executable, "-m", "tests.benchmarks.stub", str(stub_port)], stub_port, {}) as stub:
        stub.wait_for("/api/version")
        print(f"yardstick: {yardstick():.2f} s of CPU for five million additions")
        measure_start(given.connector, environ)
        with start_asgi(_FLOOR, environ) as floor, start_connector(given.connector, environ) as connector:
            floor.wait_for("/")
            connector.wait_for("/health")
            fresh = connector.resident_mib()
            taking_turns = Turns(floor, connector, tokens, given.requests)
            print("\nGET /pets              requests/s   CPU us/request   median ms    p99 ms")
            for connections in CONNECTIONS:
                taking_turns.compare(connections, given.rounds)
            print(f"\nmemory: {fresh:.1f} MiB after the start, {connector.resident_mib():.1f} MiB after the load")
            with start_asgi(_NEW_CLIENT, environ) as new_client:
                new_client.wait_for("/")
                compare_with_new_client(new_client, connector, tokens)


class Turns:
    """The floor and the connector under the same load, one after the other."""

    def __init__(self, floor: Measured, connector: Measured, tokens: list[str], requests: int) -> None:
        """Take both, warm, and how many requests a turn has."""
        self._both = {"floor": floor, "connector": connector}
        self._tokens = tokens
        self._requests = requests
        for one in self._both.values():
            load(one.port, 16, 1_000, tokens)

    def compare(self, connections: int, rounds: int) -> None:
        """Print the medians over the rounds, and of their ratios also the quartiles."""
        turns = [
            {name: take_turn(one, connections, self._requests, self._tokens) for name, one in self._both.items()}
            for _ in range(rounds)
        ]
        for name in self._both:
            row = {figure: statistics.median(turn[name][figure] for turn in turns) for figure in turns[0][name]}
            print(
                f"{name:>10} {connections:3d} conn. {row['per_second']:10.0f} {row['cpu_us']:16.0f} "
                f"{row['median_ms']:11.2f} {row['p99_ms']:9.2f}"
            )
        ratios = [turn["connector"]["cpu_us"] / turn["floor"]["cpu_us"] for turn in turns]
        low, middle, high = statistics.quantiles(ratios, n=4)
        print(f"      CPU of the connector / CPU of the floor: {middle:.2f} ({low:.2f} to {high:.2f})")


def take_turn(one: Measured, connections: int, requests: int, tokens: list[str]) -> Row:
    """Return requests per second, CPU microseconds per request, and latencies in milliseconds."""
    before = one.cpu_seconds()
    row = load(one.port, connections, requests, tokens)
    return {**row, "cpu_us": (one.cpu_seconds() - before) / requests * 1e6}


def compare_with_new_client(new_client: Measured, connector: Measured, tokens: list[str]) -> None:
    """Print how many times the requests per second the connector answers, at 16 connections."""
    factors, slow = list[float](), list[float]()
    for _ in range(5):
        slow.append(take_turn(new_client, 16, 150, tokens)["per_second"])
        factors.append(take_turn(connector, 16, 3_000, tokens)["per_second"] / slow[-1])
    print(
        f"a new httpx client for each call, 16 conn.: {statistics.median(slow):.0f} requests/s; "
        f"the connector answers {statistics.median(factors):.0f} times as many"
    )


def yardstick() -> float:
    """Return how long a fixed piece of Python takes now, to compare runs at different moments."""
    total, started = 0, time.process_time()
    for number in range(5_000_000):
        total += number
    return time.process_time() - started


def measure_start(program: str, environ: dict[str, str], times: int = 5) -> None:
    """Print the CPU time from nothing to the first 200 on /health."""
    seconds = []
    for _ in range(times):
        with start_connector(program, environ) as connector:
            connector.wait_for("/health")
            seconds.append(connector.cpu_seconds())
    print(f"start: {statistics.median(seconds):.2f} s of CPU to the first 200 on /health (median of {times})")


def start_connector(program: str, environ: dict[str, str]) -> contextlib.AbstractContextManager[Measured]:
    """Start the production server, as `uv run meo-connector serve` does."""
    port = free_port()
    return running([program, "serve", "--port", str(port)], port, environ)


def start_asgi(factory: str, environ: dict[str, str]) -> contextlib.AbstractContextManager[Measured]:
    """Start a bare application under the same server."""
    port = free_port()
    flags = ["--no-access-log", "--no-server-header", "--log-level", "warning"]
    program = [sys.executable, "-m", "uvicorn", "--factory", factory]
    return running([*program, "--port", str(port), *flags], port, environ)


def make_tokens(environ: dict[str, str]) -> list[str]:
    """Issue access tokens as the connector under test would."""
    issue: Callable[[TokenGrant], str] = create_app(load_settings(environ)).state.access_tokens.issue
    return [issue(TokenGrant(user, Secret(f"{user}|{'t' * 48}"))) for user in range(1, USERS + 1)]


if __name__ == "__main__":
    main()
