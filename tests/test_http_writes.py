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
        self.aborted = 0

    def write(self, data: bytes | bytearray | memoryview) -> None:
        assert not self.closed
        self.pieces.append(bytes(data))

    def close(self) -> None:
        self.closed = True

    def abort(self) -> None:
        self.closed = True
        self.aborted += 1

    def is_closing(self) -> bool:
        return self.closed


@pytest.fixture
def wire() -> Wire:
    return Wire()


@pytest.fixture
async def transport(wire: Wire) -> GatheringTransport:
    return GatheringTransport(wire, asyncio.get_running_loop(), seconds=0.01)


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


async def test_a_client_that_does_not_take_the_rest_is_cut_off(transport: GatheringTransport, wire: Wire) -> None:
    transport.close()
    transport.close()
    await asyncio.sleep(0.05)

    assert wire.aborted == 1


async def test_a_connection_that_is_gone_is_not_waited_for(transport: GatheringTransport, wire: Wire) -> None:
    transport.close()
    transport.ended()
    await asyncio.sleep(0.05)

    assert wire.aborted == 0


async def test_nothing_is_written_to_a_peer_that_has_gone(transport: GatheringTransport, wire: Wire) -> None:
    transport.write(b"too late")
    transport.abort()
    await asyncio.sleep(0)

    assert wire.pieces == []


def test_all_else_is_asked_of_the_transport_behind(wire: Wire) -> None:
    with asyncio.Runner() as runner:
        transport = GatheringTransport(wire, runner.get_loop(), seconds=1)

        assert transport.get_extra_info("peername") == ("192.0.2.1", 50_000)
        assert not transport.is_closing()
