"""Applications called without a socket, alive as long as a test wants them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from litestar import Litestar


@asynccontextmanager
async def running(app: Litestar) -> AsyncIterator[None]:
    """Run an application's lifespan in a task of its own: pytest ends a fixture in another task than it began it."""
    started, ended = asyncio.Event(), asyncio.Event()

    async def live() -> None:
        async with app.lifespan():
            started.set()
            await ended.wait()

    life = asyncio.create_task(live())
    waiting = asyncio.create_task(started.wait())
    await asyncio.wait([life, waiting], return_when=asyncio.FIRST_COMPLETED)
    if not started.is_set():
        waiting.cancel()
        await life
    try:
        yield
    finally:
        ended.set()
        await life


def in_process(app: Litestar, *, caller: tuple[str, int] = ("127.0.0.1", 123)) -> httpx.ASGITransport:
    """Return a transport that calls an application without a socket; its failures come back as answers."""
    return httpx.ASGITransport(app=app, raise_app_exceptions=False, client=caller)  # type: ignore[arg-type]  # ASGI, typed more narrowly
