"""Outermost ASGI layer: gives each request its id and writes its one log line, with nothing about the person."""

import itertools
import secrets
import time
from collections.abc import Callable, Iterator
from typing import Protocol

import structlog
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

Observe = Callable[[str, int, float, str | None], None]
"""Takes endpoint ("POST /pets"), status, seconds and error code; the metrics listen here."""

_POLLED = (" /health", " /metrics")

log = structlog.get_logger()


class UpstreamCallCounter(Protocol):
    """How many calls to the main app one request made, and how long they took together."""

    calls: int
    milliseconds: float


def request_ids() -> Iterator[str]:
    """Make ids in the form `req_` and 32 hexadecimal digits; no two processes and no two requests share one."""
    process = secrets.token_hex(10)
    return (f"req_{process}{number:012x}" for number in itertools.count(1))


class RequestLog:
    """Outermost ASGI layer: the request id and the one log line, unrouted requests included."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        call_counter: Callable[[], UpstreamCallCounter],
        observe: Observe | None = None,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        """Take the application and who counts the calls to the main app from now on."""
        self._app = app
        self._call_counter = call_counter
        self._observe = observe
        self._clock = clock
        self._ids = request_ids()
        self._log = log.bind()  # which finds out once how lines are written

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, then write its line."""
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        request_id, started, status = next(self._ids), self._clock(), 500

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", request_id.encode())]
            await send(message)

        # Bound anew by each request, so that nothing of the one before it is left; putting back would cost more.
        structlog.contextvars.bind_contextvars(request_id=request_id, user_id=None, error_code=None)
        upstream = self._call_counter()
        try:
            await self._app(scope, receive, send_with_id)
        finally:
            # The template, never the path: a path may hold a pet's name.
            endpoint = f"{scope['method']} {scope.get('path_template') or 'unrouted'}"
            self._tell(endpoint, status, self._clock() - started, upstream)

    def _tell(self, endpoint: str, status: int, seconds: float, upstream: UpstreamCallCounter) -> None:
        # Asked every few seconds by machines: at info they would be most of the log.
        write = self._log.debug if endpoint.endswith(_POLLED) else self._log.info
        write(
            "request",
            endpoint=endpoint,
            status=status,
            latency_ms=round(seconds * 1000, 1),
            upstream_calls=upstream.calls,
            upstream_ms=round(upstream.milliseconds, 1),
        )
        if self._observe:
            error_code = structlog.contextvars.get_contextvars().get("error_code")
            self._observe(endpoint, status, seconds, error_code)
