"""Clients that take their time: their connection is closed, and nobody else waits for them."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

import aiohttp
import pytest
from litestar import Litestar

from app.http_bounds import BoundedHttp

Serve = Callable[..., Awaitable[str]]
POST = b"POST /oauth/token HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n"


class Impatient(BoundedHttp):
    """The protocol with half a second instead of thirty."""

    seconds = 0.5


async def _open(address: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    parts = urlsplit(address)
    return await asyncio.open_connection(parts.hostname, parts.port)


async def _drip(writer: asyncio.StreamWriter, pieces: list[bytes]) -> None:
    try:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0.05)
    except ConnectionError:
        return


@pytest.mark.parametrize(
    "pieces",
    [
        [],
        [b"G"],
        [b"GET / HTTP/1.1\r\n", *[b"X-%d: a\r\n" % number for number in range(90)]],
        [POST, *[b"a"] * 900],
        [b"GET /privacy HTTP/1.1\r\nHost: x\r\n\r\n", b"GET /", *[b"a"] * 900],
    ],
    ids=["says nothing", "one byte", "a header now and then", "a byte of the body now and then", "the second request"],
)
async def test_a_request_that_does_not_arrive_is_given_up(
    serve: Serve, connector: Litestar, pieces: list[bytes]
) -> None:
    address = await serve(connector, http=Impatient)
    reader, writer = await _open(address)
    started = time.monotonic()
    dripping = asyncio.create_task(_drip(writer, pieces))

    try:
        async with asyncio.timeout(5):
            await reader.read()
    except ConnectionResetError:
        pass
    finally:
        dripping.cancel()
        writer.close()

    assert 0.4 < time.monotonic() - started < 4


async def test_a_client_that_takes_no_answers_is_given_up(serve: Serve, connector: Litestar) -> None:
    address = await serve(connector, http=Impatient)
    reader, writer = await _open(address)

    async def ask_and_never_read() -> None:
        while True:
            writer.write(b"GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n")
            await writer.drain()
            await asyncio.sleep(0.001)

    with pytest.raises(ConnectionError):
        await asyncio.wait_for(ask_and_never_read(), timeout=20)
    writer.close()

    assert not reader.at_eof()


async def test_others_are_served_while_many_dawdle(serve: Serve, connector: Litestar) -> None:
    address = await serve(connector)
    dawdlers = [await _open(address) for _ in range(200)]
    for _, writer in dawdlers:
        writer.write(POST + b"a")

    started = time.monotonic()
    async with aiohttp.ClientSession() as http, http.get(f"{address}/health") as answer:
        assert answer.status == 200

    assert time.monotonic() - started < 3
    for _, writer in dawdlers:
        writer.close()


async def test_a_body_that_breaks_off_is_no_fault_of_ours(
    capsys: pytest.CaptureFixture[str], serve: Serve, connector: Litestar
) -> None:
    address = await serve(connector)
    _, writer = await _open(address)
    writer.write(POST + b"abc")
    await writer.drain()
    await asyncio.sleep(0.1)
    writer.close()

    async with asyncio.timeout(5):
        logged = ""
        while '"request"' not in logged:
            await asyncio.sleep(0.05)
            logged += capsys.readouterr().err

    assert '"status":400' in logged
    assert "unhandled" not in logged
