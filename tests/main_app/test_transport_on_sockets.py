"""The aiohttp transport on real sockets: connections are reused, closed and given back, whatever the other does."""

import asyncio
import gzip
import time
import tracemalloc
from collections.abc import Awaitable, Callable

import aiohttp
import httpx
import pytest

from app.errors import UpstreamError
from app.main_app.account import Account
from app.main_app.budget import Budget
from app.main_app.client import MainApp
from app.main_app.transport import make_http_client, rightly_named
from app.secret import Secret

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
Serve = Callable[[Handler], Awaitable[str]]
Connect = Callable[..., MainApp]

PETS = b'{"success":true,"data":[{"id":7,"name":"Mochi"}]}'
QUICK = Budget(connect=0.3, call=0.3, tool=0.8, pause=0.001)


def account_of(main_app: MainApp) -> Account:
    return main_app.account(42, Secret("7|abc"))


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


async def test_one_connection_serves_many_calls_of_many_users(socket_server: Serve, connect: Connect) -> None:
    script = Script(answer(PETS))
    main_app = connect(await socket_server(script))

    for user in range(20):
        pets = await main_app.account(user + 1, Secret(f"{user}|abc")).list_pets()
        assert pets[0].name == "Mochi"

    assert script.connections == 1
    assert len(script.requests) == 20


async def test_no_more_connections_are_opened_than_allowed(socket_server: Serve, connect: Connect) -> None:
    script = Script(answer(PETS))
    main_app = connect(await socket_server(script), connections=3)

    await asyncio.gather(*(account_of(main_app).list_pets() for _ in range(30)))

    assert script.connections <= 3
    assert len(script.requests) == 30


async def test_a_user_agent_and_nothing_that_looks_like_a_browser_is_sent(
    socket_server: Serve, connect: Connect
) -> None:
    script = Script(answer(PETS, b"Set-Cookie: session=1; Path=/"))
    account = account_of(connect(await socket_server(script)))

    await account.list_pets()
    await account.list_pets()

    names = {line.split(b":")[0].lower() for line in script.requests[1].split(b"\r\n")[1:] if line}
    assert names == {
        b"host",
        b"accept",
        b"accept-encoding",
        b"accept-language",
        b"authorization",
        b"user-agent",
    }


async def test_silence_ends_at_the_call_limit_and_is_504(socket_server: Serve, connect: Connect) -> None:
    script = Script(None)
    account = account_of(connect(await socket_server(script), budget=QUICK))
    started = time.monotonic()

    with pytest.raises(UpstreamError) as caught:
        await account.list_pets()

    assert caught.value.status == 504
    assert 0.25 < time.monotonic() - started < 3
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

    account = account_of(connect(await socket_server(trickle), budget=QUICK))
    started = time.monotonic()

    with pytest.raises(UpstreamError) as caught:
        await account.list_pets()

    assert caught.value.status == 504
    assert time.monotonic() - started < 3


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
    started = time.monotonic()

    with pytest.raises(UpstreamError) as caught:
        await account_of(connect(f"http://127.0.0.1:{unused_tcp_port}")).list_pets()

    assert caught.value.status == 502
    assert time.monotonic() - started < 3


async def test_an_idle_connection_that_the_server_closed_is_replaced(socket_server: Serve, connect: Connect) -> None:
    script = Script(answer(PETS), cut=True)
    account = account_of(connect(await socket_server(script)))

    for _ in range(3):
        assert await account.list_pets()
        await asyncio.sleep(0.02)

    assert script.connections == 3


async def test_a_gzip_bomb_takes_neither_time_nor_memory(socket_server: Serve, connect: Connect) -> None:
    bomb = gzip.compress(b" " * 100_000_000, compresslevel=1)
    account = account_of(connect(await socket_server(Script(answer(bomb, b"Content-Encoding: gzip")))))
    tracemalloc.start()

    with pytest.raises(UpstreamError) as caught:
        await account.list_pets()

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert caught.value.status == 502
    assert peak < 12_000_000


async def test_an_answer_of_ten_megabytes_is_not_read_to_its_end(socket_server: Serve, connect: Connect) -> None:
    script = Script(answer(b" " * 10_000_000), answer(PETS))
    account = account_of(connect(await socket_server(script)))

    with pytest.raises(UpstreamError) as caught:
        await account.list_pets()

    assert caught.value.status == 502
    assert await account.list_pets()
    assert script.connections == 2


async def test_a_call_given_up_by_its_caller_gives_its_connection_back(socket_server: Serve, connect: Connect) -> None:
    script = Script(None, None, None, answer(PETS))
    main_app = connect(await socket_server(script), connections=1)

    for _ in range(3):
        call = asyncio.create_task(account_of(main_app).list_pets())
        await asyncio.wait_for(script.asked.wait(), timeout=5)
        script.asked.clear()
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call

    assert await account_of(main_app).list_pets()


async def test_closing_the_client_closes_its_connections(socket_server: Serve, budget: Budget) -> None:
    closed = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer(PETS))
        await writer.drain()
        await reader.read()
        writer.close()
        closed.set()

    client = make_http_client(await socket_server(serve), budget=budget, connections=5)
    assert (await client.get("/api/my-pets")).status_code == 200

    await client.aclose()

    await asyncio.wait_for(closed.wait(), timeout=5)
    assert client.is_closed


async def test_a_client_that_was_never_used_closes_too(budget: Budget) -> None:
    client = make_http_client("http://main.test", budget=budget, connections=5)

    await client.aclose()

    assert client.is_closed


async def test_a_redirect_is_not_followed(socket_server: Serve, connect: Connect) -> None:
    script = Script(b"HTTP/1.1 302 Found\r\nLocation: /api/elsewhere\r\nContent-Length: 0\r\n\r\n")

    with pytest.raises(UpstreamError) as caught:
        await account_of(connect(await socket_server(script))).list_pets()

    assert (caught.value.status, caught.value.retryable) == (502, True)
    assert len(script.requests) == 1


def test_the_default_transport_is_the_pooled_one(budget: Budget) -> None:
    client = make_http_client("http://main.test", budget=budget, connections=5)

    assert type(client._transport).__name__ == "PooledTransport"
    assert isinstance(client, httpx.AsyncClient)


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

    assert type(rightly_named(cause)).__name__ == name
    if type(cause) is not aiohttp.ClientError:
        assert type(rightly_named(misnamed)).__name__ == name


async def test_silence_on_the_bare_client_is_a_read_timeout(socket_server: Serve, budget: Budget) -> None:
    async with make_http_client(await socket_server(Script(None)), budget=budget, connections=5) as client:
        with pytest.raises(httpx.ReadTimeout):
            await client.get("/api/version", timeout=0.05)
