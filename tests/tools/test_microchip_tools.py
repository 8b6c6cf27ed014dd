"""Microchips: saved once, never told of another pet, shown by get_pet."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from app.devtools.sandbox import World
from app.devtools.sandbox.data.pets import Pet
from tests.conftest import FixedClock
from tests.tools.conftest import GetJson, Upstream

FindPet = Callable[[str], Pet]
CHIP = "985112345678903"


async def test_a_chip_is_saved_and_shown(ok: GetJson, pet: FindPet, upstream: Upstream) -> None:
    upstream.start()
    body = {"chip_number": "985 112 345-678 903", "issuer": "HomeAgain", "implanted_at": "2024-05-06"}

    answer = await ok("POST", "/pets/Rex/microchips", body)

    chip = next(iter(pet("Rex").microchips.values()))
    assert answer == {
        "id": chip.id,
        "chip_number": CHIP,
        "issuer": "HomeAgain",
        "implanted_at": "2024-05-06",
        "pet_id": 104,
        "pet_name": "Rex",
    }
    assert upstream.calls == 2
    shown = await ok("GET", "/pets/Rex")
    assert [one["chip_number"] for one in shown["health"]["microchips"]] == [CHIP]


async def test_a_number_may_come_as_a_number(ok: GetJson) -> None:
    assert (await ok("POST", "/pets/Rex/microchips", {"chip_number": int(CHIP)}))["chip_number"] == CHIP


async def test_what_was_not_said_is_not_stored(ok: GetJson, pet: FindPet) -> None:
    await ok("POST", "/pets/Oliver/microchips", {"chip_number": CHIP, "issuer": "N/A", "implanted_at": None})

    chip = next(iter(pet("Oliver").microchips.values()))
    assert (chip.issuer, chip.implanted_at) == (None, None)


async def test_an_unusual_number_is_asked_back(ok: GetJson, refused: GetJson, upstream: Upstream) -> None:
    upstream.start()
    error = await refused(422, "POST", "/pets/Rex/microchips", {"chip_number": "AVID*012*345*678"})
    assert "confirm_unusual" in error["hint"]
    assert upstream.calls == 0

    body = {"chip_number": "AVID*012*345*678", "confirm_unusual": True}
    assert (await ok("POST", "/pets/Rex/microchips", body))["chip_number"] == "AVID012345678"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"chip_number": "123456789", "confirm_unusual": True}, "chip_number"),
        ({"chip_number": "1" * 21, "confirm_unusual": True}, "chip_number"),
        ({"chip_number": CHIP, "implanted_at": "2031-01-01"}, "implanted_at"),
        ({"chip_number": CHIP, "issuer": "x" * 256}, "issuer"),
        ({"issuer": "HomeAgain"}, "chip_number"),
        ({"chip_number": CHIP, "number": CHIP}, "number"),
    ],
)
async def test_a_wrong_input_is_named_and_saves_nothing(
    refused: GetJson, upstream: Upstream, body: dict[str, Any], field: str
) -> None:
    upstream.start()
    error = await refused(422, "POST", "/pets/Rex/microchips", body)

    assert [one["name"] for one in error["fields"]] == [field]
    assert upstream.writes == 0


@pytest.mark.parametrize("owner", ["Mimi", "Mèo Mun"])
async def test_a_number_of_another_pet_is_a_conflict_that_names_nobody(
    refused: GetJson, world: World, pet: FindPet, owner: str
) -> None:
    world.add_microchip(pet(owner), CHIP, None)

    error = await refused(409, "POST", "/pets/Oliver/microchips", {"chip_number": CHIP})

    assert error["error"] == "CONFLICT"
    assert "another pet" in error["message"]
    assert owner not in str(error)
    assert str(pet(owner).id) not in error["message"] + error["hint"]
    assert not pet("Oliver").microchips


@pytest.mark.parametrize("minutes", [0, 3, 60])
async def test_a_repeat_saves_once(me: httpx.AsyncClient, pet: FindPet, clock: FixedClock, minutes: int) -> None:
    body = {"chip_number": CHIP, "issuer": "HomeAgain"}
    first = await me.post("/pets/Rex/microchips", json=body)
    clock.advance(minutes=minutes, seconds=10)

    second = await me.post("/pets/Rex/microchips", json=body)

    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json()["already_saved"] is True
    assert len(pet("Rex").microchips) == 1


async def test_a_chip_with_other_values_is_not_called_saved(refused: GetJson, world: World, pet: FindPet) -> None:
    world.add_microchip(pet("Rex"), CHIP, None, issuer="AVID")

    error = await refused(422, "POST", "/pets/Rex/microchips", {"chip_number": CHIP, "issuer": "HomeAgain"})

    assert [one["name"] for one in error["fields"]] == ["issuer"]


@pytest.mark.parametrize("species", ["hamster", "bird", "snake"])
async def test_a_species_without_chips_is_named(refused: GetJson, world: World, species: str) -> None:
    owner = world.accounts.user_by_email("demo@meo.example")
    assert owner
    animal = world.add_pet(owner, "Pip", species)

    error = await refused(422, "POST", f"/pets/{animal.id}/microchips", {"chip_number": CHIP})

    assert "keeps no microchips" in error["message"]


@pytest.mark.parametrize(("said", "calls"), [("101", 5), ("Mèo Mun", 5), ("Bún", 6), ("106", 5)])
async def test_get_pet_stays_within_its_calls(ok: GetJson, upstream: Upstream, said: str, calls: int) -> None:
    upstream.start()
    await ok("GET", f"/pets/{said}")

    assert upstream.calls <= calls


@pytest.mark.parametrize("said", ["Bún", "Tofu"])
async def test_get_pet_names_the_owner_of_a_pet_of_somebody_else(ok: GetJson, pet: FindPet, said: str) -> None:
    by_name, by_number = await ok("GET", f"/pets/{said}"), await ok("GET", f"/pets/{pet(said).id}")

    assert by_name["owner_name"] == by_number["owner_name"] == "Nam Phạm"


async def test_get_pet_names_no_owner_of_the_users_own_pet(ok: GetJson) -> None:
    assert "owner_name" not in await ok("GET", "/pets/Oliver")
