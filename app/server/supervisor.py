"""The parent of several workers: starts them, replaces those that died or hang, ends all of them together."""

import multiprocessing
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

import structlog
import uvicorn
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess
from uvicorn.supervisors.multiprocess import Process

_KILL_AFTER_SECONDS = 2  # beyond the grace that workers have for running calls

log = structlog.get_logger()


class Supervisor(Multiprocess):
    """uvicorn's own supervisor, except that it never waits for one worker while the others need it.

    uvicorn asks the workers for a sign of life one after the other and waits for each answer: while one hangs, a
    signal to end is not passed on and another worker's death is not noticed. Here nobody is
    waited for.
    """

    def __init__(self, config: uvicorn.Config, listeners: list[socket.socket], *, on_ready: Callable[[], Any]) -> None:
        super().__init__(config, listeners)
        self.failed = False
        self._on_ready = on_ready
        self._announced = False
        self._ready: set[int | None] = set()
        self._asked: set[int | None] = set()
        self._last_seen: dict[int | None, float] = {}

    def keep_subprocess_alive(self) -> None:
        """Replace every worker that has ended or was silent for too long; called twice a second."""
        for index, process in enumerate(self.processes):
            if self._is_well(process):
                continue
            process.kill()
            process.join()
            if process.exitcode == STARTUP_FAILURE:  # the next one would fail in the same way
                self.failed = True
                self.should_exit.set()
                return
            log.warning("worker_replaced", pid=process.pid, exit_code=process.exitcode)
            self.processes[index] = Process(self.config, self.sockets)
            self.processes[index].start()
        if not self._announced and self._ready.issuperset(process.pid for process in self.processes):
            self._announced = True
            self._on_ready()

    def _is_well(self, process: Process) -> bool:
        if not process.process.is_alive():
            return False
        now = time.monotonic()
        if self._has_answered(process):
            self._ready.add(process.pid)
            self._last_seen[process.pid] = now
        return now - self._last_seen.setdefault(process.pid, now) < self.config.timeout_worker_healthcheck

    def _has_answered(self, process: Process) -> bool:
        """Ask a worker whether it serves, or read its answer to the last such question."""
        pipe = process.parent_conn
        try:
            if process.pid not in self._asked:
                self._asked.add(process.pid)
                pipe.send(b"ping")
            elif pipe.poll():
                self._asked.discard(process.pid)
                return pipe.recv() is True
        except (OSError, EOFError):  # it has just ended
            return False
        return False

    def terminate_all(self) -> None:
        """Let all workers end; new connections are refused from now on, so that a proxy asks elsewhere."""
        super().terminate_all()
        for listener in self.sockets:
            listener.close()

    def join_all(self) -> None:
        """Wait until running calls have finished, then kill who is still there."""
        deadline = time.monotonic() + (self.config.timeout_graceful_shutdown or 0) + _KILL_AFTER_SECONDS
        # Each is asked, not only until the first: asking is what lets an ended process go.
        while sum(process.process.is_alive() for process in self.processes) and time.monotonic() < deadline:
            time.sleep(0.1)
        for process in self.processes:
            if process.process.is_alive():
                log.warning("worker_killed", pid=process.pid)
                process.process.kill()
                process.process.join()


def end_with_parent() -> None:
    """Let this worker end when its supervisor was killed; alone it would keep the port for ever."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="watch-supervisor", daemon=True).start()
