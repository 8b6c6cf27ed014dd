"""The GPT that imported the earlier connector's document goes on working: every shape of its requests, over HTTP."""

from typing import Any

import httpx
import pytest

OVERVIEW = "/pets/overview"
ASKED_ALWAYS = {"name": None, "species": None, "only_with_upcoming_vaccination": False}


@pytest.mark.parametrize(
    "body",
    [
        {},
        ASKED_ALWAYS,
        {"name": "mun"},
        {"name": None, "species": "cat"},
        {"only_with_upcoming_vaccination": True},
        *(
            {**ASKED_ALWAYS, "sort_by": by, "sort_order": order}
            for by in ("name", "next_vaccination_due_at", "next_birthday_at")
            for order in ("asc", "desc")
        ),
        {"sort_by": None, "sort_order": None},
        {"sort_by": "something", "sort_order": "up", "only_with_upcoming_vaccination": "maybe"},
    ],
)
async def test_every_shape_of_the_overview_is_answered(household: httpx.AsyncClient, body: dict[str, Any]) -> None:
    answer = await household.post(OVERVIEW, json=body)

    assert answer.status_code == 200, answer.text
    assert answer.json()["pets"]


async def test_the_overview_is_chosen_and_ordered_as_asked(household: httpx.AsyncClient) -> None:
    async def names(**body: Any) -> list[str]:
        return [pet["name"] for pet in (await household.post(OVERVIEW, json=body)).json()["pets"]]

    by_name = await names(sort_by="name")
    pets = (await household.post(OVERVIEW, json={"sort_by": "next_birthday_at"})).json()["pets"]
    birthdays = [pet["next_birthday"]["date"] for pet in pets if "date" in pet.get("next_birthday", {})]
    due = (await household.post(OVERVIEW, json={"only_with_upcoming_vaccination": True})).json()["pets"]

    assert await names(sort_by="name", sort_order="desc") == by_name[::-1]
    assert await names(name="mun") == ["Mèo Mun"]
    assert birthdays == sorted(birthdays)
    assert {pet["vaccination_status"] for pet in due} <= {"overdue", "due_soon"}
    assert 0 < len(due) < len(by_name)


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/pets", None, 200),
        ("GET", "/pets?name=mun&species=cat", None, 200),
        ("GET", "/pet-types", None, 200),
        ("POST", "/pets/find", {"name": "mun"}, 200),
        ("POST", "/pets/find", {"name": None, "species": "cat"}, 200),
        ("POST", "/pets/find", {"name": "mun", "species": None}, 200),
        ("POST", "/pets", {"name": "A", "species": "cat", "sex": "not_specified", "confirm_duplicate": False}, 201),
        (
            "POST",
            "/pets",
            {
                "name": "A",
                "species": "cat",
                "sex": None,
                "birth_date": None,
                "birth_month_year": None,
                "age_months": None,
                "country": None,
                "description": None,
                "confirm_duplicate": False,
            },
            201,
        ),
        ("PATCH", "/pets/103", {"name": None, "sex": None, "birth_date": None, "description": "Calm."}, 200),
        ("POST", "/pets/103/medical-records", {"description": "Fine.", "record_date": None, "vet_name": None}, 201),
        ("POST", "/pets/103/medical-records", {"record_type": None, "description": None, "record_date": None}, 201),
    ],
)
async def test_every_other_shape_is_answered(
    household: httpx.AsyncClient, method: str, path: str, body: dict[str, Any] | None, status: int
) -> None:
    answer = await household.request(method, path, json=body)

    assert answer.status_code == status, answer.text


async def test_records_are_changed_with_nulls_for_the_rest(household: httpx.AsyncClient) -> None:
    weight = (await household.get("/pets/101/weights")).json()["weights"][0]["id"]
    dose = (await household.get("/pets/101/vaccinations?status=all")).json()["vaccinations"][0]["id"]
    record = (await household.get("/pets/101/medical-records")).json()["medical_records"][0]["id"]
    for path, body in (
        (f"weights/{weight}", {"weight_kg": 4.1, "measured_at": None}),
        (f"vaccinations/{dose}", {"vaccine_name": None, "administered_at": None, "due_at": None, "notes": "x"}),
        (f"medical-records/{record}", {"record_type": None, "description": "x", "record_date": None, "vet_name": None}),
    ):
        answer = await household.patch(f"/pets/101/{path}", json=body)
        assert answer.status_code == 200, answer.text


async def test_its_fields_are_named_nowhere(household: httpx.AsyncClient) -> None:
    document = (await household.get("/openapi.json")).text
    refused = await household.post(OVERVIEW, json={"colour": "red"})

    for name in ("only_with_upcoming_vaccination", "sort_by", "sort_order", "x-unpublished"):
        assert name not in document
        assert name not in refused.text
    assert refused.json()["allowed_values"] == ["species", "include_shared", "offset"]
