"""Vaccinations, renewals, medical records and weights."""

from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from app.devtools.sandbox import World

SHOT = {"vaccine_name": "FeLV", "administered_at": "2026-08-20"}
GUARDS_61 = {
    "base_version": "2025-07-20T10:11:12.000000Z",
    "expected_vaccine_name": "Rabies",
    "expected_administered_at": "2025-07-20",
}
RENEWED = {"vaccine_name": "Rabies", "administered_at": "2026-08-20", "due_at": "2027-08-20"}


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("", [61, 60]),
        ("?status=active", [61, 60]),
        ("?status=overdue", [61]),
        ("?status=completed", [44]),
        ("?status=all", [61, 60, 44]),
    ],
)
async def test_vaccinations_are_listed_by_status_newest_first(
    query: str, ids: list[int], lin: httpx.AsyncClient
) -> None:
    rows = (await lin.get(f"/api/pets/7/vaccinations{query}")).json()["data"]["data"]

    assert [row["id"] for row in rows] == ids


@pytest.mark.parametrize("status", ["expired", "ALL", "1"])
async def test_an_unknown_status_is_refused(status: str, lin: httpx.AsyncClient) -> None:
    answer = await lin.get("/api/pets/7/vaccinations", params={"status": status})

    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["status"])


async def test_due_today_is_not_overdue(world: World, clock: Any, lin: httpx.AsyncClient) -> None:
    world.vaccinations[61].due_at = world.today()

    async def overdue() -> tuple[bool, str]:
        record = (await lin.get("/api/pets/7/vaccinations/61")).json()["data"]
        card = (await lin.get("/api/my-pets?pet_type=cat")).json()["data"][0]
        return record["is_overdue"], card["health_summary"]["vaccination_status"]

    world.pets[7].health_edition += 1
    assert await overdue() == (False, "due_soon")
    clock.pass_by(days=1)
    assert await overdue() == (True, "overdue")


@pytest.mark.parametrize(
    ("days", "status"), [(-1, "overdue"), (0, "due_soon"), (30, "due_soon"), (31, "up_to_date"), (None, "unknown")]
)
async def test_the_card_sums_up_vaccinations(
    days: int | None, status: str, household: Any, world: World, lin: httpx.AsyncClient
) -> None:
    household.mochi.vaccinations.clear()
    due = None if days is None else world.today() + timedelta(days=days)
    world.add_vaccination(household.mochi, "Rabies", date(2025, 1, 1), due_at=due)

    card = (await lin.get("/api/my-pets?pet_type=cat")).json()["data"][0]

    assert card["health_summary"]["vaccination_status"] == status
    flags = [card[f"has_{name}_vaccinations"] for name in ("overdue", "due_soon", "future")]
    assert flags == [status == "overdue", status == "due_soon", status == "up_to_date"]


@pytest.mark.parametrize(
    ("change", "errors"),
    [
        ({"vaccine_name": None}, ["vaccine_name"]),
        ({"vaccine_name": "x" * 256}, ["vaccine_name"]),
        ({"administered_at": "2026-08-25"}, ["administered_at"]),
        ({"administered_at": "yesterday"}, ["administered_at"]),
        ({"due_at": "2026-08-19"}, ["due_at"]),
        ({"notes": "x" * 1001}, ["notes"]),
        ({"vaccine_name": 1, "due_at": 1, "notes": 1}, ["vaccine_name", "due_at", "notes"]),
    ],
)
async def test_a_wrong_vaccination_is_refused(
    change: dict[str, Any], errors: list[str], world: World, lin: httpx.AsyncClient
) -> None:
    answer = await lin.post("/api/pets/7/vaccinations", json={**SHOT, **change})

    assert (answer.status_code, list(answer.json()["errors"])) == (422, errors)
    assert len(world.vaccinations) == 3


@pytest.mark.parametrize(
    ("name", "day", "status"),
    [("Rabies", "2024-07-18", 422), ("rabies", "2024-07-18", 201), ("Rabies", "2024-07-19", 201)],
)
async def test_name_and_date_are_unique_case_sensitively_completed_ones_included(
    name: str, day: str, status: int, lin: httpx.AsyncClient
) -> None:
    answer = await lin.post("/api/pets/7/vaccinations", json={"vaccine_name": name, "administered_at": day})

    assert answer.status_code == status


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("vaccinations/60", {"vaccine_name": None}, 500),
        ("vaccinations/60", {"administered_at": ""}, 500),
        ("vaccinations/60", {"due_at": None, "notes": None}, 200),
        ("vaccinations/60", {"vaccine_name": "Rabies", "administered_at": "2025-07-20"}, 422),
        ("medical-records/18", {"record_date": None}, 500),
        ("medical-records/18", {"record_type": None}, 422),
        ("medical-records/18", {"description": None, "vet_name": None}, 200),
        ("medical-records/18", {"record_date": "2026-08-25"}, 422),
        ("weights/95", {"weight_kg": None}, 422),
        ("weights/95", {"record_date": None}, 422),
        ("weights/95", {"record_date": "2026-07-01"}, 422),
        ("weights/95", {"record_date": "2026-08-01"}, 200),
    ],
)
async def test_an_update_clears_refuses_or_breaks(
    path: str, body: dict[str, Any], status: int, lin: httpx.AsyncClient
) -> None:
    answer = await lin.put(f"/api/pets/7/{path}", json=body)

    assert answer.status_code == status
    if status == 500:
        assert answer.json() == {"message": "Server Error"}
    if status == 200:
        assert all(answer.json()["data"][name] is None for name, value in body.items() if value is None)


async def test_an_update_without_a_change_keeps_the_version(clock: Any, lin: httpx.AsyncClient) -> None:
    clock.pass_by(hours=1)

    same = (await lin.put("/api/pets/7/weights/95", json={"weight_kg": "4.20"})).json()["data"]
    other = (await lin.put("/api/pets/7/weights/95", json={"weight_kg": 4.21})).json()["data"]

    assert same["updated_at"] == "2026-08-01T20:00:00.000000Z"
    assert other["updated_at"] == "2026-08-24T10:30:00.000000Z"


async def test_renew_completes_the_old_record_and_shows_the_new_one(world: World, lin: httpx.AsyncClient) -> None:
    answer = await lin.post("/api/pets/7/vaccinations/61/renew", json={**RENEWED, **GUARDS_61})

    assert answer.status_code == 201
    assert answer.json()["data"]["id"] not in {61, 60, 44}
    assert "completed_at" not in answer.json()["data"]
    assert world.vaccinations[61].completed_at == world.vaccinations[61].updated_at == "2026-08-24T09:30:00.000000Z"
    rows = (await lin.get("/api/pets/7/vaccinations")).json()["data"]["data"]
    assert [row["is_overdue"] for row in rows] == [False, False]


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"base_version": None}, 422),
        ({"expected_vaccine_name": ""}, 422),
        ({"base_version": "x"}, 409),
        ({"expected_vaccine_name": "rabies"}, 409),
        ({"expected_administered_at": "2025-07-21"}, 409),
        ({"administered_at": "2025-07-20"}, 500),
        ({"administered_at": "2024-07-18", "due_at": None}, 500),
        ({"vaccine_name": "FVRCP", "administered_at": "2025-06-02", "due_at": None}, 422),
        ({"finance_expense": {"amount": "1"}}, 403),
    ],
)
async def test_a_renewal_that_does_not_fit_changes_nothing(
    change: dict[str, Any], status: int, world: World, lin: httpx.AsyncClient
) -> None:
    answer = await lin.post("/api/pets/7/vaccinations/61/renew", json={**RENEWED, **GUARDS_61, **change})

    assert answer.status_code == status
    assert (world.vaccinations[61].completed_at, len(world.vaccinations)) == (None, 3)


@pytest.mark.parametrize(
    ("path", "guards"),
    [
        ("vaccinations/61", GUARDS_61),
        (
            "medical-records/18",
            {
                "base_version": "2026-06-30T07:00:00.000000Z",
                "expected_record_type": "checkup",
                "expected_record_date": "2026-06-30",
            },
        ),
        (
            "weights/95",
            {
                "base_version": "2026-08-01T20:00:00.000000Z",
                "expected_weight_kg": 4.2,
                "expected_record_date": "2026-08-01",
            },
        ),
    ],
)
async def test_a_delete_needs_its_guards_in_body_or_query(
    path: str, guards: dict[str, Any], lin: httpx.AsyncClient
) -> None:
    unguarded = await lin.delete(f"/api/pets/7/{path}")
    wrong = [await lin.request("DELETE", f"/api/pets/7/{path}", json={**guards, name: "9"}) for name in guards]
    deleted = await lin.delete(f"/api/pets/7/{path}", params=guards)

    assert (unguarded.status_code, list(unguarded.json()["errors"])) == (422, list(guards))
    assert {answer.status_code for answer in wrong} == {409}
    assert deleted.json() == {"success": True, "data": True}
    assert (await lin.get(f"/api/pets/7/{path}")).status_code == 404


async def test_a_token_without_health_write_needs_no_guards(
    household: Any, world: World, lin: httpx.AsyncClient
) -> None:
    plain = world.add_token(household.lin, frozenset({"delete"}))

    answer = await lin.delete("/api/pets/7/weights/95", headers={"Authorization": f"Bearer {plain}"})

    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("query", "status"), [("", 422), ("?linked_transaction=delete", 403), ("?linked_transaction=keep", 200)]
)
async def test_a_linked_expense_must_be_kept(query: str, status: int, world: World, lin: httpx.AsyncClient) -> None:
    world.vaccinations[61].linked_transaction = True

    answer = await lin.request("DELETE", f"/api/pets/7/vaccinations/61{query}", json=GUARDS_61)

    assert answer.status_code == status
