"""How answers reach the socket: what belongs together in one piece."""

import asyncio
from typing import Any


class GatheringTransport:
    """A transport that writes together what is written within one turn of the loop.

    uvicorn writes the head of an answer and then its body, which costs a call to the kernel and a packet more than one
    write (decisions 11). All else goes to the transport behind it.
    """

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop, *, seconds: float) -> None:
        """Take what is behind it, and how long a client has for the rest once it is closed.

        It knows nothing of its protocol: two that hold each other would wait for the garbage collector.
        """
        self._transport = transport
        self._loop = loop
        self._seconds = seconds
        self._ending: asyncio.TimerHandle | None = None
        self._held: list[bytes] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Hold it until the turn ends."""
        if not self._held:
            self._loop.call_soon(self._flush)
        self._held.append(data)

    def close(self) -> None:
        """Write what is held, then close, which alone waits for ever for a client that does not take the rest."""
        if self._transport.is_closing():
            return
        self._flush()
        self._transport.close()
        self._ending = self._loop.call_later(self._seconds, self._transport.abort)

    def ended(self) -> None:
        """Hear that the connection is gone."""
        if self._ending is not None:
            self._ending.cancel()

    def _flush(self) -> None:
        held, self._held = self._held, []
        # The peer may have gone since, and a closed transport takes nothing.
        if held and not self._transport.is_closing():
            self._transport.write(b"".join(held))
