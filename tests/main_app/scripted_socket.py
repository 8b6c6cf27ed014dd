"""A server on a socket that answers by a script, byte for byte."""

import asyncio
from collections.abc import Awaitable, Callable

from app.main_app.client import MainApp

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
Serve = Callable[[Handler], Awaitable[str]]
Connect = Callable[..., MainApp]

PETS = b'{"success":true,"data":[{"id":7,"name":"Mochi"}]}'


def answer(body: bytes, *headers: bytes, length: int | None = None) -> bytes:
    lines = [b"HTTP/1.1 200 OK", b"Content-Length: %d" % (len(body) if length is None else length), *headers]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


class Script:
    """Answers each request with the next step; a step is bytes, or None for saying nothing more.

    After `cut` the connection is cut instead of kept.
    """

    def __init__(self, *steps: bytes | None, cut: bool = False) -> None:
        self.connections = 0
        self.requests: list[bytes] = []
        self.asked = asyncio.Event()
        self._steps = list(steps)
        self._cut = cut

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            await self._talk(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            # The client hung up, as it may at any time.
            self.hung_up = True
        finally:
            writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            self.requests.append(await reader.readuntil(b"\r\n\r\n"))
            self.asked.set()
            step = self._steps.pop(0) if len(self._steps) > 1 else self._steps[0]
            if step is None:
                await reader.read()
                return
            writer.write(step)
            await writer.drain()
            if self._cut:
                return
