"""What the user is told when the limit of a minute or of a day is used up."""

from collections.abc import Callable
from typing import Any

import pytest
from pytest_httpx import HTTPXMock

from app.main_app.account import Account
from app.main_app.errors import BUSY
from tests.main_app.conftest import failure_of


async def test_the_minute_limit_can_be_tried_again(
    account: Account, httpx_mock: HTTPXMock, example: Callable[[str], Any]
) -> None:
    httpx_mock.add_response(status_code=429, json=example("error-429.throttle"), headers={"Retry-After": "37"})

    error = await failure_of(account.list_pets())

    assert (error.status, error.message, error.retryable, error.retry_after) == (429, BUSY, True, 37)
    assert error.hint == "Meo Mai Moi takes requests of this account again in 37 seconds."
    assert len(httpx_mock.get_requests()) == 1


@pytest.mark.parametrize("quota", [None, {}, {"reset_at_utc": "soon"}, {"reset_at_utc": 5}], ids=repr)
async def test_a_quota_without_a_time_still_says_when(
    quota: Any, account: Account, httpx_mock: HTTPXMock, example: Callable[[str], Any]
) -> None:
    body = example("error-429.daily-quota")
    body["data"]["quota"] = quota
    httpx_mock.add_response(status_code=429, json=body)

    error = await failure_of(account.list_pets())

    assert "00:00 UTC" in error.message


async def test_the_daily_quota_says_when_it_ends_and_is_not_worth_a_retry(
    account: Account, httpx_mock: HTTPXMock, example: Callable[[str], Any]
) -> None:
    httpx_mock.add_response(status_code=429, json=example("error-429.daily-quota"))

    error = await failure_of(account.list_pets())

    assert (error.status, error.retryable) == (429, False)
    assert "2026-11-26 00:00 UTC" in error.message
