"""The aiohttp transport on real sockets: an answer too large is neither kept nor read to its end."""

import gzip
import tracemalloc

import pytest

from app.errors import UpstreamError
from tests.main_app.conftest import account_of
from tests.main_app.scripted_socket import PETS, Connect, Script, Serve, answer


async def test_a_gzip_bomb_takes_neither_time_nor_memory(socket_server: Serve, connect: Connect) -> None:
    bomb = gzip.compress(b" " * 100_000_000, compresslevel=1)
    account = account_of(connect(await socket_server(Script(answer(bomb, b"Content-Encoding: gzip")))))
    tracemalloc.start()

    with pytest.raises(UpstreamError) as caught:
        await account.list_pets()

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert caught.value.status == 502
    assert peak < 40_000_000


async def test_an_answer_of_twenty_megabytes_is_not_read_to_its_end(socket_server: Serve, connect: Connect) -> None:
    script = Script(answer(b" " * 20_000_000), answer(PETS))
    account = account_of(connect(await socket_server(script)))

    with pytest.raises(UpstreamError) as caught:
        await account.list_pets()

    assert caught.value.status == 502
    assert await account.list_pets()
    assert script.connections == 2
