"""What is asked for again, how often, and for how long."""

from collections.abc import Callable
from datetime import datetime
from random import Random
from typing import Any

import httpx
import pytest
from pytest_httpx import HTTPXMock

from app.errors import UpstreamError
from app.main_app.account import Account
from app.main_app.client import MainApp
from app.main_app.request import begin_call_counter
from app.main_app.timeouts import Timeouts
from app.main_app.transport import MainAppClient
from app.secret import Secret
from tests.main_app.conftest import keys_of
from tests.main_app.sample_writes import WEIGHT

FAILURES: dict[str, Any] = {
    "refused": httpx.ConnectError("refused"),
    "dropped": httpx.RemoteProtocolError("gone"),
    "reset": httpx.ReadError("reset"),
    "502": 502,
    "503": 503,
    "504": 504,
}


def add_failure(httpx_mock: HTTPXMock, failure: Any) -> None:
    if isinstance(failure, int):
        httpx_mock.add_response(status_code=failure, content=b"<html>")
    else:
        httpx_mock.add_exception(failure)


@pytest.mark.parametrize("name", FAILURES)
async def test_a_read_is_asked_again_once(
    name: str, account: Account, httpx_mock: HTTPXMock, example: Callable[[str], Any]
) -> None:
    add_failure(httpx_mock, FAILURES[name])
    httpx_mock.add_response(json=example("my-pets-200"))

    assert await account.list_pets()


@pytest.mark.parametrize("name", FAILURES)
async def test_a_read_is_not_asked_a_third_time(name: str, account: Account, httpx_mock: HTTPXMock) -> None:
    for _ in range(2):
        add_failure(httpx_mock, FAILURES[name])

    with pytest.raises(UpstreamError):
        await account.list_pets()

    assert len(httpx_mock.get_requests()) == 2


@pytest.mark.parametrize("name", FAILURES)
async def test_a_create_is_asked_again_under_the_same_key(
    name: str, account: Account, httpx_mock: HTTPXMock, saved: Any
) -> None:
    add_failure(httpx_mock, FAILURES[name])
    httpx_mock.add_response(status_code=201, json=saved)

    result = await account.create_weight(7, WEIGHT)

    first, second = keys_of(httpx_mock)
    assert first == second
    assert not result.already_saved


@pytest.mark.parametrize("name", FAILURES)
async def test_a_change_is_asked_again_under_the_same_key(
    name: str, account: Account, httpx_mock: HTTPXMock, example: Callable[[str], Any]
) -> None:
    add_failure(httpx_mock, FAILURES[name])
    httpx_mock.add_response(json=example("weight-update-200.weight-sent"))

    await account.update_weight(7, 96, WEIGHT)

    first, second = keys_of(httpx_mock)
    assert first == second
    assert first


@pytest.mark.parametrize("status", [400, 401, 404, 409, 422, 429, 500])
async def test_other_answers_are_final(status: int, account: Account, httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_response(status_code=status, json={"message": "no"})

    with pytest.raises(Exception, match=r"\w"):
        await account.update_weight(7, 96, WEIGHT)

    assert len(httpx_mock.get_requests()) == 1


async def test_a_slow_answer_is_not_asked_for_again(account: Account, httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_exception(httpx.ReadTimeout("silence"))

    with pytest.raises(UpstreamError):
        await account.list_pets()

    assert len(httpx_mock.get_requests()) == 1


async def test_maintenance_that_names_a_long_wait_is_told_and_not_waited_for(
    account: Account, httpx_mock: HTTPXMock
) -> None:
    httpx_mock.add_response(status_code=503, headers={"Retry-After": "600"})

    with pytest.raises(UpstreamError) as caught:
        await account.list_pets()

    assert caught.value.retry_after == 600


@pytest.mark.parametrize("value", ["soon", "-5", "1.5", "Wed, 21 Oct 2026 07:28:00 GMT", "9" * 50, "٣"])
async def test_an_odd_retry_after_is_ignored(value: str, account: Account, httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_response(status_code=429, headers=[(b"Retry-After", value.encode())])

    with pytest.raises(UpstreamError) as caught:
        await account.list_pets()

    assert caught.value.retry_after == 60  # when the minute is over at the latest


async def test_425_is_waited_out(
    account: Account, httpx_mock: HTTPXMock, example: Callable[[str], Any], saved: Any
) -> None:
    for _ in range(3):
        httpx_mock.add_response(status_code=425, json=example("error-425.in-progress"))
    httpx_mock.add_response(status_code=201, json=saved)

    await account.create_weight(7, WEIGHT)

    assert len(set(keys_of(httpx_mock))) == 1


async def test_a_dropped_answer_and_then_425_still_find_the_result(
    account: Account, httpx_mock: HTTPXMock, example: Callable[[str], Any], saved: Any
) -> None:
    httpx_mock.add_response(status_code=425, json=example("error-425.in-progress"))
    httpx_mock.add_exception(httpx.ReadError("reset"))
    httpx_mock.add_response(status_code=425, json=example("error-425.in-progress"))
    httpx_mock.add_response(status_code=201, json=saved)

    assert not (await account.create_weight(7, WEIGHT)).already_saved


@pytest.mark.httpx_mock(can_send_already_matched_responses=True)
async def test_425_for_ever_ends_within_the_budget(
    http: MainAppClient, clock: Callable[[], datetime], httpx_mock: HTTPXMock, example: Callable[[str], Any]
) -> None:
    httpx_mock.add_response(status_code=425, json=example("error-425.in-progress"))
    timeouts = Timeouts(connect=0.1, call=0.1, tool=0.3, pause=0.01)
    account = MainApp(http, timeouts=timeouts, clock=clock, random=Random(1)).account(42, Secret("7|abc"))

    with pytest.raises(UpstreamError) as caught:
        await account.create_weight(7, WEIGHT)

    assert (caught.value.status, caught.value.retryable) == (503, True)
    assert 2 <= len(httpx_mock.get_requests()) <= 10


async def test_when_the_tool_has_no_time_left_nothing_is_sent(
    http: MainAppClient, clock: Callable[[], datetime], httpx_mock: HTTPXMock
) -> None:
    timeouts = Timeouts(connect=0.1, call=0.1, tool=0.0)
    account = MainApp(http, timeouts=timeouts, clock=clock, random=Random(1)).account(42, Secret("7|abc"))

    with pytest.raises(UpstreamError) as caught:
        await account.list_pets()

    assert caught.value.status == 504
    assert httpx_mock.get_requests() == []


async def test_calls_are_counted_for_metrics_and_the_log_line(
    account: Account, httpx_mock: HTTPXMock, observed: Any, example: Callable[[str], Any]
) -> None:
    httpx_mock.add_exception(httpx.ReadError("reset"))
    httpx_mock.add_response(json=example("pet-show-200.owner"))

    call_counter = begin_call_counter()
    await account.show_pet(7)

    assert observed.calls == [("GET /api/pets/{pet}", 0), ("GET /api/pets/{pet}", 200)]
    assert call_counter.calls == 2
    assert call_counter.milliseconds >= 0
