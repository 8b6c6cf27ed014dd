"""Let schemathesis look for inputs that break the published document, and the handshake's.

    uv run python -m tests.resilience.contract_fuzz [--seed 20261122] [--examples 60]

Starts Redis, a sandbox and a connector on loopback and ends them. The tools are called as a signed-in person. Two
checks are left out, for what they demand is not wanted here: `negative_data_rejection`, because near misses ("4,2 kg"
for a number) are understood on purpose; `positive_data_acceptance`, because what the document cannot say (that a
species exists, that a day has been) is refused with 422. Exit code 1 when anything fails.
"""

import argparse
import asyncio
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from tests.resilience import sign_in
from tests.resilience.crowd import email_of
from tests.resilience.processes import Server, connector_process, redis_process, sandbox_process

_OAUTH = Path(__file__).parent / "oauth_openapi.json"
_NOT_WANTED = "negative_data_rejection,positive_data_acceptance"


async def _token(connector: Server, sandbox: Server) -> str:
    async with sign_in.new_session() as http:
        started = await sign_in.authorize(http, connector.url)
        back = await sign_in.consent(http, sandbox.url, email_of(0), started)
        code = await sign_in.come_back(http, connector.url, back, started.cookie)
        return await sign_in.trade_in(http, connector.url, code)


def _fuzz(what: str, document: str, connector: Server, options: argparse.Namespace, more: Sequence[str]) -> int:
    command = [str(Path(sys.executable).parent / "schemathesis"), "run", document, "--url", connector.url]
    command += ["--seed", str(options.seed), "--max-examples", str(options.examples), "--max-redirects", "0"]
    command += ["--exclude-checks", _NOT_WANTED, "--continue-on-failure", "--warnings", "off", *more]
    print(f"=== {what}", flush=True)
    with tempfile.TemporaryDirectory() as folder:  # where it leaves its notes
        return subprocess.run(command, check=False, cwd=folder).returncode


def main(options: argparse.Namespace) -> int:
    """Start everything, run, end everything; returns the exit code."""
    with ExitStack() as stack:
        redis = stack.enter_context(redis_process())
        sandbox = sandbox_process(people=1)
        url = f"redis://127.0.0.1:{redis.port}/0"
        connector = connector_process(sandbox.url, {"REDIS_URL": url})
        stack.enter_context(sandbox_process(sandbox.port, connector_url=connector.url, people=1))
        stack.enter_context(connector)
        token = asyncio.run(_token(connector, sandbox))
        signed_in = ["--header", f"Authorization: Bearer {token}"]
        codes = [
            _fuzz("the published document", f"{connector.url}/openapi.json", connector, options, signed_in),
            _fuzz("the handshake", str(_OAUTH), connector, options, []),
        ]
        faults = [line for line in connector.printed().splitlines() if "unhandled" in line or "Traceback" in line]
    print(f"Unhandled exceptions in the connector: {len(faults)}", *faults[:3], sep="\n")
    return 1 if any(codes) or faults else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=20261122)
    parser.add_argument("--examples", type=int, default=60)
    sys.exit(main(parser.parse_args()))
