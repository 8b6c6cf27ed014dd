"""The fastest main app there can be: answers every request of a connection with the same bytes.

python -m tests.benchmarks.stub PORT
"""

import asyncio
import sys
from typing import cast

import uvloop

from tests.benchmarks.body import my_pets

_VERSION = b'{"success":true,"data":{"version":"v1.18.5"}}'


class Stub(asyncio.Protocol):
    """One connection; requests without body, one at a time or pipelined."""

    answers: dict[bytes, bytes]

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._received = b""

    def data_received(self, data: bytes) -> None:
        self._received += data
        while (end := self._received.find(b"\r\n\r\n")) >= 0:
            path = self._received[: self._received.find(b"\r\n")].split(b" ")[1]
            self._received = self._received[end + 4 :]
            self._transport.write(self.answers[b"version" if path.endswith(b"/version") else b"pets"])


async def serve(port: int) -> None:
    """Serve until killed."""
    Stub.answers = {b"pets": _answer(my_pets()), b"version": _answer(_VERSION)}
    server = await asyncio.get_running_loop().create_server(Stub, "127.0.0.1", port)
    await server.serve_forever()


def _answer(body: bytes) -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1])))
