"""Pets over HTTP, on the sandbox: the Clauddy walk of the plan, and what goes wrong on the way."""

from typing import Any

import httpx
import pytest

from app.sandbox import World
from tests.conftest import FixedClock, SignIn

CLAUDDY = {"name": "Clauddy", "species": "cat", "sex": "female", "age_months": 6, "country": "VN"}


async def created(client: httpx.AsyncClient, **body: Any) -> Any:
    answer = await client.post("/pets", json={"species": "cat", "country": "VN", **body})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_clauddy_is_created_found_warned_about_and_changed(signed_in: httpx.AsyncClient) -> None:
    clauddy = await created(signed_in, **CLAUDDY)
    assert clauddy["birth"] == "2026-02"
    assert clauddy["age"] == "about 6 months"

    for spoken in ("claudy", "Клодди", "CLAUDDY", "clau", " Clauddy "):
        found = (await signed_in.post("/pets/find", json={"name": spoken})).json()
        assert [pet["id"] for pet in found["candidates"]] == [clauddy["id"]], spoken

    again = await signed_in.post("/pets", json=CLAUDDY)
    assert again.status_code == 409
    assert again.json()["error"] == "DUPLICATE_WARNING"
    assert again.json()["existing"][0]["id"] == clauddy["id"]

    second = await created(signed_in, **CLAUDDY, confirm_duplicate=True)
    assert second["id"] != clauddy["id"]

    changed = await signed_in.patch(f"/pets/{clauddy['id']}", json={"sex": "unknown", "birth_date": "2026-02-14"})
    assert changed.status_code == 200
    assert changed.json()["sex"] == "unknown"
    assert changed.json()["birth"] == "2026-02-14"


async def test_a_warned_create_stores_nothing(signed_in: httpx.AsyncClient, world: World) -> None:
    await created(signed_in, name="Mèo Mun")
    before = world.count_records()

    answer = await signed_in.post("/pets", json={"name": "meo mun", "species": "Mèo", "country": "VN"})

    assert answer.status_code == 409
    assert world.count_records() == before


async def test_a_confirmed_create_that_is_repeated_returns_the_first(
    signed_in: httpx.AsyncClient, clock: FixedClock
) -> None:
    await created(signed_in, name="Mimi")
    body = {"name": "Mimi", "species": "cat", "country": "VN", "confirm_duplicate": True}
    first = await signed_in.post("/pets", json=body)
    clock.advance(seconds=50)

    repeated = await signed_in.post("/pets", json=body)

    assert repeated.json()["id"] == first.json()["id"]
    assert repeated.json()["already_saved"] is True


async def test_a_create_that_chatgpt_repeats_in_its_conversation_returns_the_first(
    signed_in: httpx.AsyncClient, clock: FixedClock
) -> None:
    signed_in.headers["openai-conversation-id"] = "conversation-1"
    first = await created(signed_in, **CLAUDDY)
    clock.advance(seconds=50)

    repeated = (await signed_in.post("/pets", json=CLAUDDY)).json()
    other = await signed_in.post("/pets", json={**CLAUDDY, "sex": "male"})
    signed_in.headers["openai-conversation-id"] = "conversation-2"
    elsewhere = await signed_in.post("/pets", json=CLAUDDY)

    assert repeated["id"] == first["id"]
    assert repeated["already_saved"] is True
    for warned in (other, elsewhere):
        assert warned.status_code == 409
        assert warned.json()["existing"][0]["id"] == first["id"]


@pytest.mark.parametrize(
    ("birth", "stored"),
    [
        ({"birth_date": "2021-03-14"}, "2021-03-14"),
        ({"birth_month_year": "2021-03"}, "2021-03"),
        ({"birth_year": 2021}, "2021"),
        ({"age_months": 0}, "2026-08"),
        ({}, None),
    ],
)
async def test_a_birthday_is_stored_as_exactly_as_it_is_known(
    signed_in: httpx.AsyncClient, birth: dict[str, Any], stored: str | None
) -> None:
    pet = await created(signed_in, name="Luna", **birth)

    assert pet.get("birth") == stored


async def test_a_lower_precision_hides_what_was_known_before(signed_in: httpx.AsyncClient) -> None:
    pet = await created(signed_in, name="Luna", birth_date="2021-03-14")

    changed = await signed_in.patch(f"/pets/{pet['id']}", json={"birth_year": 2020})

    assert changed.json()["birth"] == "2020"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"species": "cat", "country": "VN"}, "name"),
        ({"name": "  ", "species": "cat", "country": "VN"}, "name"),
        ({"name": "x" * 256, "species": "cat", "country": "VN"}, "name"),
        ({"name": "Luna", "country": "VN"}, "species"),
        ({"name": "Luna", "species": "dragon", "country": "VN"}, "species"),
        ({"name": "Luna", "species": "cat"}, "country"),
        ({"name": "Luna", "species": "cat", "country": "Atlantis"}, "country"),
        ({"name": "Luna", "species": "cat", "country": "VN", "sex": "кошка"}, "sex"),
        ({"name": "Luna", "species": "cat", "country": "VN", "birth_date": "2026-02-31"}, "birth_date"),
        ({"name": "Luna", "species": "cat", "country": "VN", "birth_date": "2027-01-01"}, "birth_date"),
        ({"name": "Luna", "species": "cat", "country": "VN", "birth_year": 1200}, "birth_year"),
        ({"name": "Luna", "species": "cat", "country": "VN", "age_months": -1}, "age_months"),
        ({"name": "Luna", "species": "cat", "country": "VN", "age_months": 5000}, "age_months"),
        ({"name": "Luna", "species": "cat", "country": "VN", "age_months": 6, "birth_year": 2020}, "age_months"),
        ({"name": "Luna", "species": "cat", "country": "VN", "colour": "black"}, "colour"),
        ({"name": ["Luna"], "species": "cat", "country": "VN"}, "name"),
    ],
)
async def test_a_wrong_input_is_named_and_nothing_is_stored(
    signed_in: httpx.AsyncClient, world: World, body: dict[str, Any], field: str
) -> None:
    before = world.count_records()

    answer = await signed_in.post("/pets", json=body)

    assert answer.status_code == 422, answer.text
    assert answer.json()["error"] == "VALIDATION_ERROR"
    assert field in {fault["name"] for fault in answer.json()["fields"]}, answer.text
    assert world.count_records() == before


async def test_an_unknown_field_is_refused_with_the_allowed_ones(signed_in: httpx.AsyncClient) -> None:
    answer = await signed_in.post("/pets", json={"name": "Luna", "species": "cat", "breed": "Siamese"})

    assert answer.json()["fields"][0]["name"] == "breed"
    assert "description" in answer.json()["allowed_values"]


async def test_the_country_is_the_one_all_pets_share(signed_in: httpx.AsyncClient) -> None:
    await created(signed_in, name="Luna", country="Việt Nam")

    second = await signed_in.post("/pets", json={"name": "Sol", "species": "dog"})

    assert second.json()["country"] == "VN"


async def test_the_country_is_asked_for_when_pets_live_in_several(signed_in: httpx.AsyncClient) -> None:
    await created(signed_in, name="Luna", country="VN")
    await created(signed_in, name="Sol", country="UA")

    answer = await signed_in.post("/pets", json={"name": "Mir", "species": "dog"})

    assert answer.status_code == 422
    assert answer.json()["allowed_values"] == ["UA", "VN"]


async def test_a_pet_is_changed_by_its_name(signed_in: httpx.AsyncClient) -> None:
    pet = await created(signed_in, name="Mèo Mun")

    changed = await signed_in.patch("/pets/meo mun", json={"name": "Mun"})

    assert changed.json()["id"] == pet["id"]
    assert changed.json()["name"] == "Mun"


async def test_a_name_of_two_pets_is_ambiguous_and_changes_neither(signed_in: httpx.AsyncClient) -> None:
    await created(signed_in, name="Mimi", sex="female")
    await created(signed_in, name="Mimi", species="dog", sex="male")

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


async def test_another_persons_pet_cannot_be_changed(
    signed_in: httpx.AsyncClient, sign_in: SignIn, world: World
) -> None:
    pet = await created(signed_in, name="Luna")
    stranger = await sign_in(world.add_user("Stranger", "stranger@example.test"))

    answer = await stranger.client.patch(f"/pets/{pet['id']}", json={"name": "Mine"})

    assert answer.status_code == 403
    assert answer.json()["error"] == "FORBIDDEN"


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


async def test_the_species_need_no_sign_in(anonymous: httpx.AsyncClient) -> None:
    answer = await anonymous.get("/pet-types")

    assert answer.status_code == 200
    cat = next(kind for kind in answer.json()["pet_types"] if kind["slug"] == "cat")
    assert "Кошка" in cat["names"]
    assert answer.json()["total"] == 31


async def test_a_revoked_connection_says_how_to_go_on(sign_in: SignIn, world: World) -> None:
    person = await sign_in(world.add_user("Gone", "gone@example.test"))
    world.revoke_tokens(person.user)

    answer = await person.client.get("/pets")

    assert answer.status_code == 401
    assert answer.json()["message"] == "Your connection has been revoked. Please reconnect via ChatGPT."
    assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'


async def test_an_unverified_person_is_told_to_open_the_mail(sign_in: SignIn, world: World) -> None:
    person = await sign_in(world.add_user("New", "new@example.test", verified=False))

    answer = await person.client.get("/pets")

    assert answer.status_code == 403
    assert "mail" in answer.json()["message"]


async def test_a_banned_person_can_read_but_not_write(sign_in: SignIn, world: World) -> None:
    user = world.add_user("Banned", "banned@example.test")
    person = await sign_in(user)
    world.ban(user)

    assert (await person.client.get("/pets")).status_code == 200
    refused = await person.client.post("/pets", json={"name": "Luna", "species": "cat", "country": "VN"})

    assert refused.status_code == 403
    assert "read-only" in refused.json()["message"]


@pytest.mark.parametrize(
    ("question", "most"),
    [("list", 1), ("find", 1), ("create", 2)],
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


@pytest.mark.parametrize(("method", "path"), [("GET", "/pets?species=cat"), ("POST", "/pets/find")])
async def test_the_species_are_read_before_the_pets_so_that_one_budget_holds_for_both(
    signed_in: httpx.AsyncClient, world: World, method: str, path: str
) -> None:
    body = {"name": "Luna", "species": "cat"} if method == "POST" else None

    await signed_in.request(method, path, json=body)

    asked = [seen.route for seen in world.journal.recent]
    assert max(i for i, route in enumerate(asked) if "pet-types" in route) < asked.index("/api/my-pets")


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "application/x-www-form-urlencoded"])
async def test_a_body_that_is_declared_as_something_else_is_refused(signed_in: httpx.AsyncClient, kind: str) -> None:
    answer = await signed_in.post("/pets/find", content=b'{"name": "Luna"}', headers={"Content-Type": kind})

    assert answer.status_code == 415
    assert answer.json()["error"] == "VALIDATION_ERROR"
    assert "application/json" in answer.json()["message"]
