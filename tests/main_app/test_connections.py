"""The aiohttp transport on real sockets: connections are shared, replaced and given back."""

import asyncio

import httpx
import pytest

from app.main_app.timeouts import Timeouts
from app.main_app.transport import make_http_client
from app.secret import Secret
from tests.main_app.conftest import account_of
from tests.main_app.scripted_socket import PETS, Connect, Script, Serve, answer


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


async def test_an_idle_connection_that_the_server_closed_is_replaced(socket_server: Serve, connect: Connect) -> None:
    script = Script(answer(PETS), cut=True)
    account = account_of(connect(await socket_server(script)))

    for _ in range(3):
        assert await account.list_pets()
        await asyncio.sleep(0.02)

    assert script.connections == 3


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


async def test_closing_the_client_closes_its_connections(socket_server: Serve, timeouts: Timeouts) -> None:
    closed = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer(PETS))
        await writer.drain()
        await reader.read()
        writer.close()
        closed.set()

    client = make_http_client(await socket_server(serve), timeouts=timeouts, connections=5)
    assert (await client.get("/api/my-pets")).status_code == 200

    await client.aclose()

    await asyncio.wait_for(closed.wait(), timeout=5)
    assert client.is_closed


async def test_a_client_that_was_never_used_closes_too(timeouts: Timeouts) -> None:
    client = make_http_client("http://main.test", timeouts=timeouts, connections=5)

    await client.aclose()

    assert client.is_closed


def test_the_default_transport_is_the_pooled_one(timeouts: Timeouts) -> None:
    client = make_http_client("http://main.test", timeouts=timeouts, connections=5)

    assert type(client._transport).__name__ == "PooledTransport"
    assert isinstance(client, httpx.AsyncClient)
