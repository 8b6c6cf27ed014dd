"""One pet with its health at a glance, over HTTP on the sandbox."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from litestar import Litestar

from app.devtools.sandbox import Fault, World, faults_of
from app.devtools.sandbox.data.pets import Pet
from tests.conftest import SandboxUser
from tests.tools.conftest import GetJson, Upstream


@pytest.mark.parametrize("by", ["Mèo Mun", "meo mun", "101", "#101"])
async def test_a_cat_is_shown_with_its_health_in_five_calls(ok: GetJson, upstream: Upstream, by: str) -> None:
    upstream.start()
    answer = await ok("GET", f"/pets/{by.replace('#', '%23')}")

    assert (answer["id"], answer["name"], answer["age"], answer["city"]) == (
        101,
        "Mèo Mun",
        "3 years 11 months",
        "Hanoi",
    )
    assert answer["next_birthday"] == {"date": "2026-09-05", "days_until": 12, "turns": 4}
    health = answer["health"]
    assert [one["state"] for one in health["vaccinations"]] == ["later", "due_soon", "overdue"]
    assert [one["record_type"] for one in health["medical_records"]] == ["checkup", "Deworming"]
    assert (health["vaccinations_total"], health["medical_records_total"], health["weights_total"]) == (3, 2, 5)
    assert health["weight_trend"]["direction"] == "down"
    assert "not_available" not in health
    assert answer["as_of"] == "2026-08-24"
    assert upstream.calls == 5


async def test_only_what_the_species_has_is_asked_for(ok: GetJson, upstream: Upstream) -> None:
    upstream.start()
    health = (await ok("GET", "/pets/Rex"))["health"]

    assert health["not_available"] == [
        "vaccinations: Meo Mai Moi keeps no vaccinations for dogs.",
        "medical records: Meo Mai Moi keeps no medical records for dogs.",
    ]
    assert health["weights"][0]["weight_kg"] == 23.4
    assert "vaccinations_total" not in health
    assert upstream.routes == {
        "GET /my-pets/sections": 1,
        "GET /pets/{pet}/weights": 1,
        "GET /pets/{pet}/microchips": 1,
    }


async def test_a_fostered_pet_is_shown_without_its_records(ok: GetJson, upstream: Upstream) -> None:
    upstream.start()
    answer = await ok("GET", "/pets/Tofu")

    assert answer["can_edit"] is False
    assert len(answer["health"]["not_available"]) == 3
    assert upstream.calls == 3  # the household, its microchips, and whose it is


async def test_a_pet_without_records_says_zero(ok: GetJson, cat_id: int) -> None:
    health = (await ok("GET", f"/pets/{cat_id}"))["health"]

    assert health == {"vaccinations_total": 0, "medical_records_total": 0, "weights_total": 0}


@pytest.mark.parametrize(
    ("part", "name"),
    [("vaccinations", "vaccinations"), ("medical-records", "medical records"), ("weights", "weights")],
)
@pytest.mark.parametrize("mode", ["down", "server_error", "html", "throttled"])
async def test_a_part_that_fails_is_named_and_the_others_stand(
    ok: GetJson, sandbox: Litestar, part: str, name: str, mode: Any
) -> None:
    faults_of(sandbox).set(Fault(mode=mode, path=f"/api/pets/101/{part}"))

    health = (await ok("GET", "/pets/101"))["health"]

    assert [one.partition(":")[0] for one in health["not_available"]] == [name]
    assert len([key for key in health if key.endswith("_total")]) == 2


@pytest.mark.parametrize("part", ["", "/vaccinations", "/medical-records", "/weights"])
async def test_a_dead_connection_fails_the_whole_answer(me: httpx.AsyncClient, sandbox: Litestar, part: str) -> None:
    faults_of(sandbox).set(Fault(mode="unauthenticated", path=f"/api/pets/101{part}"))

    answer = await me.get("/pets/101")

    assert answer.status_code == 401
    assert answer.json()["error"] == "UNAUTHORIZED"


async def test_a_revoked_token_is_told_apart_from_a_closed_record(linh: SandboxUser, world: World) -> None:
    world.revoke_tokens(linh.user)

    assert (await linh.client.get("/pets/101")).status_code == 401


async def test_a_pet_with_the_fullest_records_stays_below_the_limit(
    me: httpx.AsyncClient, world: World, pet: Callable[[str], Pet]
) -> None:
    mun = pet("Mèo Mun")
    mun.description = "ж" * 5000
    for age in range(200):
        day = date(2026, 8, 20) - timedelta(days=age)
        world.add_vaccination(mun, f"{age}{'ж' * 250}", day, due_at=day, notes="ж" * 1000)
        record = world.add_medical_record(mun, "ж" * 100, day)
        record.description, record.vet_name = "ж" * 2000, "ж" * 255

    answer = await me.get("/pets/101")

    assert len(answer.text) < 30_000
    assert answer.json()["health"]["vaccinations_total"] == 203


async def test_microchips_that_fail_name_no_list_tool_because_there_is_none(ok: GetJson, sandbox: Litestar) -> None:
    faults_of(sandbox).set(Fault(mode="down", path="/api/pets/101/microchips"))

    health = (await ok("GET", "/pets/101"))["health"]

    assert health["not_available"] == ["microchips: could not be read now; call get_pet again later"]


async def test_a_used_up_day_is_named_instead_of_another_tool(ok: GetJson, sandbox: Litestar) -> None:
    faults_of(sandbox).set(Fault(mode="quota", path="/api/pets/101/"))

    missing = (await ok("GET", "/pets/101"))["health"]["not_available"]

    assert len(missing) == 4
    assert all("used up its requests" in why and "list tool" not in why for why in missing)
