"""Attacks below the application: heads without end, requests without number, and what is no HTTP."""

import asyncio
import re
from typing import Any

import pytest

START = b"GET /pets HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer secret-of-somebody\r\n"
GET = b"GET /privacy HTTP/1.1\r\nHost: x\r\n\r\n"
LAST = b"GET /privacy HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
TOO_LARGE = {
    "one long field": START + b"X-Long: " + b"a" * 70_000 + b"\r\n\r\n",
    "a long name": START + b"a" * 70_000 + b": x\r\n\r\n",
    "long fields": START + b"".join(b"X-%d: %b\r\n" % (number, b"a" * 7_000) for number in range(10)) + b"\r\n",
    "many fields": START + b"".join(b"X-%d: a\r\n" % number for number in range(200)) + b"\r\n",
    "a long address": b"GET /pets?name=secret-of-somebody" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
}
NOT_HTTP = {
    "no request at all": b"secret-of-somebody\r\n\r\n",
    "another protocol": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03secret-of-somebody",
    "HTTP/2 unasked": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "two lengths": START + b"Content-Length: 5\r\nContent-Length: 50\r\n\r\n",
    "no address": b"GET  HTTP/1.1\r\nX: secret-of-somebody\r\n\r\n",
    "an address of other bytes": b"GET /\xd0\xbc-secret-of-somebody HTTP/1.1\r\nHost: x\r\n\r\n",
    "a header that is none": START + b"secret-of-somebody\r\n\r\n",
}
NO_HOST = {
    "none": b"GET /privacy HTTP/1.1\r\n\r\n",
    "two": b"GET /privacy HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
    "the same twice": b"GET /privacy HTTP/1.1\r\nHost: x\r\nhost: x\r\n\r\n",
    "two in HTTP/1.0": b"GET /privacy HTTP/1.0\r\nHost: x\r\nHost: x\r\n\r\n",
    "in a trailer": b"POST /oauth/token HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nHost: x\r\n\r\n",
    "with an upgrade": b"GET /privacy HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
}
REFUSED = {**TOO_LARGE, **NOT_HTTP, **{f"host: {name}": sent for name, sent in NO_HOST.items()}}


def statuses(answers: bytes) -> list[int]:
    return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d{3}) ", answers)]


class TestRefusals:
    """What is refused ends its connection, and nothing of it is told to anybody."""

    @pytest.mark.parametrize("sent", REFUSED.values(), ids=REFUSED)
    async def test_the_connection_is_closed(self, wire: Any, capsys: pytest.CaptureFixture[str], sent: bytes) -> None:
        answer = await wire.send(sent + b"a" * 200_000)

        assert statuses(answer) in ([400], [])
        printed = capsys.readouterr()
        assert "secret-of-somebody" not in answer.decode() + printed.err + printed.out

    async def test_requests_before_it_are_answered(self, wire: Any) -> None:
        answered = {name: statuses(await wire.send(GET * 2 + sent)) for name, sent in REFUSED.items()}

        assert answered == {name: [200, 200] for name in REFUSED}

    async def test_a_body_that_ends_in_nonsense_takes_no_answer_along(self, wire: Any) -> None:
        begun = b"POST /pets HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n"

        assert statuses(await wire.send(GET + begun)) == [200]

    async def test_a_request_that_has_its_answer_gets_no_second_one(self, wire: Any) -> None:
        begun = b"POST /pets HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"

        assert statuses(await wire.send(begun, b"nonsense\r\n")) == [401]

    @pytest.mark.parametrize("sent", TOO_LARGE.values(), ids=TOO_LARGE)
    async def test_packets_make_no_difference(self, wire: Any, sent: bytes) -> None:
        pieces = [sent[start : start + 9_000] for start in range(0, len(sent), 9_000)]

        assert statuses(await wire.send(*pieces)) in ([400], [])

    async def test_a_hundred_fields_and_sixty_kilobytes_are_fine(self, wire: Any) -> None:
        fields = b"".join(b"X-%02d: %b\r\n" % (number, b"a" * 600) for number in range(98))

        assert statuses(await wire.send(LAST[:-2] + fields + b"\r\n")) == [200]

    async def test_an_older_client_names_no_host(self, wire: Any) -> None:
        assert statuses(await wire.send(b"GET /privacy HTTP/1.0\r\n\r\n")) == [200]


class TestNumbers:
    """Requests that wait, and connections."""

    async def test_sixteen_requests_wait(self, wire: Any) -> None:
        assert statuses(await wire.send(GET * 16 + LAST)) == [200] * 17

    async def test_more_are_refused_after_the_answers_that_are_due(self, wire: Any) -> None:
        assert statuses(await wire.send(GET * 5_000)) == [200] * 17

    async def test_requests_that_do_not_wait_have_no_number(self, wire: Any) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", wire.port)
        for _ in range(40):
            writer.write(GET)
            assert b" 200 " in await reader.readline()
            assert await reader.readuntil(b"</html>")
        writer.close()

    async def test_connections_above_the_limit_are_closed_and_places_become_free(self, narrow_wire: Any) -> None:
        silent = [await asyncio.open_connection("127.0.0.1", narrow_wire.port) for _ in range(2)]
        assert await narrow_wire.send(LAST) == b""
        silent[0][1].close()
        for _ in range(1_000):  # the server hears of it a little later
            if answer := await narrow_wire.send(LAST):
                break
        silent[1][1].close()

        assert statuses(answer) == [200]


class TestExpect:
    """A client that waits for leave to send its body."""

    HEAD = b"POST /pets/find HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nExpect: 100-continue\r\n"

    async def test_it_gets_leave(self, wire: Any, bearer: bytes) -> None:
        answers = await wire.send(self.HEAD + bearer + b"Content-Length: 15\r\n\r\n", b'{"name": "Mun"}')

        assert statuses(answers) == [100, 200]

    async def test_an_answer_before_the_body_ends_the_connection(self, wire: Any) -> None:
        answers = await wire.send(self.HEAD + b"Content-Length: 15\r\n\r\n", seconds=10)

        assert statuses(answers) == [401]
        assert b"connection: close" in answers.lower()


class TestHalfClosed:
    """A client that has said all it has to say."""

    async def half_closed(self, wire: Any, sent: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", wire.port)
        writer.write(sent)
        writer.write_eof()
        async with asyncio.timeout(10):
            answers = await reader.read()
        writer.close()
        return answers

    @pytest.mark.parametrize(
        ("sent", "answered"),
        [(GET, 1), (GET * 3, 3), (GET + b"GET /begun", 1)],
        ids=["one", "three", "one and the beginning of another"],
    )
    async def test_it_gets_what_it_asked_for(self, wire: Any, sent: bytes, answered: int) -> None:
        assert statuses(await self.half_closed(wire, sent)) == [200] * answered

    @pytest.mark.parametrize("sent", [b"", b"GET /", START, b"POST /oauth/token HTTP/1.1\r\nHost: x\r\nContent-L"])
    async def test_what_is_not_whole_gets_nothing(self, wire: Any, sent: bytes) -> None:
        assert await self.half_closed(wire, sent) == b""
