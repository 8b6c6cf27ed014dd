"""The aiohttp transport on real sockets: silence, cut answers and odd ones end as errors, in time."""

import asyncio
import time

import aiohttp
import httpx
import pytest

from app.errors import UpstreamError
from app.main_app.timeouts import Timeouts
from app.main_app.transport import make_http_client, with_correct_authority
from tests.main_app.conftest import account_of
from tests.main_app.scripted_socket import PETS, Connect, Script, Serve, answer

QUICK = Timeouts(connect=0.3, call=0.3, tool=0.8, pause=0.001)


async def test_silence_ends_at_the_call_limit_and_is_504(socket_server: Serve, connect: Connect) -> None:
    script = Script(None)
    account = account_of(connect(await socket_server(script), timeouts=QUICK))
    started = time.monotonic()

    with pytest.raises(UpstreamError) as caught:
        await account.list_pets()

    assert caught.value.status == 504
    assert time.monotonic() - started > 0.25
    assert len(script.requests) == 1


async def test_a_body_that_trickles_ends_at_the_call_limit(socket_server: Serve, connect: Connect) -> None:
    async def trickle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer(b"", length=1000))
        try:
            for _ in range(100):
                writer.write(b" ")
                await writer.drain()
                await asyncio.sleep(0.02)
        except ConnectionError:
            return
        finally:
            writer.close()

    account = account_of(connect(await socket_server(trickle), timeouts=QUICK))

    with pytest.raises(UpstreamError) as caught:
        await account.list_pets()

    assert caught.value.status == 504


@pytest.mark.parametrize(
    ("first", "requests"),
    [
        (b"", 2),
        (b"HTTP/1.1 200 OK\r\nContent-Le", 2),
        (answer(PETS[:20], length=len(PETS)), 2),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n31\r\n{", 2),
        (b"this is no HTTP\r\n\r\n", 2),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000 + b"\r\n\r\n", 2),
    ],
    ids=["hung up", "cut in the head", "cut in the body", "cut in a chunk", "no HTTP", "huge header"],
)
async def test_a_dropped_answer_is_asked_for_once_more_and_then_is_502(
    first: bytes, requests: int, socket_server: Serve, connect: Connect
) -> None:
    script = Script(first, cut=True)
    account = account_of(connect(await socket_server(script)))

    with pytest.raises(UpstreamError) as caught:
        await account.list_pets()

    assert (caught.value.status, caught.value.retryable) == (502, True)
    assert len(script.requests) == requests


async def test_after_a_dropped_answer_the_second_one_counts(socket_server: Serve, connect: Connect) -> None:
    script = Script(b"", answer(PETS), cut=True)

    assert await account_of(connect(await socket_server(script))).list_pets()


async def test_a_reset_connection_is_502_and_not_slow(socket_server: Serve, connect: Connect) -> None:
    async def reset(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.transport.abort()

    with pytest.raises(UpstreamError) as caught:
        await account_of(connect(await socket_server(reset))).list_pets()

    assert caught.value.status == 502


async def test_a_port_where_nobody_listens_is_502_at_once(connect: Connect, unused_tcp_port: int) -> None:

    with pytest.raises(UpstreamError) as caught:
        await account_of(connect(f"http://127.0.0.1:{unused_tcp_port}")).list_pets()

    assert caught.value.status == 502


async def test_a_redirect_is_not_followed(socket_server: Serve, connect: Connect) -> None:
    script = Script(b"HTTP/1.1 302 Found\r\nLocation: /api/elsewhere\r\nContent-Length: 0\r\n\r\n")

    with pytest.raises(UpstreamError) as caught:
        await account_of(connect(await socket_server(script))).list_pets()

    assert (caught.value.status, caught.value.retryable) == (502, True)
    assert len(script.requests) == 1


@pytest.mark.parametrize(
    ("cause", "name"),
    [
        (aiohttp.ConnectionTimeoutError("slow"), "ConnectTimeout"),
        (aiohttp.SocketTimeoutError("silence"), "ReadTimeout"),
        (aiohttp.ServerDisconnectedError(), "ReadError"),
        (aiohttp.ClientOSError(104, "reset"), "ReadError"),
        (aiohttp.ClientError("anything else"), "RemoteProtocolError"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_failures_of_a_connection_are_named_as_httpx_names_them(cause: aiohttp.ClientError, name: str) -> None:
    misnamed = httpx.ConnectTimeout("as the library has it")
    misnamed.__cause__ = cause

    assert type(with_correct_authority(cause)).__name__ == name
    if type(cause) is not aiohttp.ClientError:
        assert type(with_correct_authority(misnamed)).__name__ == name


async def test_silence_on_the_bare_client_is_a_read_timeout(socket_server: Serve, timeouts: Timeouts) -> None:
    async with make_http_client(await socket_server(Script(None)), timeouts=timeouts, connections=5) as client:
        with pytest.raises(httpx.ReadTimeout):
            await client.get("/api/version", timeout=0.05)
