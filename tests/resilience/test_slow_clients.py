"""Clients that take their time: their connection is closed, and nobody else waits for them."""

import asyncio
import socket
import time
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest
from litestar import Litestar

from app.server.protocol_limits import LimitedProtocol

Serve = Callable[..., Awaitable[str]]
GET = b"GET /privacy HTTP/1.1\r\nHost: x\r\n\r\n"
UNSIGNED = b"POST /pets HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n"
POST = b"POST /oauth/token HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n"


class Impatient(LimitedProtocol):
    """The protocol with half a second instead of thirty, and one second between two requests."""

    max_wait = 0.5

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.timeout_keep_alive = 1


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
        [GET, b"GET /", *[b"a"] * 900],
        [GET, b"", b"", b"\r\n"],
        [UNSIGNED, b"", b"", b"12345"],
    ],
    ids=[
        "says nothing",
        "one byte",
        "a header now and then",
        "a byte of the body now and then",
        "the second request",
        "an empty line after the answer",
        "the body after the answer",
    ],
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

    assert time.monotonic() - started > 0.4


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


async def test_a_client_that_leaves_the_rest_of_the_last_answer_is_given_up(serve: Serve, connector: Litestar) -> None:
    watched: list[LimitedProtocol] = []

    class Watched(Impatient):
        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as above it
            super().connection_made(transport)
            watched.append(self)

    parts = urlsplit(await serve(connector, http=Watched))
    loop = asyncio.get_running_loop()
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.setblocking(False)
        await loop.sock_connect(client, (parts.hostname, parts.port))
        try:
            async with asyncio.timeout(20):
                while not (watched and watched[0].transport.get_write_buffer_size()):
                    await loop.sock_sendall(client, GET)
                    await asyncio.sleep(0.001)
            await loop.sock_sendall(client, GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        except ConnectionResetError:
            return  # given up before the last request could be sent, on a busy machine
        await asyncio.sleep(0.1)
        left = watched[0].transport.get_write_buffer_size()
        await asyncio.sleep(1.5)

        assert 0 < left < 65_536  # too little for `pause_writing`
        assert not watched[0].server_state.connections


async def test_an_answer_reaches_a_client_that_sends_nothing_more(serve: Serve, connector: Litestar) -> None:
    address = await serve(connector)
    answers = []
    for _ in range(20):
        reader, writer = await _open(address)
        writer.write(GET)
        writer.write_eof()
        answers.append(await reader.read())
        writer.close()

    assert all(b"</html>" in answer for answer in answers)


async def test_others_are_served_while_many_dawdle(serve: Serve, connector: Litestar) -> None:
    address = await serve(connector)
    dawdlers = [await _open(address) for _ in range(200)]
    for _, writer in dawdlers:
        writer.write(POST + b"a")

    async with aiohttp.ClientSession() as http, http.get(f"{address}/health") as answer:
        assert answer.status == 200

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
