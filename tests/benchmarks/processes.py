"""Starts what is measured as processes of their own, and reads their CPU time and memory from the kernel."""

import contextlib
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path


class Measured:
    """A running process."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self._process = process
        self.port = port
        self.url = f"http://127.0.0.1:{port}"

    def cpu_seconds(self) -> float:
        """Return user and system time so far, of all its threads, to the nanosecond."""
        tasks = Path(f"/proc/{self._process.pid}/task").glob("*/schedstat")
        return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9

    def resident_mib(self) -> float:
        """Return the resident memory."""
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1]) / 1024

    def wait_for(self, path: str) -> None:
        """Ask until it answers 200."""
        end = time.monotonic() + 20
        while time.monotonic() < end:
            try:
                with urllib.request.urlopen(self.url + path, timeout=5) as answer:  # noqa: S310 - our own loopback address
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.005)
        raise TimeoutError(f"{self.url}{path} does not answer")


@contextlib.contextmanager
def running(command: Sequence[str], port: int, environ: Mapping[str, str]) -> Iterator[Measured]:
    """Run a command as long as the block lasts; its log goes to a file that nobody reads."""
    with Path(os.devnull).open("wb") as nowhere:
        process = subprocess.Popen(command, env={**os.environ, **environ}, stdout=nowhere, stderr=nowhere)
        try:
            yield Measured(process, port)
        finally:
            process.terminate()
            process.wait(10)


def load(port: int, connections: int, requests: int, tokens: Sequence[str], question: str = "http") -> dict[str, float]:
    """Run the load generator in its own process; `question` is a name of `questions.QUESTIONS`."""
    command = [sys.executable, "-m", "tests.benchmarks.load", str(port), str(connections), str(requests), question]
    done = subprocess.run(command, input="\n".join(tokens), capture_output=True, text=True, check=False, timeout=150)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    result: dict[str, float] = json.loads(done.stdout)
    return result
