"""The sandbox behind a real socket that misbehaves: what the network and a broken main app can do to a call.

Each user has a fault of their own, known by the token, so that many cases run side by side. A fault strikes before the
call is executed, or after: then the write is done and only its answer is spoilt.
"""

import asyncio
import gzip
import json
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from email.utils import formatdate
from pathlib import Path
from typing import Literal, Self

import httpx
from litestar import Litestar
from msgspec import Struct

EXAMPLES = Path(__file__).parents[1] / "main_app" / "recorded"
SILENCE = 60.0
_BOMB = gzip.compress(b" " * 50_000_000, compresslevel=1)
_HUGE = json.dumps({"success": True, "data": "x" * 20_000_000}).encode()
_HTML = b"<html><head><title>Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>"

Strikes = Literal["before", "after"]
Scope = Literal["every call", "writes only"]


class Reply(Struct, frozen=True):
    """An answer as bytes can say it."""

    status: int
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "application/json"),)

    def encoded(self) -> bytes:
        """Return it as it goes over the wire."""
        fields = [("Date", formatdate(usegmt=True)), ("Content-Length", str(len(self.body))), *self.headers]
        lines = [f"HTTP/1.1 {self.status} X", *(f"{name}: {value}" for name, value in fields)]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + self.body


class Spoilt(Struct, frozen=True, kw_only=True):
    """How an answer is spoilt.

    Attributes:
        reply: makes what is sent of what the main app answered (None when it was not asked); None: nothing.
        cut: only half of it is sent, then the connection is reset.
        silent: nothing is sent for a minute.
        kills_worker: the idempotency key of the call counts as in progress from then on.
    """

    reply: Callable[[Reply | None], Reply | None]
    cut: bool = False
    silent: bool = False
    kills_worker: bool = False


class Trouble(Struct, frozen=True, kw_only=True):
    """What strikes one user's calls."""

    spoilt: Spoilt
    strikes: Strikes = "before"
    scope: Scope = "every call"

    def hits(self, method: str) -> bool:
        """Tell whether this call is struck."""
        return self.scope == "every call" or method != "GET"


def example(name: str, status: int, *headers: tuple[str, str]) -> Reply:
    """Return an answer recorded in `tests/main_app/recorded`."""
    body = json.dumps(json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))).encode()
    return Reply(status, body, (("Content-Type", "application/json"), *headers))


def always(reply: Reply) -> Callable[[Reply | None], Reply]:
    """Send this whatever was asked."""
    return lambda _: reply


def _half(reply: Reply | None) -> Reply | None:
    return Reply(reply.status, reply.body[: len(reply.body) // 2], reply.headers) if reply else None


def _emptied(reply: Reply | None) -> Reply | None:
    return Reply(reply.status, b"", reply.headers) if reply else None


def _as_is(reply: Reply | None) -> Reply | None:
    return reply


_SURPRISE = b'{"success": true, "data": "surprise"}'
_PACKED = (("Content-Type", "application/json"), ("Content-Encoding", "gzip"))

RESET = Spoilt(reply=lambda _: Reply(200, b" " * 100), cut=True)
CUT = Spoilt(reply=_as_is, cut=True)
SILENT = Spoilt(reply=lambda _: None, silent=True)
SERVER_ERROR = Spoilt(reply=always(example("error-500.bare", 500)))
BAD_GATEWAY = Spoilt(reply=always(Reply(502, _HTML, (("Content-Type", "text/html"),))))
DEAD_WORKER = Spoilt(reply=always(Reply(502, _HTML, (("Content-Type", "text/html"),))), kills_worker=True)
_IN_PROGRESS = example("error-425.in-progress", 425)
GATEWAY_TIMEOUT = Spoilt(reply=always(Reply(504, _HTML, (("Content-Type", "text/html"),))))
MAINTENANCE = Spoilt(reply=always(example("error-503.maintenance-bare", 503)))
THROTTLED = Spoilt(reply=always(example("error-429.throttle", 429, ("Retry-After", "37"))))
QUOTA = Spoilt(reply=always(example("error-429.daily-quota", 429)))
NO_ABILITY = Spoilt(reply=always(example("error-403.token-ability", 403)))
TRUNCATED = Spoilt(reply=_half)
WRONG_TYPES = Spoilt(reply=always(Reply(200, _SURPRISE)))
EMPTY = Spoilt(reply=_emptied)
BOMB = Spoilt(reply=always(Reply(200, _BOMB, _PACKED)))
HUGE = Spoilt(reply=always(Reply(200, _HUGE)))


class FaultyMainApp:
    """Serves a sandbox on loopback; `troubles` says whose calls go wrong and how."""

    def __init__(self, sandbox: Litestar) -> None:
        self.troubles: dict[str, Trouble] = {}
        self.executed: list[str] = []
        self._dead_keys: set[str] = set()
        self._sandbox = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=sandbox),  # type: ignore[arg-type]  # ASGI, typed more narrowly
            base_url="http://sandbox.test",
        )
        self._server: asyncio.Server | None = None
        self._ended = asyncio.Event()
        self._stack = AsyncExitStack()
        self.url = ""

    async def __aenter__(self) -> Self:
        await self._stack.enter_async_context(self._sandbox)
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._ended.set()
        self._server.close()
        await self._server.wait_closed()
        await self._stack.aclose()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await self._answer_one(reader, writer):
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.transport.abort()
        finally:
            writer.close()

    async def _answer_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer the next request; False when the connection is over."""
        request = await _read_request(reader)
        key = request.headers.get("idempotency-key", "")
        if key in self._dead_keys:
            writer.write(_IN_PROGRESS.encoded())
            return True
        trouble = self.troubles.get(request.headers.get("authorization", ""))
        if trouble is None or not trouble.hits(request.method):
            writer.write((await self._ask(request)).encoded())
            return True
        real = await self._ask(request) if trouble.strikes == "after" else None
        reply = trouble.spoilt.reply(real)
        if trouble.spoilt.kills_worker:
            self._dead_keys.add(key)
        if trouble.spoilt.silent:
            await self._say_nothing(reader)
        if reply is None or trouble.spoilt.silent:
            return False
        encoded = reply.encoded()
        if trouble.spoilt.cut:
            writer.write(encoded[: len(encoded) - max(1, len(reply.body) // 2)])
            await writer.drain()
            writer.transport.abort()
            return False
        writer.write(encoded)
        return True

    async def _say_nothing(self, reader: asyncio.StreamReader) -> None:
        """Stay silent until the caller gives up."""
        ends: list[Awaitable[object]] = [reader.read(), self._ended.wait()]
        tasks = [asyncio.ensure_future(end) for end in ends]
        await asyncio.wait(tasks, timeout=SILENCE, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _ask(self, request: httpx.Request) -> Reply:
        answer = await self._sandbox.send(request)
        self.executed.append(f"{request.method} {request.url.path}")
        kept = ("content-type", "retry-after")
        headers = tuple((name, answer.headers[name]) for name in kept if name in answer.headers)
        return Reply(answer.status_code, answer.content, headers)


async def _read_request(reader: asyncio.StreamReader) -> httpx.Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, target, _ = head[0].split(" ")
    headers = [(name.strip(), value.strip()) for name, _, value in (line.partition(":") for line in head[1:] if line)]
    length = next((int(value) for name, value in headers if name.lower() == "content-length"), 0)
    body = await reader.readexactly(length)
    return httpx.Request(method, f"http://sandbox.test{target}", headers=headers, content=body)
