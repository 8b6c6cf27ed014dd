"""The sandbox alone on a socket, for tests in other processes and for people who build hosts.

Its few settings come from the variables that the connector reads too; SANDBOX_LIMITS=off lifts the limits for
load tests.
"""

import socket
from collections.abc import Mapping

import uvicorn
from litestar import Litestar

from app.devtools.sandbox.config import SandboxConfig

_OFF = frozenset({"0", "off", "false", "no"})


def read_config(environ: Mapping[str, str], *, seed: bool = True) -> SandboxConfig:
    """Read the configuration; what is not set keeps the sandbox's own default.

    Only the environment has no default here: a sandbox with the real keys must be asked for.
    """
    default = SandboxConfig()
    limits = environ.get("SANDBOX_LIMITS", "on").strip().lower() not in _OFF
    return SandboxConfig(
        connector_url=environ.get("CONNECTOR_PUBLIC_URL") or default.connector_url,
        connector_api_key=environ.get("CONNECTOR_API_KEY") or default.connector_api_key,
        hmac_secret=environ.get("HMAC_SHARED_SECRET") or default.hmac_secret,
        environment=environ.get("ENVIRONMENT") or "production",
        seed=seed,
        limits=limits,
        daily_quota=default.daily_quota if limits else None,
    )


def serve_sandbox(sandbox: Litestar, listeners: list[socket.socket]) -> None:
    """Serve until a signal comes."""
    config = uvicorn.Config(sandbox, access_log=False, server_header=False, log_level="warning")
    uvicorn.Server(config).run(sockets=listeners)
