"""A connector behind a real socket, to which an attack can send any bytes."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import uvicorn
from litestar import Litestar
from msgspec import Struct

from app.http_bounds import BoundedHttp
from app.serving import listen


class Socket(Struct, frozen=True):
    """The address of a server, spoken to byte by byte."""

    port: int

    async def send(self, *pieces: bytes, seconds: float = 5.0) -> bytes:
        """Send pieces one after another; return everything that came back until the server closed the connection."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            async with asyncio.timeout(seconds):
                for piece in pieces:
                    writer.write(piece)
                    await writer.drain()
                    await asyncio.sleep(0.01)
                return await reader.read()
        except ConnectionError:
            return b""
        finally:
            writer.close()


@pytest.fixture
async def wire(connector: Litestar) -> AsyncIterator[Socket]:
    """Serve the whole application on a socket, with the protocol of the production server; signals stay pytest's."""
    listener = listen("127.0.0.1", 0)
    config = uvicorn.Config(connector, http=BoundedHttp, lifespan="off", log_config=None, access_log=False)
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup(sockets=[listener])
    yield Socket(listener.getsockname()[1])
    await server.shutdown(sockets=[listener])
