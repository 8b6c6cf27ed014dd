"""Attacks on the shared connections: an answer that nobody asked for must not become the next user's."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from random import Random

import pytest

from app.main_app.account import Account
from app.main_app.client import MainApp
from app.main_app.timeouts import Timeouts
from app.main_app.transport import make_http_client
from app.secret import Secret

BUDGET = Timeouts(connect=1.0, call=2.0, tool=4.0, pause=0.001)


def pets_of(authorization: str) -> bytes:
    body = json.dumps({"success": True, "data": [{"id": 7, "name": authorization}]}).encode()
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)


class Talkative:
    """A main app that names who asked, and says more than it was asked when the connection is quiet again."""

    def __init__(self) -> None:
        self.more = b""
        self.connections = 0
        self.said = asyncio.Event()

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                token = next(line[22:] for line in head.split(b"\r\n") if line.startswith(b"Authorization: Bearer "))
                writer.write(pets_of(token.decode()))
                await writer.drain()
                await asyncio.sleep(0.02)
                writer.write(self.more)
                await writer.drain()
                self.said.set()
        except (asyncio.IncompleteReadError, ConnectionError):
            self.said.set()  # the client hung up, as it may
        finally:
            writer.close()


@pytest.fixture
def talkative() -> Talkative:
    return Talkative()


@pytest.fixture
async def main_app(talkative: Talkative) -> AsyncIterator[MainApp]:
    """Give the real client, with one connection for everybody."""
    server = await asyncio.start_server(talkative, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with make_http_client(f"http://127.0.0.1:{port}", timeouts=BUDGET, connections=1) as http:
        yield MainApp(http, timeouts=BUDGET, clock=lambda: datetime(2026, 8, 24, tzinfo=UTC), random=Random(7))
    server.close()


async def names_seen_by(account: Account) -> list[str]:
    return [pet.name for pet in await account.list_pets()]


@pytest.mark.parametrize(
    "more",
    [
        pets_of("somebody else"),
        pets_of("somebody else") * 3,
        pets_of("somebody else")[:40],
        b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{",
        b"HTTP/1.1 100 Continue\r\n\r\n" + pets_of("somebody else"),
        b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 204 No Content\r\n\r\n",
        b"garbage",
    ],
    ids=["whole", "three", "half", "begun", "after 100", "error", "empty", "garbage"],
)
async def test_an_answer_nobody_asked_for_reaches_nobody(main_app: MainApp, talkative: Talkative, more: bytes) -> None:
    talkative.more = more
    for number in range(3):
        talkative.said.clear()
        token = f"{number}|secret"
        assert await names_seen_by(main_app.account(number, Secret(token))) == [token]
        await talkative.said.wait()
        await asyncio.sleep(0.02)
    assert talkative.connections == 3


async def test_a_quiet_connection_is_used_again(main_app: MainApp, talkative: Talkative) -> None:
    for number in range(3):
        talkative.said.clear()
        assert await names_seen_by(main_app.account(number, Secret(f"{number}|secret"))) == [f"{number}|secret"]
        await talkative.said.wait()
    assert talkative.connections == 1
