"""The connector behind a real socket in this process, with a main app that can be made slow."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import uvicorn
from litestar import Litestar

from app.server.protocol_limits import LimitedProtocol
from app.server.run import listen

Serve = Callable[..., Awaitable[str]]


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """Give a function that serves an application on loopback and returns its address; signals stay pytest's."""
    async with contextlib.AsyncExitStack() as stack:

        async def on_socket(app: Litestar, *, http: type[asyncio.Protocol] = LimitedProtocol) -> str:
            listener = listen("127.0.0.1", 0)
            config = uvicorn.Config(app, http=http, lifespan="off", log_config=None, access_log=False)
            config.load()
            server = uvicorn.Server(config)
            server.lifespan = config.lifespan_class(config)
            await server.startup(sockets=[listener])
            stack.push_async_callback(server.shutdown, sockets=[listener])
            host, port = listener.getsockname()
            return f"http://{host}:{port}"

        yield on_socket
