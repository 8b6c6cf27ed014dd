"""Several workers end together: also when one of them is frozen, and when their supervisor was killed."""

import json
import os
import secrets
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.config.keys import new_keys
from tests.command import COMMAND

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc"),
]


class Served:
    """A running `serve`, its lines, and its workers."""

    def __init__(self, port: int, workers: int) -> None:
        environ = {
            **os.environ,
            **new_keys(secrets.token_urlsafe, secrets.token_hex),
            "ENVIRONMENT": "development",
            "MAIN_APP_URL": "http://127.0.0.1:1",
            "CONNECTOR_PUBLIC_URL": "http://127.0.0.1",
            "OAUTH_CLIENT_ID": "meo-gpt",
        }
        command = [COMMAND, "serve", "--port", str(port), "--workers", str(workers)]
        self.port = port
        self.process = subprocess.Popen(command, env=environ, stderr=subprocess.PIPE)
        self.lines: list[dict[str, Any]] = []

    def line(self, event: str) -> dict[str, Any]:
        """Read until a line of this event."""
        assert self.process.stderr
        for written in self.process.stderr:
            self.lines.append(json.loads(written))
            if self.lines[-1]["event"] == event:
                return self.lines[-1]
        pytest.fail(f"no {event} among {self.lines}")

    def workers(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [int(pid) for pid in children if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]

    def accepts(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


@pytest.fixture
def serve(unused_port: int) -> Iterator[Callable[[int], Served]]:
    """Give a function that starts `serve`; whatever is left of it is killed at the end."""
    started: list[tuple[Served, list[int]]] = []

    def start(workers: int) -> Served:
        served = Served(unused_port, workers)
        started.append((served, []))
        served.line("started")
        started[-1][1].extend(served.workers())
        return served

    yield start
    for served, workers in started:
        for pid in (*workers, served.process.pid):
            if alive(pid):
                os.kill(pid, signal.SIGKILL)
        served.process.communicate()


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def wait_until(come: Callable[[], bool]) -> None:
    while not come():
        time.sleep(0.05)


@pytest.mark.parametrize("workers", [1, 2])
def test_one_line_says_that_all_is_up_and_one_that_it_has_ended(serve: Callable[[int], Served], workers: int) -> None:
    served = serve(workers)
    started = served.lines[-1]

    assert started["addresses"] == [f"http://127.0.0.1:{served.port}"]
    assert (started["workers"], started["main_app"]) == (workers, "http://127.0.0.1:1")
    assert started["version"]
    assert "REDIS_URL" in started["at_default"]
    assert "JWT_SECRET" not in started["at_default"]
    assert served.accepts()

    served.process.terminate()
    served.line("stopped")
    served.process.wait()
    assert [line["event"] for line in served.lines].count("started") == 1


def test_a_frozen_worker_keeps_no_other_from_ending_and_new_connections_are_refused(
    serve: Callable[[int], Served],
) -> None:
    served = serve(2)
    frozen, healthy = served.workers()
    os.kill(frozen, signal.SIGSTOP)

    served.process.terminate()
    wait_until(lambda: not alive(healthy))

    assert alive(frozen)
    assert served.process.poll() is None, "the healthy one did not wait for the frozen one's time to run out"
    os.kill(frozen, signal.SIGKILL)
    served.line("stopped")
    assert not served.accepts()


def test_a_dead_worker_is_replaced_although_another_is_frozen(serve: Callable[[int], Served]) -> None:
    served = serve(2)
    frozen, other = served.workers()
    os.kill(frozen, signal.SIGSTOP)
    os.kill(other, signal.SIGKILL)

    assert served.line("worker_replaced")["pid"] == other
    assert alive(frozen)
    os.kill(frozen, signal.SIGCONT)


def test_workers_do_not_outlive_their_supervisor(serve: Callable[[int], Served]) -> None:
    served = serve(2)
    workers = served.workers()

    served.process.kill()
    wait_until(lambda: not any(alive(pid) for pid in workers))

    assert not served.accepts()
