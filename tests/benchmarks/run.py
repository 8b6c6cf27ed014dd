"""What a request costs, what a start costs, what an idle process holds (decisions 11).

    uv run python -m tests.benchmarks.run [--requests 4000] [--rounds 3]

The connector and the bare-ASGI floor take turns, so that both see the same machine; ratios are what counts. Nothing is
asserted: numbers depend on the machine. Everything runs on loopback, a bounded number of requests.

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
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from app import create_app
from app.secret import Secret
from app.settings import load_settings
from tests.benchmarks.processes import Measured, free_port, load, running

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
Row = dict[str, float]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--requests", type=int, default=4_000, help="per round and number of connections")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connector", default=str(Path(sys.executable).parent / "meo-connector"))
    given = parser.parse_args()
    stub_port = free_port()
    environ = {**SETTINGS, "MAIN_APP_URL": f"http://127.0.0.1:{stub_port}", "STUB": f"http://127.0.0.1:{stub_port}"}
    tokens = make_tokens(environ)
    with running([sys.executable, "-m", "tests.benchmarks.stub", str(stub_port)], stub_port, {}) as stub:
        stub.wait_for("/api/version")
        print(f"yardstick: {yardstick():.2f} s of CPU for five million additions")
        measure_start(given.connector, environ)
        with start_floor(environ) as floor, start_connector(given.connector, environ) as connector:
            floor.wait_for("/")
            connector.wait_for("/health")
            fresh = connector.resident_mib()
            table(compare(floor, connector, tokens, given.requests, given.rounds))
            print(f"\nmemory: {fresh:.1f} MiB after the start, {connector.resident_mib():.1f} MiB after the load")


def compare(
    floor: Measured, connector: Measured, tokens: list[str], requests: int, rounds: int
) -> dict[tuple[str, int], Row]:
    """Return medians over the rounds, by what was measured and the number of connections."""
    rows: dict[tuple[str, int], list[Row]] = defaultdict(list)
    for one in (floor, connector):
        load(one.port, 16, 1_000, tokens)  # warm
    for _ in range(rounds):
        for connections in CONNECTIONS:
            for name, one in (("floor", floor), ("connector", connector)):
                before = one.cpu_seconds()
                row = load(one.port, connections, requests, tokens)
                row["cpu_us"] = (one.cpu_seconds() - before) / requests * 1e6
                rows[name, connections].append(row)
    return {
        key: {name: statistics.median(row[name] for row in found) for name in found[0]} for key, found in rows.items()
    }


def table(rows: dict[tuple[str, int], Row]) -> None:
    """Print the comparison."""
    print("\nGET /pets              requests/s   CPU us/request   median ms    p99 ms")
    for connections in CONNECTIONS:
        for name in ("floor", "connector"):
            row = rows[name, connections]
            print(
                f"{name:>10} {connections:3d} conn. {row['per_second']:10.0f} {row['cpu_us']:16.0f} "
                f"{row['median_ms']:11.2f} {row['p99_ms']:9.2f}"
            )
        ratio = rows["connector", connections]["cpu_us"] / rows["floor", connections]["cpu_us"]
        print(f"      CPU of the connector / CPU of the floor: {ratio:.2f}")


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


def start_floor(environ: dict[str, str]) -> contextlib.AbstractContextManager[Measured]:
    """Start the floor under the same server."""
    port = free_port()
    flags = ["--no-access-log", "--no-server-header", "--log-level", "warning"]
    program = [sys.executable, "-m", "uvicorn", "--factory", "tests.benchmarks.floor:create_floor"]
    return running([*program, "--port", str(port), *flags], port, environ)


def make_tokens(environ: dict[str, str]) -> list[str]:
    """Issue access tokens as the connector under test would."""
    issue: Callable[[int, Secret], str] = create_app(load_settings(environ)).state.access_tokens.issue
    return [issue(user, Secret(f"{user}|{'t' * 48}")) for user in range(1, USERS + 1)]


if __name__ == "__main__":
    main()
