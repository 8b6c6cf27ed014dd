"""Attacks below HTTP: what is no proper request must neither be served, nor be kept, nor pass for something else."""

from typing import Any

import pytest
from litestar import Litestar

from app.secret import Secret
from app.tokens.grant import TokenGrant

FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"


class TestTrailers:
    """Fields after a chunked body: a proxy in front never looked at them."""

    async def test_a_token_in_a_trailer_is_no_authorization(self, wire: Any, connector: Litestar, world: Any) -> None:
        user = world.add_user("Test Person", "person@example.test")
        token = connector.state.access_tokens.issue(TokenGrant(user.id, Secret(world.add_token(user))))
        answer = await wire.send(
            b"POST /pets/find HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Type: application/json\r\n"
            b'Connection: close\r\n\r\ne\r\n{"name": "mun"}\r\n0\r\n'.replace(b"e\r\n{", b"f\r\n{")
            + f"Authorization: Bearer {token}\r\n\r\n".encode()
        )
        assert answer.startswith(b"HTTP/1.1 401 ")

    async def test_a_trailer_without_end_is_refused_before_it_fills_the_memory(self, wire: Any) -> None:
        endless = [b"a" * 16_384] * 40
        answer = await wire.send(
            b"POST /oauth/token HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: ", *endless
        )
        assert answer == b"" or answer.startswith(b"HTTP/1.1 400 ")

    async def test_a_body_in_many_pieces_is_not_taken_for_one(self, wire: Any) -> None:
        pieces = [b"4000\r\n" + b"a" * 0x4000 + b"\r\n"] * 8
        answer = await wire.send(
            b"POST /oauth/token HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n"
            + FORM
            + b"\r\n",
            *pieces,
            b"0\r\nX-Trailer: fine\r\n\r\n",
        )
        assert answer.startswith(b"HTTP/1.1 401 ")


class TestSmuggling:
    """Two readings of one message are how a request is hidden in another."""

    @pytest.mark.parametrize(
        "framing",
        [
            b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
            b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n",
            b"Transfer-Encoding: xchunked\r\n",
            b"Transfer-Encoding: identity\r\nContent-Length: 5\r\n",
            b"Transfer-Encoding : chunked\r\n",
            b"Transfer-Encoding: chunked\r\n x: y\r\n",
            b"Content-Length: 5\r\nContent-Length: 5\r\n",
            b"Content-Length: 5\r\nContent-Length: 50\r\n",
            b"Content-Length: +5\r\n",
            b"Content-Length: -1\r\n",
            b"Content-Length: 5 5\r\n",
            b"Content-Length: 99999999999999999999999\r\n",
            b"X: a\x00b\r\nContent-Length: 5\r\n",
            b"X: a\rContent-Length: 50\r\nContent-Length: 5\r\n",
            b"X: a\nContent-Length: 5\r\n\r\n",
        ],
        ids=repr,
    )
    async def test_unclear_framing_ends_the_connection(self, wire: Any, framing: bytes) -> None:
        hidden = b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        answer = await wire.send(b"POST /oauth/token HTTP/1.1\r\nHost: x\r\n" + framing + b"\r\n0\r\n\r\n" + hidden)
        assert answer.startswith(b"HTTP/1.1 400 ")
        assert answer.count(b"HTTP/1.1 ") == 1
        assert b"main_app_reachable" not in answer

    async def test_a_body_where_none_belongs_is_not_a_second_request(self, wire: Any) -> None:
        hidden = b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n"
        head = b"GET /privacy HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(hidden)
        answer = await wire.send(head + hidden)
        assert answer.count(b"HTTP/1.1 ") == 1
        assert b"main_app_reachable" not in answer
