"""What the user is told when their account may not: a dead token, a missing right, a ban, an address to confirm."""

from collections.abc import Callable
from typing import Any

import pytest
from pytest_httpx import HTTPXMock

from app.errors import REVOKED, Forbidden, Unauthorized, UpstreamError
from app.main_app.account import Account
from app.main_app.errors import BANNED, NOT_CHANGEABLE, NOT_VISIBLE, VERIFY
from app.main_app.writes import PetWrite
from tests.main_app.conftest import failure_of
from tests.main_app.sample_writes import WEIGHT

pytestmark = pytest.mark.httpx_mock(can_send_already_matched_responses=True)
ME = "http://main.test/api/users/me"


@pytest.mark.parametrize(
    "name", ["error-401.bare", "error-401.unauthenticated", "error-401.idempotency-key-without-user"]
)
async def test_401_means_the_connection_is_gone(
    name: str, account: Account, httpx_mock: HTTPXMock, example: Callable[[str], Any]
) -> None:
    httpx_mock.add_response(status_code=401, json=example(name))

    read, write = await failure_of(account.list_pets()), await failure_of(account.create_weight(7, WEIGHT))

    assert isinstance(read, Unauthorized)
    assert isinstance(write, Unauthorized)
    assert read.message == REVOKED


@pytest.mark.parametrize("name", ["error-403.policy-bare", "error-403.health-bare"])
@pytest.mark.parametrize("route", ["show_pet", "list_vaccinations", "list_weights", "list_medical_records"])
async def test_403_on_a_route_for_guests_is_a_dead_token_if_the_account_says_so(
    name: str, route: str, account: Account, httpx_mock: HTTPXMock, example: Callable[[str], Any]
) -> None:
    httpx_mock.add_response(url=ME, status_code=401, json=example("error-401.unauthenticated"))
    httpx_mock.add_response(status_code=403, json=example(name))

    error = await failure_of(getattr(account, route)(7))

    assert isinstance(error, Unauthorized)
    assert len(httpx_mock.get_requests()) == 2


async def test_403_on_a_route_for_guests_with_a_living_token_is_a_missing_right(
    account: Account, httpx_mock: HTTPXMock, example: Callable[[str], Any]
) -> None:
    httpx_mock.add_response(url=ME, json=example("users-me-200.unverified"))
    httpx_mock.add_response(status_code=403, json=example("error-403.health-bare"))

    error = await failure_of(account.list_weights(7))

    assert isinstance(error, Forbidden)
    assert error.message == NOT_VISIBLE


async def test_when_the_second_look_fails_the_outage_is_told_and_no_guess(
    account: Account, httpx_mock: HTTPXMock, example: Callable[[str], Any]
) -> None:
    httpx_mock.add_response(url=ME, status_code=500, json=example("error-500.bare"))
    httpx_mock.add_response(status_code=403, json=example("error-403.policy-bare"))

    assert isinstance(await failure_of(account.show_pet(7)), UpstreamError)


async def test_a_lost_pet_shown_as_to_a_stranger_reveals_a_dead_token(
    account: Account, httpx_mock: HTTPXMock, example: Callable[[str], Any]
) -> None:
    pet = example("pet-show-200.owner")
    del pet["data"]["viewer_permissions"]
    httpx_mock.add_response(url=ME, status_code=401, json=example("error-401.unauthenticated"))
    httpx_mock.add_response(json=pet)

    assert isinstance(await failure_of(account.show_pet(7)), Unauthorized)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("error-403.unverified-bare", VERIFY),
        ("error-403.banned", BANNED),
        ("error-403.pet-update", NOT_CHANGEABLE),
        ("error-403.health-bare", NOT_CHANGEABLE),
    ],
)
async def test_each_403_on_a_write_has_its_own_sentence_without_asking_again(
    name: str, message: str, account: Account, httpx_mock: HTTPXMock, example: Callable[[str], Any]
) -> None:
    httpx_mock.add_response(status_code=403, json=example(name))

    error = await failure_of(account.update_pet(7, PetWrite(name="Mochi")))

    assert isinstance(error, Forbidden)
    assert error.message == message
    assert len(httpx_mock.get_requests()) == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"is_banned": True}, BANNED),
        ({"email_verified_at": None}, VERIFY),
        ({}, NOT_CHANGEABLE),
    ],
    ids=["banned", "unverified", "neither"],
)
async def test_a_403_in_another_language_is_explained_by_the_account(
    changes: dict[str, Any], message: str, account: Account, httpx_mock: HTTPXMock, example: Callable[[str], Any]
) -> None:
    user = example("users-me-200")
    user["data"] |= changes
    httpx_mock.add_response(url=ME, json=user)
    httpx_mock.add_response(status_code=403, json={"success": False, "message": "Tài khoản của bạn bị cấm."})

    error = await failure_of(account.create_weight(7, WEIGHT))

    assert (type(error), error.message) == (Forbidden, message)
