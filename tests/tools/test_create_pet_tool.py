"""New pets over HTTP, on the sandbox: the conversation about Clauddy, and what goes wrong on the way."""

from typing import Any

import httpx
import pytest

from app.devtools.sandbox import World
from tests.conftest import FixedClock
from tests.tools.conftest import created

CLAUDDY = {"name": "Clauddy", "species": "cat", "sex": "female", "age_months": 6, "country": "VN"}


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


@pytest.mark.parametrize(
    ("wrong", "fields"),
    [
        ({"name": " ", "species": "dragon"}, ["species", "name"]),
        ({"species": "dragon", "country": "Narnia", "age_months": 9999}, ["species", "country", "age_months"]),
        ({"name": "", "birth_date": "2099-01-01"}, ["name", "birth_date"]),
        ({"description": "x" * 5001, "birth_year": 1800}, ["description", "birth_year"]),
    ],
)
async def test_all_that_is_wrong_is_said_at_once(
    signed_in: httpx.AsyncClient, wrong: dict[str, Any], fields: list[str]
) -> None:
    pet = await created(signed_in, name="Rex")

    new = await signed_in.post("/pets", json={"name": "Luna", "species": "cat", "country": "VN", **wrong})
    changed = await signed_in.patch(f"/pets/{pet['id']}", json=wrong)

    for answer in (new, changed):
        assert answer.status_code == 422
        assert sorted(field["name"] for field in answer.json()["fields"]) == sorted(fields)
        assert all(field["reason"] for field in answer.json()["fields"])
        assert all(name in answer.json()["message"] for name in fields)
        assert len(answer.text) <= 1500
