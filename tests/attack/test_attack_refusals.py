"""What is refused before the application sees it is told in the one error shape, and leaves its line in the log."""

import json
import re
from typing import Any

import pytest

START = b"GET /pets HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer secret-of-somebody\r\n"
TOO_LARGE = {
    "one long field": START + b"X-Long: " + b"a" * 70_000 + b"\r\n\r\n",
    "many fields": START + b"".join(b"X-%d: a\r\n" % number for number in range(200)) + b"\r\n",
    "a long address": b"GET /pets?name=secret-of-somebody" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
}
NOT_HTTP = {
    "no request at all": b"secret-of-somebody\r\n\r\n",
    "another protocol": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03secret-of-somebody",
    "two lengths": START + b"Content-Length: 5\r\nContent-Length: 50\r\n\r\n",
    "no address": b"GET  HTTP/1.1\r\nX: secret-of-somebody\r\n\r\n",
    "a host as address": b"CONNECT secret-of-somebody:1 HTTP/1.1\r\nHost: x\r\n\r\n",
    "an address of other bytes": b"GET /\xd0\xbc-secret-of-somebody HTTP/1.1\r\nHost: x\r\n\r\n",
    "a header that is none": START + b"secret-of-somebody\r\n\r\n",
}


def parted(answer: bytes) -> tuple[bytes, dict[str, str], Any]:
    """Return status line, headers and body of the one answer on the connection."""
    assert answer.count(b"HTTP/1.1 ") == 1
    head, _, body = answer.partition(b"\r\n\r\n")
    status, *lines = head.decode().split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines)
    assert int(headers["content-length"]) == len(body)
    return status.encode(), headers, json.loads(body)


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        *[(sent, b"HTTP/1.1 431 Request Header Fields Too Large", "PAYLOAD_TOO_LARGE") for sent in TOO_LARGE.values()],
        *[(sent, b"HTTP/1.1 400 Bad Request", "VALIDATION_ERROR") for sent in NOT_HTTP.values()],
    ],
    ids=[*TOO_LARGE, *NOT_HTTP],
)
async def test_the_answer_the_header_and_the_log_tell_the_same(
    wire: Any, capsys: pytest.CaptureFixture[str], sent: bytes, status: bytes, code: str
) -> None:
    said, headers, body = parted(await wire.send(sent))

    assert said == status
    assert (headers["content-type"], headers["connection"]) == ("application/json", "close")
    assert {"error", "message", "fields", "request_id", "retryable"} <= body.keys()
    assert (body["error"], body["fields"], body["retryable"]) == (code, [], False)
    assert re.fullmatch(r"req_[0-9a-f]{32}", body["request_id"])
    assert headers["x-request-id"] == body["request_id"]
    logged = capsys.readouterr().err
    line = next(json.loads(one) for one in logged.splitlines() if '"event":"request"' in one)
    assert (line["request_id"], line["status"], line["error_code"]) == (
        body["request_id"],
        int(status.split()[1]),
        code,
    )
    assert (line["endpoint"], line["user_id"]) == ("unread", None)
    assert line["latency_ms"] >= 0
    assert "secret-of-somebody" not in logged + json.dumps(body)


@pytest.mark.parametrize("sent", [*TOO_LARGE.values(), b"GET / HTTP/1.1\r\nno header" + b"\r\n" + b"a" * 200_000])
async def test_what_is_refused_in_one_large_piece_is_refused_once(
    wire: Any, capsys: pytest.CaptureFixture[str], sent: bytes
) -> None:
    await wire.send(sent + b"a" * 200_000)

    assert capsys.readouterr().err.count('"endpoint":"unread"') == 1


async def test_no_two_refusals_share_an_id(wire: Any) -> None:
    first, second = [parted(await wire.send(b"nonsense\r\n\r\n"))[2]["request_id"] for _ in range(2)]

    assert first != second


@pytest.mark.parametrize("refused", [*TOO_LARGE.values(), *NOT_HTTP.values()], ids=[*TOO_LARGE, *NOT_HTTP])
async def test_earlier_requests_of_the_connection_are_answered_first(wire: Any, refused: bytes) -> None:
    answers = (await wire.send(b"GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n" * 2 + refused)).split(b"HTTP/1.1 ")

    assert [answer[:3] for answer in answers[1:-1]] == [b"200", b"200"]
    assert answers[-1][:3] in (b"400", b"431")


async def test_a_body_that_ends_in_nonsense_waits_for_its_turn_as_well(wire: Any) -> None:
    begun = b"POST /pets HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n"
    answers = (await wire.send(b"GET /privacy HTTP/1.1\r\nHost: x\r\n\r\n" + begun)).split(b"HTTP/1.1 ")

    assert [answer[:3] for answer in answers[1:]] == [b"200", b"400"]


async def test_a_request_that_has_its_answer_gets_no_second_one(wire: Any) -> None:
    begun = b"POST /pets HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"

    said, _, body = parted(await wire.send(begun, b"nonsense\r\n"))

    assert (said, body["error"]) == (b"HTTP/1.1 401 Unauthorized", "UNAUTHORIZED")
