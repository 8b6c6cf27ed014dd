"""The client on a whole main app: who may not read or write is told why."""

from typing import Any

import pytest

from app.errors import Forbidden, NotFound, Unauthorized
from app.main_app.errors import BANNED, VERIFY
from app.main_app.writes import PetWrite
from tests.main_app.conftest import a_pet, failure_of
from tests.main_app.sample_writes import CHECKUP


@pytest.mark.parametrize(
    "route", ["list_pets", "list_pet_sections", "me", "list_habits", "show_pet", "list_vaccinations", "list_weights"]
)
async def test_a_revoked_token_is_told_as_such_on_every_route(route: str, household: Any) -> None:
    account = household.account()
    cat = await a_pet(account, "cat")
    household.revoke()
    method = getattr(account, route)

    error = await failure_of(method(cat.id) if route in ("show_pet", "list_vaccinations", "list_weights") else method())

    assert isinstance(error, Unauthorized)


async def test_a_revoked_token_saves_nothing(household: Any) -> None:
    account = household.account()
    cat = await a_pet(account, "cat")
    household.revoke()

    assert isinstance(await failure_of(account.create_medical_record(cat.id, CHECKUP)), Unauthorized)
    assert isinstance(await failure_of(account.update_pet(cat.id, PetWrite(name="X"))), Unauthorized)


@pytest.mark.parametrize(("who", "sentence"), [("unverified", VERIFY), ("banned", BANNED)])
async def test_an_account_that_may_not_write_is_told_why(who: str, sentence: str, household: Any) -> None:
    account = household.account(f"{who}@meo.example")

    error = await failure_of(account.create_pet(PetWrite(name="Mochi", country="VN")))

    assert isinstance(error, Forbidden)
    assert error.message == sentence


async def test_a_strangers_pet_can_neither_be_read_nor_changed(household: Any) -> None:
    cat = await a_pet(household.account("friend@meo.example"), "cat")
    stranger = household.account("banned@meo.example")

    for error in (
        await failure_of(stranger.list_weights(cat.id)),
        await failure_of(stranger.list_medical_records(cat.id)),
        await failure_of(stranger.show_pet(cat.id)),
    ):
        assert isinstance(error, (Forbidden, NotFound))
