"""Under which key a write is sent: equal ones share it, all others differ."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from random import Random
from typing import Any

import pytest
from pytest_httpx import HTTPXMock

from app.main_app.account import Account
from app.main_app.client import MainApp
from app.main_app.timeouts import Timeouts
from app.main_app.transport import MainAppClient
from app.main_app.writes import WeightWrite
from app.secret import Secret
from tests.main_app.conftest import keys_of
from tests.main_app.sample_writes import WEIGHT

NewProcess = Callable[[], MainApp]


@pytest.fixture
def new_process(http: MainAppClient, timeouts: Timeouts, clock: Callable[[], datetime]) -> NewProcess:
    """Start a connector that remembers nothing of what others have sent."""
    return lambda: MainApp(http, timeouts=timeouts, clock=clock, random=Random(1))


async def key_of_create(
    new_process: NewProcess,
    httpx_mock: HTTPXMock,
    saved: Any,
    *,
    user: int = 42,
    talk: str = "t",
    pet: int = 7,
    kg: float = 4.3,
) -> str:
    httpx_mock.add_response(status_code=201, json=saved)
    account = new_process().account(user, Secret("7|abc"), conversation=talk)
    await account.create_weight(pet, WeightWrite(weight_kg=kg, record_date=date(2026, 8, 24)))
    return str(keys_of(httpx_mock)[-1])


async def test_equal_creates_share_a_key_and_all_others_differ(
    new_process: NewProcess, httpx_mock: HTTPXMock, saved: Any
) -> None:
    first = await key_of_create(new_process, httpx_mock, saved)

    assert await key_of_create(new_process, httpx_mock, saved) == first
    others = [
        await key_of_create(new_process, httpx_mock, saved, user=43),
        await key_of_create(new_process, httpx_mock, saved, talk="u"),
        await key_of_create(new_process, httpx_mock, saved, pet=8),
        await key_of_create(new_process, httpx_mock, saved, kg=4.31),
    ]
    assert len({first, *others}) == 5


async def test_a_later_window_has_another_key(
    new_process: NewProcess, httpx_mock: HTTPXMock, saved: Any, clock: Any
) -> None:
    first = await key_of_create(new_process, httpx_mock, saved)
    clock.move(299)
    assert await key_of_create(new_process, httpx_mock, _made_at(saved, clock), kg=4.3) == first
    clock.move(1)
    assert await key_of_create(new_process, httpx_mock, _made_at(saved, clock), kg=4.3) != first


def _made_at(saved: Any, clock: Callable[[], datetime]) -> Any:
    return saved | {"data": saved["data"] | {"created_at": clock().astimezone(UTC).isoformat()}}


async def test_keys_have_the_form_the_main_app_takes(
    account: Account, httpx_mock: HTTPXMock, saved: Any, example: Callable[[str], Any]
) -> None:
    httpx_mock.add_response(status_code=201, json=saved)
    httpx_mock.add_response(json=example("weight-update-200.weight-sent"))
    httpx_mock.add_response(json=example("weight-update-200.weight-sent"))

    await account.create_weight(7, WEIGHT)
    await account.update_weight(7, 96, WEIGHT)
    await account.update_weight(7, 96, WEIGHT)

    keys = [str(key) for key in keys_of(httpx_mock)]
    assert all(1 <= len(key) <= 128 and key.isalnum() for key in keys)
    assert len(set(keys)) == 3
