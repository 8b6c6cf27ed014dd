"""What the MCP face costs: a call of a tool beside the same tool over HTTP, start and memory with and without the face.

    UV_PROJECT_ENVIRONMENT=/tmp/production uv sync --frozen --no-dev --compile-bytecode
    uv run python -m tests.benchmarks.mcp_face --connector /tmp/production/bin/meo-connector

One connector answers both in short turns; a ratio is that of two turns side by side. Nothing is asserted.
"""

import argparse
import statistics
import sys
from pathlib import Path

from tests.benchmarks.processes import Measured, load, running
from tests.benchmarks.run import SETTINGS, make_tokens, start_connector, take_turn, yardstick
from tests.loopback import free_port

_CONNECTIONS = 16
_ERAS = ("legacy", "modern")
_FACES = {"with MCP": "on", "without": "off"}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--requests", type=int, default=600, help="per turn")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--starts", type=int, default=7)
    parser.add_argument("--connector", default=str(Path(sys.executable).parent / "meo-connector"))
    given = parser.parse_args()
    stub_port = free_port()
    environ = {**SETTINGS, "MAIN_APP_URL": f"http://127.0.0.1:{stub_port}"}
    with running([sys.executable, "-m", "tests.benchmarks.stub", str(stub_port)], stub_port, {}) as stub:
        stub.wait_for("/api/version")
        print(f"yardstick: {yardstick():.2f} s of CPU for five million additions")
        compare_starts(given.connector, environ, given.starts)
        tokens = {"http": make_tokens(environ)} | dict.fromkeys(_ERAS, make_tokens(environ, "mcp"))
        with start_connector(given.connector, environ) as connector:
            connector.wait_for("/health")
            compare_calls(connector, tokens, requests=given.requests, rounds=given.rounds)


def compare_starts(program: str, environ: dict[str, str], times: int) -> None:
    """Print CPU to the first 200 on `/health` and the memory after it, in turns with the face on and off."""
    seconds: dict[str, list[float]] = {name: [] for name in _FACES}
    memory: dict[str, list[float]] = {name: [] for name in _FACES}
    for _ in range(times):
        for name, setting in _FACES.items():
            with start_connector(program, {**environ, "MCP": setting}) as connector:
                connector.wait_for("/health")
                seconds[name].append(connector.cpu_seconds())
                memory[name].append(connector.resident_mib())
    for name in _FACES:
        lowest, middle = min(seconds[name]), statistics.median(seconds[name])
        mib = statistics.median(memory[name])
        print(f"start {name}: {middle:.2f} s of CPU (least {lowest:.2f}), {mib:.1f} MiB")


def compare_calls(connector: Measured, tokens: dict[str, list[str]], *, requests: int, rounds: int) -> None:
    """Print CPU per request over HTTP and over MCP, and of the ratios the median and the quartiles."""
    for question, callers in tokens.items():
        load(connector.port, _CONNECTIONS, requests, callers, question)
    turns = [
        {
            question: take_turn(connector, _CONNECTIONS, requests, callers, question)["cpu_us"]
            for question, callers in tokens.items()
        }
        for _ in range(rounds)
    ]
    for question in tokens:
        print(f"{question:>7}: {statistics.median(turn[question] for turn in turns):.0f} us of CPU per request")
    for era in _ERAS:
        low, middle, high = statistics.quantiles([turn[era] / turn["http"] for turn in turns], n=4)
        print(f"tools/call list_pets ({era}) / GET /pets: {middle:.2f} ({low:.2f} to {high:.2f})")


if __name__ == "__main__":
    main()
