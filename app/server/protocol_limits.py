"""The HTTP protocol under uvicorn, with the limits that uvicorn does not set: size, time, number, and `Upgrade`.

Without them a body can be taken for the next request of a connection that a proxy shares between people, and one client
with an endless header, a thousand waiting requests, or a byte every few seconds holds memory that belongs to everybody.
What breaks a limit ends its connection, once the requests before it are answered.
"""

import asyncio
from typing import Any, Literal

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MAX_HEAD_BYTES = 65_536
MAX_HEADERS = 100
MAX_WAITING_REQUESTS = 16
MAX_WAIT = 30.0
"""Seconds for a whole request to arrive, and for a client to take more of its answer."""

_Timer = Literal["arrival", "departure"]


class _Refused(Exception):
    """Ends the parsing of a request."""


class _Answers:
    """Where the answers of a connection are written, together at the end of a turn of the loop.

    uvicorn writes the head and the body apart, and each write may have to wake the proxy, which costs more than the
    write itself. At the end of the turn all answers go at once (`docs/operations.md`, "What it costs").
    """

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._held: list[bytes] = []
        self.is_closing = transport.is_closing

    def write(self, data: bytes) -> None:
        """Hold it until the turn ends."""
        if not self._held:
            self._loop.call_soon(self.flush)
        self._held.append(data)

    def flush(self) -> None:
        """Write what is held; the client may have gone since."""
        if self._held and not self._transport.is_closing():
            self._transport.write(b"".join(self._held))
        self._held.clear()

    def close(self) -> None:
        """Close, once everything is written."""
        self.flush()
        self._transport.close()


class LimitedProtocol(HttpToolsProtocol):
    """uvicorn's protocol, with limits."""

    max_wait = MAX_WAIT

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._timers: dict[_Timer, asyncio.TimerHandle] = {}
        self._part: Literal["head", "body"] | None = None  # of the request that is arriving
        self._head_bytes = 0
        self._unparsed_bytes = 0
        self._is_last = False  # nothing more is read from this connection

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Wait for a request, if there are not too many connections."""
        super().connection_made(transport)
        self._answers = _Answers(transport, self.loop)
        if self.limit_concurrency is not None and len(self.connections) >= self.limit_concurrency:
            transport.abort()
        else:
            self._start("arrival")

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._stop("arrival")
        self._stop("departure")
        self._unset_keepalive_if_required()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse what came; the keep-alive time goes on until a request begins, whatever else a client sends."""
        if self._is_last:
            return
        self._unparsed_bytes += len(data)
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as stopped:
            self._read_without_upgrade(data[stopped.args[0] :])
        except httptools.HttpParserError:
            self.send_400_response("Invalid HTTP request received.")
        else:
            if self._part is None:
                return
            if self._unparsed_bytes > MAX_HEAD_BYTES:  # the parser keeps a field to itself until it ends
                self.send_400_response("Request header fields too large.")
            elif "arrival" not in self._timers:
                self._start("arrival")

    def eof_received(self) -> bool:  # type: ignore[override]  # uvicorn closes always
        """Keep the connection open as long as an answer is due to a client that sends nothing more."""
        is_due = self._read_no_more()
        if not is_due:
            self._close()
        return is_due

    def on_message_begin(self) -> None:
        """Begin a request, if the one before it was not the last."""
        if self._is_last:
            raise _Refused
        super().on_message_begin()
        self._unset_keepalive_if_required()
        self._part, self._head_bytes, self._unparsed_bytes = "head", 0, 0

    def on_url(self, url: bytes) -> None:
        """Keep the address."""
        super().on_url(url)
        self._count(len(url))

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a header; a field after the body is none (RFC 9110, 6.5.1), no proxy in front has looked at it."""
        if self._part == "head":
            super().on_header(name, value)
            self._count(len(name) + len(value))

    def on_headers_complete(self) -> None:
        """Hand the request on, unless its body could be taken for another request, or its host for another host."""
        if self.parser.should_upgrade() and self.parser.get_method() != b"CONNECT":
            return  # what follows is for `data_received`
        hosts = sum(name == b"host" for name, _ in self.headers)
        if self.parser.should_upgrade() or hosts > 1 or (hosts == 0 and self.parser.get_http_version() != "1.0"):
            raise _Refused  # for the host: RFC 9112, 3.2
        if len(self.pipeline) >= MAX_WAITING_REQUESTS:
            raise _Refused
        super().on_headers_complete()
        self.cycle.transport = self._answers  # type: ignore[assignment]  # a cycle writes, closes and asks no more of it
        self._part = "body"
        self._unset_keepalive_if_required()
        if self.expect_100_continue:  # answered before its body, it would leave open what the next bytes are
            self.cycle.keep_alive = False

    def on_body(self, body: bytes) -> None:
        """Hand on a piece of the body, which the application bounds."""
        self._unparsed_bytes = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Stop waiting: the request is here."""
        if self.parser.should_upgrade():
            return
        super().on_message_complete()
        self._part = None
        self._is_last = not self.cycle.keep_alive
        self._stop("arrival")

    def on_response_complete(self) -> None:
        """Go on with the next request, or close; a request that waits to arrive gets its time anew."""
        was_last = self._is_last and not self.pipeline
        super().on_response_complete()
        if was_last or self.transport.is_closing():
            self._close()
        elif self._part is not None:
            self._start("arrival")

    def pause_writing(self) -> None:
        """Wait for a client that does not take its answers."""
        super().pause_writing()
        self._start("departure")

    def resume_writing(self) -> None:
        """Stop waiting: it took some."""
        super().resume_writing()
        if not self.transport.is_closing():
            self._stop("departure")

    def timeout_keep_alive_handler(self) -> None:
        """Close a connection that has been quiet for long."""
        self._close()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is arriving and all after it; what came before is answered first."""
        if self._is_last:
            return
        in_answer = self._part == "body" and self.cycle.response_started
        if not self._read_no_more():
            if not in_answer:
                super().send_400_response(msg)
            self._close()

    def _read_without_upgrade(self, rest: bytes) -> None:
        """Read the last request of this connection as one that asks for no other protocol (RFC 9110, 7.8).

        httptools stops at the head, so that the body would be lost, or be taken for the next request.
        """
        head = [b"%b %b HTTP/%b" % (self.parser.get_method(), self.url, self.parser.get_http_version().encode())]
        head += [b"%b: %b" % field for field in self.headers if field[0] not in (b"connection", b"upgrade")]
        self.parser = httptools.HttpRequestParser(self)
        self.data_received(b"\r\n".join((*head, b"Connection: close\r\n\r\n")) + rest)

    def _read_no_more(self) -> bool:
        """Drop the request that is arriving; return whether one before it is yet to be answered."""
        part, self._part, self._is_last = self._part, None, True
        self._stop("arrival")
        if part == "body" and self.pipeline:
            self.pipeline.popleft()
            return True
        is_answering = self.cycle is not None and not self.cycle.response_complete  # type: ignore[redundant-expr]  # None at first
        return part != "body" and is_answering

    def _count(self, size: int) -> None:
        self._head_bytes += size
        if self._head_bytes > MAX_HEAD_BYTES or len(self.headers) > MAX_HEADERS:
            raise _Refused

    def _close(self) -> None:
        """Close, which alone waits for ever for a client that does not take the rest."""
        self._answers.close()
        self._start("departure")

    def _start(self, timer: _Timer) -> None:
        self._stop(timer)
        self._timers[timer] = self.loop.call_later(self.max_wait, self.transport.abort)

    def _stop(self, timer: _Timer) -> None:
        if timer in self._timers:
            self._timers.pop(timer).cancel()
