"""The pieces of an answer leave together, in order, and never after the end."""

import asyncio

import pytest

from app.http_writes import GatheringTransport


class Wire(asyncio.Transport):
    """Records what reaches the socket."""

    def __init__(self) -> None:
        super().__init__(extra={"peername": ("192.0.2.1", 50_000)})
        self.pieces: list[bytes] = []
        self.closed = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        assert not self.closed
        self.pieces.append(bytes(data))

    def close(self) -> None:
        self.closed = True

    def abort(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed


@pytest.fixture
def wire() -> Wire:
    return Wire()


@pytest.fixture
def closings() -> list[bool]:
    """Whether the wire was closed each time the transport said that it closes."""
    return []


@pytest.fixture
async def transport(wire: Wire, closings: list[bool]) -> GatheringTransport:
    return GatheringTransport(wire, asyncio.get_running_loop(), on_close=lambda: closings.append(wire.closed))


async def test_a_head_and_its_body_leave_in_one_piece(transport: GatheringTransport, wire: Wire) -> None:
    transport.write(b"HTTP/1.1 200 OK\r\n\r\n")
    transport.write(b"{}")
    held = list(wire.pieces)
    await asyncio.sleep(0)

    assert (held, wire.pieces) == ([], [b"HTTP/1.1 200 OK\r\n\r\n{}"])


async def test_what_comes_in_a_later_turn_leaves_later(transport: GatheringTransport, wire: Wire) -> None:
    for piece in (b"one", b"two"):
        transport.write(piece)
        await asyncio.sleep(0)

    assert wire.pieces == [b"one", b"two"]


async def test_closing_writes_what_is_held_first_and_nothing_after(transport: GatheringTransport, wire: Wire) -> None:
    transport.write(b"last words")
    transport.close()
    await asyncio.sleep(0)

    assert (wire.pieces, wire.closed) == ([b"last words"], True)


async def test_it_says_once_that_it_closes(transport: GatheringTransport, wire: Wire, closings: list[bool]) -> None:
    transport.close()
    transport.close()

    assert (closings, wire.pieces) == ([True], [])


async def test_nothing_is_written_to_a_peer_that_has_gone(transport: GatheringTransport, wire: Wire) -> None:
    transport.write(b"too late")
    transport.abort()
    await asyncio.sleep(0)

    assert wire.pieces == []


def test_all_else_is_asked_of_the_transport_behind(wire: Wire) -> None:
    with asyncio.Runner() as runner:
        transport = GatheringTransport(wire, runner.get_loop(), on_close=lambda: None)

        assert transport.get_extra_info("peername") == ("192.0.2.1", 50_000)
        assert not transport.is_closing()
