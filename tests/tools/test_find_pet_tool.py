"""find_pet over HTTP: by name, by species, both; whose a shared pet is; what it costs."""

from typing import Any

import httpx
import pytest

from app.devtools.sandbox import World
from tests.conftest import SandboxUser
from tests.tools.conftest import Upstream, created


async def candidates(client: httpx.AsyncClient, **said: Any) -> list[dict[str, Any]]:
    answer = await client.post("/pets/find", json=said)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["candidates"]
    return found


async def test_a_species_alone_finds_the_pets_of_it(signed_in: httpx.AsyncClient) -> None:
    await created(signed_in, name="Luna")
    await created(signed_in, name="Sol", species="dog")

    for said in ({"species": "cat"}, {"name": None, "species": "кошка"}, {"name": "", "species": "mèo"}):
        found = await candidates(signed_in, **said)
        assert [(pet["name"], pet["match"]) for pet in found] == [("Luna", "species")]

    await created(signed_in, name="Anna")
    assert [pet["name"] for pet in await candidates(signed_in, species="cat")] == ["Anna", "Luna"]
    assert await candidates(signed_in, species="parrot") == []


async def test_a_name_and_a_species_narrow_each_other(signed_in: httpx.AsyncClient) -> None:
    await created(signed_in, name="Luna")
    dog = await created(signed_in, name="Luna", species="dog", confirm_duplicate=True)

    found = await candidates(signed_in, name="luna", species="dog")

    assert [(pet["id"], pet["match"]) for pet in found] == [(dog["id"], "exact")]


@pytest.mark.parametrize("said", [{}, {"name": None}, {"name": None, "species": None}, {"name": " ", "species": ""}])
async def test_nothing_said_is_refused_with_what_to_send(
    linh: SandboxUser, upstream: Upstream, said: dict[str, Any]
) -> None:
    upstream.start()

    answer = await linh.client.post("/pets/find", json=said)

    error = answer.json()
    assert answer.status_code == 422
    assert [field["name"] for field in error["fields"]] == ["name", "species"]
    assert "list_pets" in error["hint"]
    assert upstream.calls == 0


async def test_own_pets_come_before_shared_ones_and_the_living_before_the_dead(linh: SandboxUser, world: World) -> None:
    friend = world.add_user("Bao", "bao@example.test")
    theirs = world.add_pet(friend, "Zorro")
    world.relate(theirs, linh.user, "viewer")
    dead, alive = world.add_pet(linh.user, "Zorro"), world.add_pet(linh.user, "Zorro")
    dead.status = "deceased"

    found = await candidates(linh.client, name="zorro")

    assert [pet["id"] for pet in found] == [alive.id, dead.id, theirs.id]


async def test_a_shared_candidate_carries_its_owners_name_and_nothing_else_of_them(
    linh: SandboxUser, world: World, upstream: Upstream
) -> None:
    friend = world.add_user("Bảo Trần", "bao@example.test")
    for name in ("Zorro", "Zorro the Second"):
        world.relate(world.add_pet(friend, name), linh.user, "viewer")
    upstream.start()

    answer = await linh.client.post("/pets/find", json={"name": "zorro"})

    assert [pet["owner_name"] for pet in answer.json()["candidates"]] == ["Bảo Trần"] * 2
    assert "bao@example.test" not in answer.text
    assert upstream.calls == 3


async def test_own_candidates_cost_one_call_and_name_no_owner(
    linh: SandboxUser, world: World, upstream: Upstream
) -> None:
    world.add_pet(linh.user, "Zorro")
    upstream.start()

    (found,) = await candidates(linh.client, name="zorro")

    assert "owner_name" not in found
    assert upstream.calls == 1


@pytest.mark.parametrize(("said", "match"), [("Пломбир", "exact"), ("Пломбиру", "form"), ("Пломбирр", "typo")])
async def test_exact_is_what_pet_id_takes(linh: SandboxUser, world: World, said: str, match: str) -> None:
    cat = world.add_pet(linh.user, "Пломбир")

    (found,) = await candidates(linh.client, name=said)
    answer = await linh.client.get(f"/pets/{said}")

    assert (found["id"], found["match"]) == (cat.id, match)
    assert (answer.status_code == 200) == (match == "exact")


@pytest.mark.parametrize(
    ("there", "new"),
    [("Oliver", "Olivier"), ("Мурка", "Murka"), ("Мурка", "Мурочка"), ("Bông", "Bống"), ("Барсик", "Барсік")],
)
async def test_a_new_pet_of_a_similar_name_is_created_and_the_other_named(
    signed_in: httpx.AsyncClient, there: str, new: str
) -> None:
    other = await created(signed_in, name=there, species="dog")

    pet = await created(signed_in, name=new)

    assert pet["similar"] == [{"id": other["id"], "name": there, "species": "dog", "status": "active"}]


async def test_a_new_pet_of_another_name_or_a_confirmed_one_has_no_similar_ones(signed_in: httpx.AsyncClient) -> None:
    await created(signed_in, name="Oliver")

    assert "similar" not in await created(signed_in, name="Mimi")
    assert "similar" not in await created(signed_in, name="Olivier", confirm_duplicate=True)


@pytest.mark.parametrize(("there", "new"), [("Mimi", "mimi"), ("Mèo Mun", "Meo Mun"), ("Перышко", "Пёрышко")])
async def test_a_pet_of_the_same_name_is_a_duplicate_whatever_its_species(
    signed_in: httpx.AsyncClient, world: World, there: str, new: str
) -> None:
    dog = await created(signed_in, name=there, species="dog")
    before = len(world.pets)

    answer = await signed_in.post("/pets", json={"name": new, "species": "cat", "country": "VN"})

    assert answer.status_code == 409
    assert answer.json()["error"] == "DUPLICATE_WARNING"
    assert [pet["id"] for pet in answer.json()["existing"]] == [dog["id"]]
    assert len(world.pets) == before


@pytest.mark.parametrize("said", ["my cat", "con mèo", "мои коты", "моя кішка", "the cat"])
async def test_an_animal_said_as_a_name_means_the_animals_of_that_species(
    signed_in: httpx.AsyncClient, said: str
) -> None:
    await created(signed_in, name="Luna")
    await created(signed_in, name="Sol", species="dog")

    assert [(pet["name"], pet["match"]) for pet in await candidates(signed_in, name=said)] == [("Luna", "species")]


@pytest.mark.parametrize("said", ["my cat Mun", "моя кошка Mun", "con mèo Mun", "кіт Мун"])
async def test_a_part_of_a_name_is_found_behind_the_animal(signed_in: httpx.AsyncClient, said: str) -> None:
    mun = await created(signed_in, name="Mèo Mun")
    await created(signed_in, name="Rex", species="dog")

    assert mun["id"] in [pet["id"] for pet in await candidates(signed_in, name=said)]


@pytest.mark.parametrize("said", ["Kitty", "Bunny", "Киса", "my dragon", "cat Xyzzy", "mèo Xyzzy"])
async def test_a_name_that_nobody_has_is_no_animal(signed_in: httpx.AsyncClient, said: str) -> None:
    await created(signed_in, name="Luna")

    assert await candidates(signed_in, name=said) == []
