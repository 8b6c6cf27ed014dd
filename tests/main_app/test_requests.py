"""What is sent to the main app with a call, and what never is."""

from collections.abc import Callable
from typing import Any

import pytest
from pytest_httpx import HTTPXMock

from app.errors import Unauthorized
from app.main_app.account import Account
from app.main_app.client import MainApp
from app.main_app.writes import PetWrite
from app.secret import Secret


async def test_every_call_carries_the_right_headers_and_no_others(
    account: Account, httpx_mock: HTTPXMock, example: Callable[[str], Any]
) -> None:
    httpx_mock.add_response(json=example("my-pets-200"))

    await account.list_pets()

    (request,) = httpx_mock.get_requests()
    assert request.headers["Accept"] == "application/json"
    assert request.headers["Accept-Language"] == "vi"
    assert request.headers["Authorization"] == "Bearer 7|abc"
    for absent in ("Origin", "Referer", "Cookie", "Idempotency-Key", "Content-Type"):
        assert absent not in request.headers


@pytest.mark.parametrize("locale", [None, "", "vi\r\nX-Evil: 1", "x" * 200, "мова"], ids=repr)
async def test_a_language_that_is_none_becomes_english(
    locale: str | None, main_app: MainApp, httpx_mock: HTTPXMock, example: Callable[[str], Any]
) -> None:
    httpx_mock.add_response(json=example("my-pets-200"))

    await main_app.account(42, Secret("7|abc"), locale=locale).list_pets()

    assert httpx_mock.get_requests()[0].headers["Accept-Language"] == "en"


async def test_a_cookie_of_one_user_never_travels_with_another(
    main_app: MainApp, httpx_mock: HTTPXMock, example: Callable[[str], Any]
) -> None:
    for _ in range(2):
        httpx_mock.add_response(json=example("my-pets-200"), headers={"Set-Cookie": "session=42; Path=/"})

    await main_app.account(42, Secret("7|abc")).list_pets()
    await main_app.account(43, Secret("8|def")).list_pets()

    assert all("Cookie" not in request.headers for request in httpx_mock.get_requests())


async def test_only_set_fields_are_sent_and_none_as_null(
    account: Account, httpx_mock: HTTPXMock, example: Callable[[str], Any]
) -> None:
    httpx_mock.add_response(
        method="PUT",
        url="http://main.test/api/pets/7",
        match_json={"name": "Mochi", "description": None, "birthday_year": 2021},
        json=example("pet-update-200"),
    )

    await account.update_pet(7, PetWrite(name="Mochi", description=None, birthday_year=2021))


async def test_a_token_that_cannot_be_one_is_not_sent(main_app: MainApp) -> None:
    for token in ("", "a b", "a\r\nX-Evil: 1", "é"):
        with pytest.raises(Unauthorized):
            main_app.account(42, Secret(token))


async def test_the_version_and_the_species_are_read_without_a_user(
    main_app: MainApp, httpx_mock: HTTPXMock, example: Callable[[str], Any]
) -> None:
    httpx_mock.add_response(url="http://main.test/api/version", json=example("version-200"))
    httpx_mock.add_response(url="http://main.test/api/pet-types", json=example("pet-types-200.vi"))

    version, types = await main_app.version(timeout=1.0), await main_app.pet_types("vi")

    assert version == "v1.18.5"
    assert types[0].name == "Mèo"
    assert all("Authorization" not in request.headers for request in httpx_mock.get_requests())
    assert httpx_mock.get_requests()[1].headers["Accept-Language"] == "vi"
