"""Pets: lists, sections, show, create, change, delete."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from app.devtools.sandbox import World
from app.devtools.sandbox.data.people import Group, User

Header = Callable[[User], dict[str, str]]
NEW = {"name": "Pickle", "country": "vn"}


async def create(client: httpx.AsyncClient, **fields: Any) -> dict[str, Any]:
    answer = await client.post("/api/pets", json={**NEW, **fields})
    assert answer.status_code == 201, answer.text
    data: dict[str, Any] = answer.json()["data"]
    return data


async def test_my_pets_holds_owned_pets_only_whatever_their_status(lin: httpx.AsyncClient) -> None:
    pets = (await lin.get("/api/my-pets")).json()["data"]

    assert {pet["id"]: pet["status"] for pet in pets} == {7: "active", 9: "active", 15: "deceased"}


@pytest.mark.parametrize(("slug", "ids"), [("cat", [7]), ("dog", [9]), ("axolotl", []), ("nonsense", [])])
async def test_my_pets_filters_by_species(slug: str, ids: list[int], lin: httpx.AsyncClient) -> None:
    pets = (await lin.get("/api/my-pets", params={"pet_type": slug})).json()["data"]

    assert [pet["id"] for pet in pets] == ids


async def test_sections_sort_pets_by_what_one_is_to_them(household: Any, world: World, lin: httpx.AsyncClient) -> None:
    world.relate(household.mochi, household.lin, "foster")
    fostered = world.add_pet(household.other, "Fostered")
    world.relate(fostered, household.lin, "foster")

    data = (await lin.get("/api/my-pets/sections")).json()["data"]

    ids = {section: [pet["id"] for pet in data[section]] for section in data if section != "context"}
    assert ids == {"owned": [7, 9, 15], "fostering_active": [fostered.id], "shared": [21], "fostering_past": [30]}
    assert data["fostering_past"][0]["viewer_permissions"]["access_sources"] == []
    assert data["shared"][0]["health_summary"]["vaccination_status"] == "unknown"


@pytest.mark.parametrize(("group_id", "status"), [("5", 403), ("77", 422), ("x", 422)])
async def test_sections_of_a_foreign_or_unknown_group_are_refused(
    group_id: str, status: int, world: World, lin: httpx.AsyncClient
) -> None:
    world.groups[5] = Group(id=5, name="Night shift", member_ids=set(), pet_ids={7})

    answer = await lin.get("/api/my-pets/sections", params={"group_id": group_id})

    assert answer.status_code == status


async def test_city_is_a_string_in_lists_and_an_object_in_show(lin: httpx.AsyncClient) -> None:
    listed = (await lin.get("/api/my-pets?pet_type=cat")).json()["data"][0]
    shown = (await lin.get("/api/pets/7")).json()["data"]

    assert listed["city"] == "Hanoi"
    assert (shown["city"]["id"], shown["city"]["name"]) == (12, "Hanoi")
    assert "health_summary" not in shown
    assert "latest_weight_kg" not in shown


async def test_show_leaks_other_peoples_addresses_and_media(
    household: Any, world: World, lin: httpx.AsyncClient
) -> None:
    household.other.telegram_link_token = "secret-link"
    world.relate(household.mochi, household.other, "viewer", past=True)

    shown = (await lin.get("/api/pets/7")).json()["data"]

    past = shown["relationships"][1]
    assert (past["user"]["email"], past["user"]["telegram_link_token"]) == ("other@example.com", "secret-link")
    assert past["end_at"] is not None
    assert shown["media"][0]["responsive_images"]


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({"name": " "}, {"name": ["Name is required."]}),
        ({"name": 7}, {"name": ["The name field must be a string."]}),
        ({"name": "x" * 256}, {"name": ["Name cannot exceed 255 characters."]}),
        ({"country": "VNM"}, {"country": ["The country field must be 2 characters."]}),
        ({"sex": "unknown"}, {"sex": ["The selected sex is invalid."]}),
        ({"pet_type_id": 99}, {"pet_type_id": ["The selected pet type id is invalid."]}),
        ({"city_id": 999}, {"city_id": ["The selected city id is invalid."]}),
        ({"state": "x" * 256}, {"state": ["The state field must not be greater than 255 characters."]}),
        ({"birthday": "2026-08-25"}, {"birthday": ["The birthday field must be a date before or equal to today."]}),
        ({"birthday": "2021-02-31"}, {"birthday": ["The birthday field must be a valid date."]}),
        (
            {"birthday_precision": "year", "birthday_year": 1899},
            {"birthday_year": ["The birthday year field must be at least 1900."]},
        ),
        (
            {"birthday_precision": "month", "birthday_year": 2020, "birthday_month": 13},
            {"birthday_month": ["The birthday month field must not be greater than 12."]},
        ),
        ({"allow_duplicate": "maybe"}, {"allow_duplicate": ["The allow duplicate field must be true or false."]}),
    ],
)
async def test_create_names_what_is_wrong(
    fields: dict[str, Any], errors: dict[str, list[str]], world: World, lin: httpx.AsyncClient
) -> None:
    answer = await lin.post("/api/pets", json={**NEW, **fields})

    assert (answer.status_code, answer.json()["errors"]) == (422, errors)
    assert answer.json()["message"] == next(iter(errors.values()))[0]
    assert world.count_records().pets == 5


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"city_id": 31}, "Selected city does not belong to the specified country."),
    ],
)
async def test_create_refuses_what_does_not_fit_without_an_errors_map(
    fields: dict[str, Any], message: str, lin: httpx.AsyncClient
) -> None:
    answer = await lin.post("/api/pets", json={**NEW, **fields})

    assert (answer.status_code, answer.json()["message"]) == (422, message)
    assert "errors" not in answer.json()


async def test_create_fills_in_the_defaults(lin: httpx.AsyncClient) -> None:
    pet = await create(lin, name="  Pickle ")

    assert (pet["name"], pet["country"], pet["sex"], pet["pet_type"]["slug"]) == (
        "Pickle",
        "VN",
        "not_specified",
        "cat",
    )
    assert (pet["description"], pet["description_locale"], pet["birthday_precision"]) == ("", None, "unknown")


async def test_the_duplicate_guard_goes_by_creator_type_and_name(
    household: Any, world: World, lin: httpx.AsyncClient, bearer: Header
) -> None:
    first = await create(lin)
    other_type = await create(lin, pet_type_id=2)
    named = {**NEW, "name": " PICKLE "}
    refused = await lin.post("/api/pets", json=named)
    allowed = await lin.post("/api/pets", json={**named, "allow_duplicate": True})
    somebody_else = await lin.post("/api/pets", json=named, headers=bearer(household.other))
    world.pets[allowed.json()["data"]["id"]].deleted = True
    after_deleting = await lin.post("/api/pets", json=named)

    assert other_type["id"] != first["id"]
    assert (refused.status_code, refused.json()["error"]) == (409, "duplicate_pet")
    assert refused.json()["data"] == {"existing_pet_ids": [first["id"]]}
    assert (allowed.status_code, somebody_else.status_code) == (201, 201)
    assert after_deleting.json()["data"] == {"existing_pet_ids": [first["id"]]}


async def test_a_foreign_owner_of_a_pet_one_created_does_not_lift_the_guard(
    household: Any, world: World, lin: httpx.AsyncClient
) -> None:
    household.mochi.relationships[0].end_at = world.now()
    world.relate(household.mochi, household.other, "owner")

    answer = await lin.post("/api/pets", json={"name": "mochi", "country": "VN"})

    assert answer.json()["data"] == {"existing_pet_ids": [7]}


@pytest.mark.parametrize("empty", [None, "", "   "])
@pytest.mark.parametrize("field", ["description", "sex", "state", "address", "city_id", "birthday_year"])
async def test_nothing_can_be_emptied_once_it_is_set(
    field: str, empty: str | None, household: Any, lin: httpx.AsyncClient
) -> None:
    household.mochi.state, household.mochi.address = "Ba Dinh", "1 Hang Bong"
    before = (await lin.get("/api/pets/7")).json()["data"]

    answer = await lin.put("/api/pets/7", json={field: empty})

    assert answer.status_code == 200
    assert answer.json()["data"][field] == before[field] is not None
    assert answer.json()["data"]["updated_at"] == before["updated_at"]


@pytest.mark.parametrize("field", ["name", "country", "pet_type_id"])
async def test_required_fields_may_be_absent_but_not_null_on_update(field: str, lin: httpx.AsyncClient) -> None:
    absent, null = await lin.put("/api/pets/7", json={}), await lin.put("/api/pets/7", json={field: None})

    assert (absent.status_code, null.status_code) == (200, 422)
    assert list(null.json()["errors"]) == [field]


async def test_a_change_sets_a_new_version_and_the_locale_of_the_description(
    clock: Any, lin: httpx.AsyncClient
) -> None:
    clock.pass_by(minutes=1)
    headers = {"Accept-Language": "vi"}

    changed = (await lin.put("/api/pets/7", json={"description": "Mới"}, headers=headers)).json()["data"]
    other = (await lin.put("/api/pets/7", json={"sex": "male"})).json()["data"]

    assert (changed["updated_at"], changed["description_locale"]) == ("2026-08-24T09:31:00.000000Z", "vi")
    assert other["description_locale"] == "vi"
