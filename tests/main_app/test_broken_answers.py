"""What the user is told when the main app breaks down: an answer that is none, or no answer at all."""

import gzip
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from pytest_httpx import HTTPXMock, IteratorStream
from structlog.testing import capture_logs

from app.errors import UpstreamError
from app.main_app.account import Account
from app.main_app.errors import BROKEN_ANSWER, NOT_UNDERSTOOD, SAVED_UNSEEN, TOO_LARGE, UNAVAILABLE
from tests.main_app.conftest import failure_of
from tests.main_app.sample_writes import WEIGHT

pytestmark = pytest.mark.httpx_mock(can_send_already_matched_responses=True)

PETS = "http://main.test/api/my-pets"
ME = "http://main.test/api/users/me"

HTML = b"<html><body><h1>502 Bad Gateway</h1></body></html>"
BOMB = gzip.compress(b" " * 200_000_000, compresslevel=1)


def packed(encoding: str, body: bytes) -> dict[str, Any]:
    # Handed over in pieces, because httpx unpacks a whole body when the answer is made.
    pieces = [body[start : start + 16_384] for start in range(0, len(body), 16_384)]
    return {"stream": IteratorStream(pieces), "headers": {"Content-Encoding": encoding}}


BROKEN: dict[str, tuple[dict[str, Any], int, bool, str]] = {
    "500": ({"status_code": 500, "json": {"message": "Server Error"}}, 502, True, BROKEN_ANSWER),
    "502 HTML": ({"status_code": 502, "content": HTML}, 502, True, BROKEN_ANSWER),
    "503 maintenance": ({"status_code": 503, "json": {"message": "Service Unavailable"}}, 503, True, UNAVAILABLE),
    "504 HTML": ({"status_code": 504, "content": HTML}, 504, True, ""),
    "200 HTML": ({"status_code": 200, "content": HTML}, 502, True, BROKEN_ANSWER),
    "empty body": ({"status_code": 200, "content": b""}, 502, True, BROKEN_ANSWER),
    "204": ({"status_code": 204}, 502, True, BROKEN_ANSWER),
    "truncated JSON": ({"status_code": 200, "content": b'{"success":true,"data":[{"id":'}, 502, True, BROKEN_ANSWER),
    "wrong types": ({"status_code": 200, "json": {"success": True, "data": "pets"}}, 502, True, BROKEN_ANSWER),
    "rows of nothing": ({"status_code": 200, "json": {"data": [None, 5]}}, 502, True, BROKEN_ANSWER),
    "20 MB": ({"status_code": 200, "content": b"[" + b" " * 20_000_000 + b"]"}, 502, False, TOO_LARGE),
    "gzip bomb": (packed("gzip", BOMB), 502, False, TOO_LARGE),
    "no gzip": (packed("gzip", HTML), 502, True, BROKEN_ANSWER),
    "half a gzip": (packed("gzip", gzip.compress(b'{"data": []}')[:-4]), 502, True, BROKEN_ANSWER),
    "unknown packing": (packed("br", b"{}"), 502, True, BROKEN_ANSWER),
    "deep nesting": ({"status_code": 200, "content": b"[" * 1_000_000}, 502, True, BROKEN_ANSWER),
    "redirect": ({"status_code": 302, "headers": {"Location": "http://evil.test/"}}, 502, True, BROKEN_ANSWER),
    "400": ({"status_code": 400, "json": {"message": "SQLSTATE[42601]"}}, 502, False, NOT_UNDERSTOOD),
    "405": ({"status_code": 405, "json": {"message": "The PATCH method"}}, 502, False, NOT_UNDERSTOOD),
    "419": ({"status_code": 419, "json": {"message": "CSRF token mismatch."}}, 502, False, NOT_UNDERSTOOD),
    "418": ({"status_code": 418, "json": {"message": "tea"}}, 502, False, NOT_UNDERSTOOD),
    "bad 422": ({"status_code": 422, "content": HTML}, 502, True, BROKEN_ANSWER),
}


@pytest.mark.parametrize("name", BROKEN)
async def test_a_broken_main_app_is_an_upstream_error_and_quick(
    name: str, account: Account, httpx_mock: HTTPXMock
) -> None:
    answer, status, retryable, message = BROKEN[name]
    httpx_mock.add_response(url=PETS, **answer)

    error = await failure_of(account.list_pets())

    assert isinstance(error, UpstreamError)
    assert (error.status, error.retryable) == (status, retryable)
    assert message in error.message


@pytest.mark.parametrize(
    ("failure", "status"),
    [
        (httpx.ConnectError("refused"), 502),
        (httpx.ConnectTimeout("slow"), 502),
        (httpx.ReadError("reset"), 502),
        (httpx.RemoteProtocolError("gone"), 502),
        (httpx.ReadTimeout("silence"), 504),
        (httpx.PoolTimeout("no connection free"), 504),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else str(value),
)
async def test_no_answer_at_all_is_an_upstream_error(
    failure: Exception, status: int, account: Account, httpx_mock: HTTPXMock
) -> None:
    httpx_mock.add_exception(failure)

    error = await failure_of(account.list_pets())

    assert isinstance(error, UpstreamError)
    assert (error.status, error.retryable) == (status, True)


async def test_a_missing_answer_to_a_create_says_that_a_repeat_is_safe(account: Account, httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_exception(httpx.ReadTimeout("silence"))

    error = await failure_of(account.create_weight(7, WEIGHT))

    assert error.hint is not None
    assert "saves nothing twice" in error.hint


async def test_a_missing_answer_to_a_change_says_to_read_first(account: Account, httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_exception(httpx.ReadTimeout("silence"))

    error = await failure_of(account.update_weight(7, 96, WEIGHT))

    assert error.hint is not None
    assert "Read the record" in error.hint


@pytest.mark.parametrize(("status", "message"), [(200, SAVED_UNSEEN), (502, TOO_LARGE)])
async def test_a_change_is_called_saved_when_only_its_answer_is_too_large(
    account: Account, httpx_mock: HTTPXMock, status: int, message: str
) -> None:
    httpx_mock.add_response(status_code=status, content=b" " * 20_000_000)

    error = await failure_of(account.update_weight(7, 96, WEIGHT))

    assert (error.status, error.retryable, error.message) == (502, False, message)


async def test_the_main_apps_own_words_stay_out_of_errors_and_logs(account: Account, httpx_mock: HTTPXMock) -> None:
    secret = "SQLSTATE in /var/www for mochi@example.org"
    with capture_logs() as lines:
        for status in (400, 401, 403, 404, 409, 425, 429, 500, 503):
            httpx_mock.add_response(url=PETS, status_code=status, json={"message": secret, "error": secret})
            httpx_mock.add_response(url=ME, status_code=401)
            error = await failure_of(account.list_pets())
            assert "SQLSTATE" not in repr((error.message, error.hint, error.fields)), status
            httpx_mock.reset()

    assert "SQLSTATE" not in repr(lines)
    assert {
        key: line[key] for line in lines if line.get("upstream_status") == 500 for key in ("route", "upstream_status")
    } == {"route": "/api/my-pets", "upstream_status": 500}


async def test_a_packed_answer_is_unpacked(
    account: Account, httpx_mock: HTTPXMock, example: Callable[[str], Any]
) -> None:
    body = gzip.compress(json.dumps(example("my-pets-200")).encode())
    httpx_mock.add_response(**packed("gzip", body))

    assert len(await account.list_pets()) == len(example("my-pets-200")["data"])
