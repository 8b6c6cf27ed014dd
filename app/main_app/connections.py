"""The pool of connections to the main app; one that has something to say before it is asked is not used again.

Connections are shared by all users. An answer that nobody asked for (a proxy in between got out of step, or said twice
what was asked once) would be taken for the answer to the next question, which is another user's. aiohttp parses such
bytes into the idle connection and looks at them only when they have been handed out.
"""

import select
from typing import Any

import aiohttp
from aiohttp.client_reqrep import ConnectionKey
from aiohttp.connector import Connection


class IdleCheckingConnector(aiohttp.TCPConnector):
    """aiohttp's pool, which closes an idle connection that received anything."""

    async def _get(self, key: ConnectionKey, traces: list[Any]) -> Connection | None:
        # The only place where an idle connection passes on its way out; the library has no public one.
        while (connection := await super()._get(key, traces)) is not None:
            if not _has_spoken(connection):
                return connection
            connection.close()
        return None


def _has_spoken(connection: Connection) -> bool:
    """Tell whether anything came since the last answer: parsed already, or still in the socket."""
    protocol = connection.protocol
    if protocol is None or protocol.transport is None or protocol.should_close:
        return True
    waiting = select.poll()
    waiting.register(protocol.transport.get_extra_info("socket"), select.POLLIN)
    return bool(waiting.poll(0))
