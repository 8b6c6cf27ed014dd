"""Pets and species listed and found over HTTP, on the sandbox, and what that costs."""

import httpx
import pytest
from litestar import Litestar

from app.devtools.sandbox import World
from tests.tools.conftest import created


async def test_lists_narrow_by_name_and_species(signed_in: httpx.AsyncClient) -> None:
    await created(signed_in, name="Luna")
    await created(signed_in, name="Sol", species="dog")

    by_species = (await signed_in.get("/pets", params={"species": "chó"})).json()
    by_name = (await signed_in.get("/pets", params={"name": "luna"})).json()

    assert [pet["name"] for pet in by_species["pets"]] == ["Sol"]
    assert [pet["name"] for pet in by_name["pets"]] == ["Luna"]


async def test_shared_pets_are_found_and_listed_on_request(signed_in: httpx.AsyncClient, world: World) -> None:
    owner = world.add_user("Owner", "owner@example.test")
    pet = world.add_pet(owner, "Shared One")
    me = world.accounts.user_by_email("person@example.test")
    assert me
    world.relate(pet, me, "editor")

    own = (await signed_in.get("/pets")).json()
    everything = (await signed_in.get("/pets", params={"include_shared": "true"})).json()
    found = (await signed_in.post("/pets/find", json={"name": "shared one"})).json()

    assert own["total"] == 0
    assert everything["pets"][0]["relation"] == "shared"
    assert found["candidates"][0]["id"] == pet.id


async def test_an_own_pet_hides_shared_ones_that_fit_less_but_not_one_of_its_name(
    signed_in: httpx.AsyncClient, world: World
) -> None:
    own = await created(signed_in, name="Mimi")
    friend = world.add_user("Friend", "friend@example.test")
    me = world.accounts.user_by_email("person@example.test")
    assert me
    for name in ("Mimi", "Mimi the Second", "Mini"):
        world.relate(world.add_pet(friend, name), me, "viewer")

    found = (await signed_in.post("/pets/find", json={"name": "mimi"})).json()["candidates"]

    assert [(pet["name"], pet["relation"]) for pet in found if pet["id"] != own["id"]] == [("Mimi", "shared")]
    assert own["id"] in {pet["id"] for pet in found}


async def test_the_species_need_no_sign_in(anonymous: httpx.AsyncClient) -> None:
    answer = await anonymous.get("/pet-types")

    assert answer.status_code == 200
    cat = next(kind for kind in answer.json()["pet_types"] if kind["slug"] == "cat")
    assert "Кошка" in cat["names"]
    assert answer.json()["total"] == 31


@pytest.mark.parametrize(
    ("question", "most"),
    [("list", 1), ("find", 1), ("find nobody", 1), ("create", 2)],
)
async def test_a_question_costs_few_upstream_calls(
    signed_in: httpx.AsyncClient, world: World, question: str, most: int
) -> None:
    await created(signed_in, name="Luna")
    await signed_in.get("/pet-types")
    world.journal.clear()

    match question:
        case "list":
            await signed_in.get("/pets")
        case "find":
            await signed_in.post("/pets/find", json={"name": "luna"})
        case "find nobody":
            await signed_in.post("/pets/find", json={"name": "Zebulon"})
        case _:
            await created(signed_in, name="Sol")

    assert len(world.journal.recent) <= most


async def test_all_pets_of_a_large_household_can_be_reached(signed_in: httpx.AsyncClient, world: World) -> None:
    me = world.accounts.user_by_email("person@example.test")
    assert me
    for number in range(110):
        world.add_pet(me, f"Cat {number:03d}")

    first = (await signed_in.get("/pets")).json()
    rest = (await signed_in.get("/pets", params={"offset": first["next_offset"]})).json()

    assert (first["total"], first["returned"], first["has_more"]) == (110, 100, True)
    assert (rest["returned"], rest["has_more"]) == (10, False)
    assert len({pet["id"] for pet in first["pets"] + rest["pets"]}) == 110


class TestBeforeAnySpeciesIsKnown:
    @pytest.fixture
    def connector(self, own_connector: Litestar) -> Litestar:
        return own_connector

    @pytest.mark.parametrize(("method", "path"), [("GET", "/pets?species=cat"), ("POST", "/pets/find")])
    async def test_the_species_are_read_before_the_pets_so_that_one_budget_holds_for_both(
        self, signed_in: httpx.AsyncClient, world: World, method: str, path: str
    ) -> None:
        body = {"name": "Luna", "species": "cat"} if method == "POST" else None

        await signed_in.request(method, path, json=body)

        asked = [seen.route for seen in world.journal.recent]
        about_pets = [i for i, route in enumerate(asked) if route.startswith("/api/my-pets")]
        assert max(i for i, route in enumerate(asked) if "pet-types" in route) < min(about_pets)


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "application/x-www-form-urlencoded"])
async def test_a_body_that_is_declared_as_something_else_is_refused(signed_in: httpx.AsyncClient, kind: str) -> None:
    answer = await signed_in.post("/pets/find", content=b'{"name": "Luna"}', headers={"Content-Type": kind})

    assert answer.status_code == 415
    assert answer.json()["error"] == "VALIDATION_ERROR"
    assert "application/json" in answer.json()["message"]
