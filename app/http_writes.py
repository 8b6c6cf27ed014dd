"""How answers reach the socket: what belongs together in one piece."""

import asyncio
from collections.abc import Callable
from typing import Any


class GatheringTransport:
    """A transport that writes together what is written within one turn of the loop.

    uvicorn writes the head of an answer and then its body, which costs a call to the kernel and a packet more than one
    write (decisions 11). All else goes to the transport behind it.
    """

    def __init__(
        self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop, *, on_close: Callable[[], None]
    ) -> None:
        """Take what is behind it, and who wants to know that no more is written."""
        self._transport = transport
        self._loop = loop
        self._on_close = on_close
        self._held: list[bytes] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Hold it until the turn ends."""
        if not self._held:
            self._loop.call_soon(self._flush)
        self._held.append(data)

    def close(self) -> None:
        """Write what is held, then close."""
        if self._transport.is_closing():
            return
        self._flush()
        self._transport.close()
        self._on_close()

    def _flush(self) -> None:
        held, self._held = self._held, []
        # The peer may have gone since, and a closed transport takes nothing.
        if held and not self._transport.is_closing():
            self._transport.write(b"".join(held))
