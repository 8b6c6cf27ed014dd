"""Attacks with `Upgrade`: the body of such a request is a body, never the next request, and never lost."""

import asyncio
import json
import re
from typing import Any

import pytest

UPGRADES = {
    "h2c": b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n",
    "websocket": b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
    "an invented protocol": b"Connection: Upgrade\r\nUpgrade: foo\r\n",
    "several protocols": b"Connection: Upgrade\r\nUpgrade: websocket, h2c, TLS/1.0\r\n",
    "lower case": b"connection: upgrade\r\nupgrade: h2c\r\n",
    "mixed case": b"cOnNeCtIoN: uPgRaDe\r\nuPgRaDe: H2C\r\n",
    "the other order": b"Upgrade: foo\r\nConnection: Upgrade\r\n",
    "between other words": b"Connection: keep-alive, Upgrade, TE\r\nUpgrade: foo\r\n",
    "with close": b"Connection: Upgrade, close\r\nUpgrade: foo\r\n",
    "in two fields": b"Connection: keep-alive\r\nConnection: Upgrade\r\nUpgrade: foo\r\nUpgrade: bar\r\n",
    "by Proxy-Connection": b"Proxy-Connection: Upgrade\r\nUpgrade: foo\r\n",
    "blanks": b"Connection:\t Upgrade \r\nUpgrade:  foo \r\n",
}
FIND = b'{"name": "Mun"}'
HIDDEN = b"GET /privacy HTTP/1.1\r\nHost: x\r\n\r\n"
WITH_LENGTH, CHUNKED = "with length", "chunked"


def statuses(answers: bytes) -> list[int]:
    return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d{3}) ", answers)]


def parts(fields: bytes, body: bytes, framing: str = WITH_LENGTH, line: bytes = b"POST /pets/find") -> list[bytes]:
    """Return head and body of a request."""
    head = line + b" HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" + fields
    if framing == WITH_LENGTH:
        return [head + b"Content-Length: %d\r\n\r\n" % len(body), body]
    middle = len(body) // 2
    chunks = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in (body[:middle], body[middle:]))
    return [head + b"Transfer-Encoding: chunked\r\n\r\n", chunks + b"0\r\n\r\n"]


@pytest.mark.parametrize("upgrade", UPGRADES.values(), ids=UPGRADES)
async def test_a_request_is_answered_without_the_upgrade(wire: Any, bearer: bytes, upgrade: bytes) -> None:
    requests = [parts(bearer + upgrade, FIND, framing) for framing in (WITH_LENGTH, CHUNKED)]
    for pieces in (*requests, *([head + body] for head, body in requests)):
        answers = await wire.send(*pieces)

        assert statuses(answers) == [200]
        assert b'"Mun"' in answers
        assert b"connection: close" in answers.lower()


@pytest.mark.parametrize("upgrade", UPGRADES.values(), ids=UPGRADES)
async def test_no_byte_of_a_body_is_taken_for_a_request(wire: Any, bearer: bytes, upgrade: bytes) -> None:
    for framing in (WITH_LENGTH, CHUNKED):
        head, body = parts(bearer + upgrade, b"\r\n" * 2_000 + HIDDEN * 2, framing)
        for pieces in ([head + body], [head, body], [head, body[:3_000], body[3_000:]], [head + body[:10], body[10:]]):
            answers = await wire.send(*pieces)

            assert statuses(answers) == [400]
            assert b"</html>" not in answers


@pytest.mark.parametrize("framing", [WITH_LENGTH, CHUNKED])
async def test_it_does_not_matter_where_the_packets_end(wire: Any, bearer: bytes, framing: str) -> None:
    whole = b"".join(parts(bearer + UPGRADES["h2c"], FIND, framing))
    for first in range(1, len(whole), 50):
        splits = range(first, min(first + 50, len(whole)))
        answers = await asyncio.gather(*(wire.send(whole[:at], whole[at:], seconds=30) for at in splits))

        assert [(at, statuses(answer)) for at, answer in zip(splits, answers, strict=True)] == [
            (at, [200]) for at in splits
        ]
        assert all(b'"Mun"' in answer for answer in answers)


async def test_one_byte_at_a_time_makes_no_difference(wire: Any, bearer: bytes) -> None:
    whole = b"".join(parts(bearer + UPGRADES["websocket"], FIND))
    answers = await wire.send(*(whole[at : at + 1] for at in range(len(whole))), seconds=60)

    assert statuses(answers) == [200]
    assert b'"Mun"' in answers


@pytest.mark.parametrize("upgrade", UPGRADES.values(), ids=UPGRADES)
async def test_requests_before_it_are_answered_and_those_after_it_are_not(
    wire: Any, bearer: bytes, upgrade: bytes
) -> None:
    answers = await wire.send(HIDDEN * 2 + b"".join(parts(bearer + upgrade, FIND)) + HIDDEN * 3)

    assert statuses(answers) == [200, 200, 200]
    assert answers.count(b"</html>") == 2
    assert answers.endswith(b"}")


@pytest.mark.parametrize(
    "fields",
    [b"Upgrade: foo\r\n", b"Connection: Upgrade\r\n", b"Connection: Upgrade\r\nUpgrade:\r\n"],
    ids=["without Connection", "without Upgrade", "without a protocol"],
)
async def test_half_an_upgrade_is_none(wire: Any, bearer: bytes, fields: bytes) -> None:
    closing = HIDDEN.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    answers = await wire.send(b"".join(parts(bearer + fields, FIND)) + closing)

    assert statuses(answers) == [200, 200]
    assert b'"Mun"' in answers


@pytest.mark.parametrize("method", [b"GET", b"HEAD", b"OPTIONS", b"DELETE"])
async def test_an_upgrade_without_a_body_is_answered_as_well(wire: Any, method: bytes) -> None:
    answers = await wire.send(method + b" /health HTTP/1.1\r\nHost: x\r\n" + UPGRADES["websocket"] + b"\r\n" + HIDDEN)

    assert statuses(answers) in ([200], [204], [405])


@pytest.mark.parametrize("target", [b"example.test:443", b"x:1", b"/pets/find"])
@pytest.mark.parametrize("fields", [b"", UPGRADES["h2c"], b"Content-Length: 36\r\n"], ids=["plain", "h2c", "length"])
async def test_no_tunnel_is_opened(wire: Any, target: bytes, fields: bytes) -> None:
    answers = await wire.send(b"CONNECT " + target + b" HTTP/1.1\r\nHost: x\r\n" + fields + b"\r\n", HIDDEN)

    assert statuses(answers) in ([400], [])


async def test_a_broken_body_after_an_upgrade_ends_the_connection(wire: Any, bearer: bytes) -> None:
    head, _ = parts(bearer + UPGRADES["h2c"], FIND, CHUNKED)

    assert statuses(await wire.send(head + b"nonsense\r\n" + HIDDEN)) == [400]


async def test_a_write_saves_what_was_sent(wire: Any, bearer: bytes) -> None:
    body = json.dumps({"weight_kg": 4.2, "measured_at": "2026-03-01"}).encode()
    answers = await wire.send(*parts(bearer + UPGRADES["h2c"], body, line=b"POST /pets/7001/weights"))

    assert statuses(answers) == [201]
    saved = json.loads(answers.partition(b"\r\n\r\n")[2])
    assert "2026-03-01" in json.dumps(saved)
    assert "4.2" in json.dumps(saved)
