"""The load: a bounded number of requests over a fixed number of connections, to this machine only.

    python -m tests.benchmarks.load PORT CONNECTIONS REQUESTS QUESTION < one access token a line

Prints requests per second and the latencies' median and 99th percentile in milliseconds, as JSON.
"""

import asyncio
import json
import sys
import time
from collections.abc import Iterator
from typing import cast

import uvloop

from tests.benchmarks.questions import QUESTIONS

_MAX_SECONDS = 120
_MAX_REQUESTS = 200_000


class _Connection(asyncio.Protocol):
    """Asks the next question as soon as the last one is answered."""

    def __init__(self, questions: Iterator[bytes], done: asyncio.Future[None], latencies: list[float]) -> None:
        self._questions = questions
        self._done = done
        self._latencies = latencies
        self._received = bytearray()
        self._missing = 0
        self._asked = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._ask()

    def data_received(self, data: bytes) -> None:
        self._received += data
        end = self._received.find(b"\r\n\r\n")
        if end < 0:
            return
        head = bytes(self._received[:end]).lower()
        start = head.index(b"content-length:") + 15
        length = int(head[start:].split(b"\r\n", 1)[0])
        if len(self._received) < end + 4 + length:
            return
        if not head.startswith(b"http/1.1 200"):
            self._done.set_exception(RuntimeError(bytes(self._received).decode(errors="replace")[:500]))
            self._transport.close()
            return
        self._latencies.append(time.perf_counter() - self._asked)
        self._received.clear()
        self._ask()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._done.done():
            self._done.set_exception(exc or ConnectionError("closed early"))

    def _ask(self) -> None:
        question = next(self._questions, None)
        if question is None:
            self._done.set_result(None)
            self._transport.close()
            return
        self._asked = time.perf_counter()
        self._transport.write(question)


async def send(port: int, connections: int, requests: int, asked: list[bytes]) -> dict[str, float]:
    """Send the requests, each with the next of the questions."""
    loop, latencies = asyncio.get_running_loop(), list[float]()
    questions = iter([asked[number % len(asked)] for number in range(min(requests, _MAX_REQUESTS))])
    ends = [loop.create_future() for _ in range(connections)]
    started = time.perf_counter()
    async with asyncio.timeout(_MAX_SECONDS):
        for end in ends:
            await loop.create_connection(lambda end=end: _Connection(questions, end, latencies), "127.0.0.1", port)  # type: ignore[misc]  # the default argument binds it early
        await asyncio.gather(*ends)
    seconds = time.perf_counter() - started
    ordered = sorted(latencies)
    return {
        "per_second": len(ordered) / seconds,
        "median_ms": ordered[len(ordered) // 2] * 1000,
        "p99_ms": ordered[int(len(ordered) * 0.99)] * 1000,
    }


if __name__ == "__main__":
    port, connections, requests = map(int, sys.argv[1:4])
    asked = [QUESTIONS[sys.argv[4]](token) for token in sys.stdin.read().split()]
    print(json.dumps(uvloop.run(send(port, connections, requests, asked))))
