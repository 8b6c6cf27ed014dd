"""Vaccinations added over HTTP on the sandbox: as they were said, and once (docs/main-app-api.md, "Vaccinations")."""

from typing import Any

import httpx
import pytest

from app.devtools.sandbox import World
from tests.conftest import FixedClock
from tests.tools.conftest import GetJson, Upstream
from tests.tools.vaccinations import PATH, RABIES


async def test_an_added_vaccination_is_shown_as_stored(ok: GetJson, upstream: Upstream, world: World) -> None:
    upstream.start()
    body = {**RABIES, "vaccine_name": " Purevax ", "due_at": "20.08.2027", "notes": "batch 42"}
    answer = await ok("POST", PATH, body)

    stored = world.vaccinations[answer["id"]]
    assert answer == {
        "id": stored.id,
        "pet_id": stored.pet_id,
        "pet_name": "Mèo Mun",
        "vaccine_name": "Purevax",
        "administered_at": "2026-08-20",
        "due_at": "2027-08-20",
        "state": "later",
        "days_until_due": 361,
        "notes": "batch 42",
        "as_of": "2026-08-24",
    }
    assert upstream.routes == {
        "GET /my-pets/sections": 1,
        "GET /pets/{pet}/vaccinations": 1,
        "POST /pets/{pet}/vaccinations": 1,
    }


async def test_a_due_date_that_was_not_said_is_not_invented(ok: GetJson, world: World) -> None:
    answer = await ok("POST", PATH, RABIES)

    assert "due_at" not in answer
    assert answer["state"] == "no_due_date"
    assert world.vaccinations[answer["id"]].due_at is None


async def test_the_same_vaccination_sent_twice_is_saved_once(
    me: httpx.AsyncClient, world: World, clock: FixedClock
) -> None:
    first = await me.post(PATH, json=RABIES)
    before = world.count_records()
    clock.advance(seconds=50)

    second = await me.post(PATH, json=RABIES)

    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json()["id"] == first.json()["id"]
    assert second.json()["already_saved"] is True
    assert world.count_records() == before


async def test_a_vaccination_that_is_stored_already_leads_to_the_update(
    ok: GetJson, refused: GetJson, clock: FixedClock
) -> None:
    await ok("POST", PATH, RABIES)
    clock.advance(minutes=20)

    error = await refused(422, "POST", PATH, RABIES)

    assert error["error"] == "VALIDATION_ERROR"
    assert error["fields"][0]["name"] == "administered_at"
    assert "update" in error["hint"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"due_at": None, "administered_at": "2026-08-20"}, "vaccine_name"),
        ({"vaccine_name": "Rabies"}, "administered_at"),
        ({**RABIES, "vaccine_name": "  "}, "vaccine_name"),
        ({**RABIES, "vaccine_name": "x" * 256}, "vaccine_name"),
        ({**RABIES, "administered_at": "2026-08-25"}, "administered_at"),
        ({**RABIES, "administered_at": "tomorrow"}, "administered_at"),
        ({**RABIES, "administered_at": "2026-02-30"}, "administered_at"),
        ({**RABIES, "administered_at": "03/04/2026"}, "administered_at"),
        ({**RABIES, "administered_at": None}, "administered_at"),
        ({**RABIES, "due_at": "2026-08-19"}, "due_at"),
        ({**RABIES, "due_at": "next year"}, "due_at"),
        ({**RABIES, "notes": "x" * 1001}, "notes"),
        ({**RABIES, "vet": "Dr. Hoa"}, "vet"),
        ({**RABIES, "pet_id": 7}, "pet_id"),
    ],
)
async def test_a_wrong_input_is_named_and_nothing_is_sent(
    refused: GetJson, upstream: Upstream, body: dict[str, Any], field: str
) -> None:
    upstream.start()
    error = await refused(422, "POST", PATH, body)

    assert [one["name"] for one in error["fields"]] == [field]
    assert error["error"] == "VALIDATION_ERROR"
    assert upstream.writes == 0


async def test_all_that_is_wrong_is_said_at_once(refused: GetJson) -> None:
    wrong = {"vaccine_name": " ", "administered_at": "2099-01-01", "notes": "x" * 1001}

    error = await refused(422, "POST", PATH, wrong)

    assert sorted(field["name"] for field in error["fields"]) == ["administered_at", "notes", "vaccine_name"]
