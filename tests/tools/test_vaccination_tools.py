"""Vaccinations over HTTP on the sandbox (P5.3, contract 7)."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from app.sandbox import World
from app.sandbox.data.pets import Pet
from tests.conftest import FixedClock
from tests.tools.conftest import GetJson, Upstream

PATH = "/pets/Mèo Mun/vaccinations"
RABIES = {"vaccine_name": "Rabies", "administered_at": "2026-08-20"}


def id_of(pet: Pet, name: str, *, completed: bool = False) -> int:
    return next(
        one.id for one in pet.vaccinations.values() if one.vaccine_name == name and bool(one.completed_at) is completed
    )


async def test_the_list_shows_what_is_in_force_with_its_state(ok: GetJson, upstream: Upstream) -> None:
    upstream.start()
    answer = await ok("GET", PATH)

    states = {row["vaccine_name"]: (row["state"], row["days_until_due"]) for row in answer["vaccinations"]}
    assert states == {"Rabies": ("overdue", -15), "FVRCP": ("due_soon", 12), "FeLV": ("later", 165)}
    assert (answer["pet_name"], answer["total"], answer["returned"], answer["has_more"]) == ("Mèo Mun", 3, 3, False)
    assert answer["as_of"] == "2026-08-24"
    assert upstream.calls == 2


@pytest.mark.parametrize(
    ("status", "states"),
    [
        ("active", ["later", "due_soon", "overdue"]),
        ("overdue", ["overdue"]),
        ("Completed", ["completed"]),
        ("all", ["later", "due_soon", "overdue", "completed"]),
    ],
)
async def test_the_status_chooses_and_completed_ones_are_marked(ok: GetJson, status: str, states: list[str]) -> None:
    answer = await ok("GET", f"{PATH}?status={status}")

    assert [row["state"] for row in answer["vaccinations"]] == states


async def test_a_wrong_status_names_the_right_ones(refused: GetJson, upstream: Upstream) -> None:
    upstream.start()
    error = await refused(422, "GET", f"{PATH}?status=due")

    assert error["allowed_values"] == ["active", "overdue", "completed", "all"]
    assert error["fields"][0]["name"] == "status"
    assert upstream.calls == 0


@pytest.mark.parametrize("limit", [7, 25, 40, 100])
async def test_every_page_can_be_reached(
    ok: GetJson, world: World, cat_id: int, upstream: Upstream, limit: int
) -> None:
    for number in range(130):
        world.add_vaccination(world.pets[cat_id], f"Vaccine {number}", date(2026, 1, 1) - timedelta(days=number))
    found: list[int] = []
    offset: int | None = 0
    while offset is not None:
        upstream.start()
        answer = await ok("GET", f"/pets/{cat_id}/vaccinations?limit={limit}&offset={offset}")
        assert answer["total"] == 130
        assert answer["returned"] == len(answer["vaccinations"]) <= limit
        assert answer["has_more"] is ("next_offset" in answer)
        assert upstream.calls <= 2 + -(-limit // 25)
        found += [row["id"] for row in answer["vaccinations"]]
        offset = answer.get("next_offset")

    assert len(found) == len(set(found)) == 130


async def test_an_offset_beyond_the_end_is_an_empty_answer(ok: GetJson) -> None:
    answer = await ok("GET", f"{PATH}?offset=500")

    assert (answer["vaccinations"], answer["total"], answer["has_more"]) == ([], 3, False)


async def test_long_notes_shorten_the_answer_and_the_rest_follows(
    me: httpx.AsyncClient, world: World, cat_id: int
) -> None:
    for number in range(60):
        world.add_vaccination(
            world.pets[cat_id], f"{number} {'ы' * 250}", date(2026, 1, 1) - timedelta(days=number), notes="ж" * 1000
        )
    found: list[int] = []
    offset: int | None = 0
    while offset is not None:
        answer = await me.get(f"/pets/{cat_id}/vaccinations?limit=100&offset={offset}")
        assert len(answer.text) < 30_000
        assert answer.json()["returned"] > 0
        found += [row["id"] for row in answer.json()["vaccinations"]]
        offset = answer.json().get("next_offset")

    assert len(found) == len(set(found)) == 60


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
    assert upstream.routes == {"GET /my-pets/sections": 1, "POST /pets/{pet}/vaccinations": 1}


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


async def test_today_here_may_be_tomorrow_for_the_main_app_and_the_error_says_so(
    refused: GetJson, clock: FixedClock, world: World
) -> None:
    clock.advance(hours=8)  # 20:05 UTC is 03:05 of the next day in Vietnam
    before = world.count_records()

    error = await refused(422, "POST", PATH, {**RABIES, "administered_at": "today"})

    assert error["fields"][0]["name"] == "administered_at"
    assert "UTC" in error["hint"]
    assert world.count_records() == before


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


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/pets/Rex/vaccinations", None),
        ("POST", "/pets/Rex/vaccinations", RABIES),
        ("PATCH", "/pets/Rex/vaccinations/1", {"notes": "x"}),
        ("POST", "/pets/Rex/vaccinations/1/renew", {}),
    ],
)
async def test_a_dog_has_no_vaccinations_and_a_person_understands_why(
    refused: GetJson, upstream: Upstream, method: str, path: str, body: object
) -> None:
    upstream.start()
    error = await refused(422, method, path, body)

    assert error["message"] == "Meo Mai Moi keeps no vaccinations for dogs."
    assert error["fields"][0]["name"] == "pet_id"
    assert upstream.calls == 1


async def test_a_correction_changes_only_what_was_sent(
    ok: GetJson, pet: Callable[[str], Pet], upstream: Upstream
) -> None:
    mun = pet("Mèo Mun")
    record = mun.vaccinations[id_of(mun, "FVRCP")]
    upstream.start()

    answer = await ok("PATCH", f"{PATH}/{record.id}", {"vaccine_name": "Tricat", "due_at": "2026-09-10"})

    assert (answer["vaccine_name"], answer["due_at"], answer["notes"]) == ("Tricat", "2026-09-10", "left hind leg")
    assert record.administered_at == date(2025, 9, 5)
    assert upstream.calls == 2


async def test_clear_empties_fields(ok: GetJson, pet: Callable[[str], Pet]) -> None:
    mun = pet("Mèo Mun")
    record = mun.vaccinations[id_of(mun, "FVRCP")]

    answer = await ok("PATCH", f"{PATH}/{record.id}", {"clear": ["due_at", "notes"]})

    assert (record.due_at, record.notes) == (None, None)
    assert answer["state"] == "no_due_date"
    assert "notes" not in answer


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, None),
        ({"notes": ""}, None),
        ({"clear": []}, None),
        ({"clear": ["due_at"], "due_at": "2027-01-01"}, "due_at"),
        ({"clear": ["vaccine_name"]}, "clear"),
        ({"vaccine_name": " "}, "vaccine_name"),
        ({"administered_at": "2030-01-01"}, "administered_at"),
        ({"administered_at": "2026-08-01", "due_at": "2026-07-01"}, "due_at"),
        ({"completed_at": "2026-01-01"}, "completed_at"),
    ],
)
async def test_a_wrong_correction_changes_nothing(
    refused: GetJson, pet: Callable[[str], Pet], upstream: Upstream, body: dict[str, Any], field: str | None
) -> None:
    upstream.start()
    error = await refused(422, "PATCH", f"{PATH}/{id_of(pet('Mèo Mun'), 'FVRCP')}", body)

    assert [one["name"].partition("[")[0] for one in error["fields"]] == ([field] if field else [])
    assert field or error["message"] == "Nothing to change was sent."
    assert upstream.writes == 0


@pytest.mark.parametrize("record_id", ["9999999", "0", "-1", str(2**70)])
async def test_an_unknown_record_is_not_found(refused: GetJson, record_id: str) -> None:
    error = await refused(404, "PATCH", f"{PATH}/{record_id}", {"notes": "x"})

    assert error["error"] == "NOT_FOUND"
    assert "list" in error["hint"]


async def test_a_record_of_another_pet_is_not_found(refused: GetJson, pet: Callable[[str], Pet]) -> None:
    other = id_of(pet("Барсик"), "Rabies")

    assert (await refused(404, "PATCH", f"{PATH}/{other}", {"notes": "x"}))["error"] == "NOT_FOUND"
    assert (await refused(404, "POST", f"{PATH}/{other}/renew", {}))["error"] == "NOT_FOUND"


async def test_a_renewal_closes_the_old_record_and_takes_over_its_name(
    ok: GetJson, pet: Callable[[str], Pet], upstream: Upstream
) -> None:
    mun = pet("Mèo Mun")
    old = mun.vaccinations[id_of(mun, "Rabies")]
    upstream.start()

    answer = await ok("POST", f"{PATH}/{old.id}/renew", {"due_at": "2027-08-24"})

    assert (answer["vaccine_name"], answer["administered_at"], answer["due_at"]) == (
        "Rabies",
        "2026-08-24",
        "2027-08-24",
    )
    assert answer["renewed_id"] == old.id
    assert old.completed_at
    assert upstream.calls == 4
    assert [row["id"] for row in (await ok("GET", f"{PATH}?status=overdue"))["vaccinations"]] == []


async def test_a_renewal_without_a_body_is_the_same_vaccine_today(ok: GetJson, pet: Callable[[str], Pet]) -> None:
    answer = await ok("POST", f"{PATH}/{id_of(pet('Mèo Mun'), 'Rabies')}/renew")

    assert (answer["vaccine_name"], answer["administered_at"]) == ("Rabies", "2026-08-24")
    assert "due_at" not in answer


async def test_a_repeated_renewal_returns_the_first(
    me: httpx.AsyncClient, pet: Callable[[str], Pet], world: World, clock: FixedClock
) -> None:
    path = f"{PATH}/{id_of(pet('Mèo Mun'), 'Rabies')}/renew"
    first = await me.post(path, json={})
    before = world.count_records()
    clock.advance(seconds=50)

    second = await me.post(path, json={})

    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json()["id"] == first.json()["id"]
    assert second.json()["already_saved"] is True
    assert world.count_records() == before


async def test_a_completed_record_cannot_be_renewed(refused: GetJson, pet: Callable[[str], Pet], world: World) -> None:
    before = world.count_records()

    error = await refused(422, "POST", f"{PATH}/{id_of(pet('Mèo Mun'), 'Rabies', completed=True)}/renew", {})

    assert error["fields"][0]["name"] == "vaccination_id"
    assert "completed" in error["message"]
    assert "list_vaccinations" in error["hint"]
    assert world.count_records() == before


async def test_a_renewal_that_equals_a_stored_record_is_stopped_before_the_main_app_breaks(
    refused: GetJson, pet: Callable[[str], Pet], upstream: Upstream
) -> None:
    mun = pet("Mèo Mun")
    old, completed = mun.vaccinations[id_of(mun, "Rabies")], mun.vaccinations[id_of(mun, "Rabies", completed=True)]
    upstream.start()

    for taken in (old.administered_at, completed.administered_at):
        error = await refused(422, "POST", f"{PATH}/{old.id}/renew", {"administered_at": taken.isoformat()})
        assert error["fields"][0]["name"] == "administered_at"
        assert "update_vaccination" in error["hint"]

    assert upstream.writes == 0


async def test_a_renewal_that_equals_another_active_record_is_refused(
    refused: GetJson, pet: Callable[[str], Pet], world: World
) -> None:
    mun = pet("Mèo Mun")
    world.add_vaccination(mun, "Rabies", date(2026, 8, 1))

    error = await refused(422, "POST", f"{PATH}/{id_of(mun, 'Rabies')}/renew", {"administered_at": "2026-08-01"})

    assert error["fields"][0]["name"] == "administered_at"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"administered_at": "2026-08-25"}, "administered_at"),
        ({"due_at": "2026-08-23"}, "due_at"),
        ({"vaccine_name": "x" * 256}, "vaccine_name"),
        ({"notes": "x" * 1001}, "notes"),
        ({"renewed_at": "2026-08-01"}, "renewed_at"),
    ],
)
async def test_a_wrong_renewal_sends_nothing(
    refused: GetJson, pet: Callable[[str], Pet], upstream: Upstream, body: dict[str, Any], field: str
) -> None:
    upstream.start()
    error = await refused(422, "POST", f"{PATH}/{id_of(pet('Mèo Mun'), 'Rabies')}/renew", body)

    assert [one["name"] for one in error["fields"]] == [field]
    assert upstream.writes == 0
