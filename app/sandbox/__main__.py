"""`python -m app.sandbox --port 8002`: the sandbox on loopback, for demos and for tests in other processes.

Its few settings come from the variables that the connector reads too: CONNECTOR_PUBLIC_URL, CONNECTOR_API_KEY,
HMAC_SHARED_SECRET, ENVIRONMENT. SANDBOX_LIMITS=off lifts the limits for load tests.
"""

import argparse
import os
import sys
from collections.abc import Mapping

import uvicorn

from app.sandbox import SandboxConfig, SandboxRefused, create_sandbox

_OFF = frozenset({"0", "off", "false", "no"})


def read_config(environment: Mapping[str, str], *, seed: bool = True) -> SandboxConfig:
    """Read the configuration; what is not set keeps the sandbox's own default."""
    default = SandboxConfig()
    limits = environment.get("SANDBOX_LIMITS", "on").strip().lower() not in _OFF
    return SandboxConfig(
        connector_url=environment.get("CONNECTOR_PUBLIC_URL") or default.connector_url,
        connector_api_key=environment.get("CONNECTOR_API_KEY") or default.connector_api_key,
        hmac_secret=environment.get("HMAC_SHARED_SECRET") or default.hmac_secret,
        environment=environment.get("ENVIRONMENT") or default.environment,
        seed=seed,
        limits=limits,
        daily_quota=default.daily_quota if limits else None,
    )


def main(arguments: list[str] | None = None) -> int:
    """Serve until interrupted; returns 2 where a sandbox may not run."""
    parser = argparse.ArgumentParser(prog="python -m app.sandbox", description=__doc__.splitlines()[0])
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8002)
    parser.add_argument("--empty", action="store_true", help="start without the demo household")
    options = parser.parse_args(arguments)
    try:
        app = create_sandbox(read_config(os.environ, seed=not options.empty))
    except SandboxRefused as refused:
        sys.stderr.write(f"{refused}\n")
        return 2
    uvicorn.run(app, host=options.host, port=options.port, access_log=False, server_header=False, log_level="warning")
    return 0


if __name__ == "__main__":
    sys.exit(main())
