"""What the user is told about a record that is not there, or not as it was read."""

from collections.abc import Callable
from typing import Any

import pytest
from pytest_httpx import HTTPXMock

from app.errors import Conflict, NotFound
from app.main_app.account import Account
from tests.main_app.conftest import failure_of
from tests.main_app.sample_writes import WEIGHT


async def test_404_says_where_ids_come_from(
    account: Account, httpx_mock: HTTPXMock, example: Callable[[str], Any]
) -> None:
    httpx_mock.add_response(status_code=404, json=example("error-404"))

    error = await failure_of(account.show_pet(999999))

    assert isinstance(error, NotFound)
    assert error.hint is not None
    assert "find_pet" in error.hint


@pytest.mark.parametrize("bad_id", [0, -1, 2**63, True], ids=repr)
async def test_an_id_that_none_can_have_is_not_sent(bad_id: int, account: Account) -> None:
    assert isinstance(await failure_of(account.show_pet(bad_id)), NotFound)
    assert isinstance(await failure_of(account.update_weight(7, bad_id, WEIGHT)), NotFound)


@pytest.mark.parametrize("name", ["error-409.version-conflict", "error-409.expected-mismatch"])
async def test_409_of_a_version_says_to_read_again(
    name: str, account: Account, httpx_mock: HTTPXMock, example: Callable[[str], Any]
) -> None:
    httpx_mock.add_response(status_code=409, json=example(name))

    assert isinstance(await failure_of(account.update_weight(7, 96, WEIGHT)), Conflict)
