"""What a client may send besides a body, and how long it may take: bounds that uvicorn does not set.

Without them one client with an endless header or trailer, ten thousand small ones, or a byte every few seconds holds
memory and processor time that belong to everybody, before any token has been looked at.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from app.http_writes import GatheringTransport
from app.refusals import RefusedStatus, refusal

MOST_HEAD_BYTES = 65_536
MOST_HEADERS = 100
REQUEST_SECONDS = 30.0
"""For a whole request to arrive, and for a client to take more of its answer."""


class _HeadTooLarge(Exception):
    """Ends the parsing of a request that has been refused."""


class BoundedHttp(HttpToolsProtocol):
    """uvicorn's protocol with bounds on heads and on slowness."""

    seconds = REQUEST_SECONDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._began = 0.0
        self._arriving: asyncio.TimerHandle | None = None
        self._leaving: asyncio.TimerHandle | None = None
        self._in_head = False
        self._in_message = False
        self._got_body = False
        self._refused = False
        self._last_answer = b""
        self._silent_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Begin to wait for a request."""
        self._gathering = GatheringTransport(transport, self.loop, seconds=self.seconds)
        super().connection_made(self._gathering)  # type: ignore[arg-type]  # all of it that uvicorn uses
        self._wait_for_request()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self._stop_waiting()
        self.resume_writing()
        self._gathering.ended()
        super().connection_lost(exc)

    def eof_received(self) -> None:
        """Close as the loop is about to, but with the answer that is being gathered."""
        self.transport.close()

    def data_received(self, data: bytes) -> None:
        """Parse what came, and refuse a head or trailer without end: the parser keeps an endless field to itself."""
        if self._refused:
            return
        self._got_body = False
        if not self._in_message:
            self._began = self.loop.time()
        super().data_received(data)
        if self._in_message and not self._got_body:
            self._silent_bytes += len(data)
            if self._silent_bytes > MOST_HEAD_BYTES:
                self._refuse(431)
        self._wait_for_the_next_request()

    def on_message_begin(self) -> None:
        """Begin to wait for the rest of a request."""
        super().on_message_begin()
        self._in_head, self._in_message, self._silent_bytes = True, True, 0
        self._stop_waiting()
        self._wait_for_request()

    def on_url(self, url: bytes) -> None:
        """Keep the address, if it is not too long."""
        super().on_url(url)
        self._check_head(len(self.url), 0)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a header, if there are not too many; a whole head may have come in one piece.

        What follows the body is no header (RFC 9110, 6.5.1): uvicorn would take an address or a token from there, which
        a proxy in front has never looked at.
        """
        if not self._in_head:
            return
        super().on_header(name, value)
        self._check_head(len(value), len(self.headers))

    def on_headers_complete(self) -> None:
        """Hand the request on, if its address is one; what follows is its body, which the application bounds."""
        super().on_headers_complete()
        self._in_head = False

    def on_body(self, body: bytes) -> None:
        """Hand on a piece of the body; the count of what is none begins anew."""
        self._got_body, self._silent_bytes = True, 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Stop waiting: the request is here."""
        self._in_message = False
        self._stop_waiting()
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Go on with the next request, or with the refusal that waited for those before it."""
        was_last = not self.pipeline
        super().on_response_complete()
        if self._last_answer and was_last:
            self.transport.write(self._last_answer)
            self.transport.close()

    def pause_writing(self) -> None:
        """Begin to wait for a client that does not take its answers."""
        super().pause_writing()
        if self._leaving is None:
            self._leaving = self.loop.call_later(self.seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """Stop waiting: it took some."""
        if self._leaving is not None:
            self._leaving.cancel()
            self._leaving = None
        super().resume_writing()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - the words are ours
        """Refuse what is no HTTP."""
        self._refuse(400)

    def _wait_for_the_next_request(self) -> None:
        """Wait again: every byte ends uvicorn's wait, also one that begins nothing, and only an answer begins it."""
        between = self._arriving is None and self.cycle.response_complete
        if between and self.timeout_keep_alive_task is None and not self.transport.is_closing():
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )

    def _wait_for_request(self) -> None:
        self._arriving = self.loop.call_later(self.seconds, self.transport.abort)

    def _stop_waiting(self) -> None:
        if self._arriving is not None:
            self._arriving.cancel()
            self._arriving = None

    def _check_head(self, size: int, fields: int) -> None:
        if size > MOST_HEAD_BYTES or fields > MOST_HEADERS:
            self._refuse(431)
            raise _HeadTooLarge

    def _refuse(self, status: RefusedStatus) -> None:
        """Answer once and in turn, as the last on this connection, and not what has its answer already."""
        if self._refused:
            return
        self._refused = True
        seconds = self.loop.time() - self._began
        answer = refusal(status, seconds=seconds, headers=self.server_state.default_headers)
        in_body = self._in_message and not self._in_head
        waits = in_body and bool(self.pipeline) and self.pipeline[0][0] is self.cycle
        if waits:
            self.pipeline.popleft()
        if waits or (not in_body and self._is_answering()):
            self._last_answer = answer
            return
        if not (in_body and self.cycle.response_started):
            self.transport.write(answer)
        self.transport.close()

    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete  # type: ignore[redundant-expr]  # None at first
