"""Changes of pets over HTTP, on the sandbox: by number or by name, and never of the wrong one."""

import httpx

from tests.tools.conftest import created


async def test_a_lower_precision_hides_what_was_known_before(signed_in: httpx.AsyncClient) -> None:
    pet = await created(signed_in, name="Luna", birth_date="2021-03-14")

    changed = await signed_in.patch(f"/pets/{pet['id']}", json={"birth_year": 2020})

    assert changed.json()["birth"] == "2020"
    assert changed.json()["replaced"] == [{"field": "birth", "before": "2021-03-14"}]


async def test_a_change_tells_what_it_overwrote(signed_in: httpx.AsyncClient) -> None:
    pet = await created(signed_in, name="Luna", sex="female")
    wanted = {"name": "Lunja", "sex": "female", "species": "dog", "description": "Shy."}

    changed = (await signed_in.patch(f"/pets/{pet['id']}", json=wanted)).json()

    assert changed["replaced"] == [
        {"field": "name", "before": "Luna"},
        {"field": "species", "before": "cat"},
        {"field": "description"},
    ]


async def test_a_pet_is_changed_by_its_name(signed_in: httpx.AsyncClient) -> None:
    pet = await created(signed_in, name="Mèo Mun")

    changed = await signed_in.patch("/pets/meo mun", json={"name": "Mun"})

    assert changed.json()["id"] == pet["id"]
    assert changed.json()["name"] == "Mun"


async def test_a_name_of_two_pets_is_ambiguous_and_changes_neither(signed_in: httpx.AsyncClient) -> None:
    await created(signed_in, name="Mimi", sex="female")
    await created(signed_in, name="Mimi", species="dog", sex="male", confirm_duplicate=True)

    answer = await signed_in.patch("/pets/mimi", json={"sex": "unknown"})

    assert answer.status_code == 409
    assert answer.json()["error"] == "AMBIGUOUS"
    assert {pet["species"] for pet in answer.json()["candidates"]} == {"cat", "dog"}
    listed = (await signed_in.get("/pets")).json()["pets"]
    assert {pet["sex"] for pet in listed} == {"female", "male"}


async def test_an_unknown_name_gives_the_nearest_ones(signed_in: httpx.AsyncClient) -> None:
    await created(signed_in, name="Clauddy")

    answer = await signed_in.patch("/pets/claudi", json={"sex": "male"})

    assert answer.status_code == 404
    assert answer.json()["candidates"][0]["name"] == "Clauddy"


async def test_an_empty_change_is_refused(signed_in: httpx.AsyncClient) -> None:
    pet = await created(signed_in, name="Luna")

    answer = await signed_in.patch(f"/pets/{pet['id']}", json={})

    assert answer.status_code == 422
    assert "Nothing to change" in answer.json()["message"]
