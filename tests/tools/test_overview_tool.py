"""All pets at a glance, over HTTP on the sandbox."""

from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from litestar import Litestar

from app.devtools.sandbox import Fault, World, faults_of
from app.devtools.sandbox.data.pets import Pet
from tests.conftest import SandboxUser
from tests.tools.conftest import GetJson, Upstream


def by_name(answer: Any) -> dict[str, Any]:
    return {pet["name"]: pet for pet in answer["pets"]}


async def test_one_answer_shows_birthdays_weights_and_what_is_due(ok: GetJson, upstream: Upstream) -> None:
    upstream.start()
    answer = await ok("POST", "/pets/overview", {})

    pets = by_name(answer)
    assert list(pets) == ["Kiwi", "Mèo Mun", "Oliver", "Rex", "Барсик"]
    assert pets["Mèo Mun"]["next_birthday"] == {"date": "2026-09-05", "days_until": 12, "turns": 4}
    assert pets["Барсик"]["next_birthday"] == {"in_words": "in March, day not known"}
    assert "next_birthday" not in pets["Oliver"]  # only the year is known
    assert (pets["Mèo Mun"]["weight_change_kg"], pets["Mèo Mun"]["weight_direction"]) == (-0.17, "down")
    assert (pets["Mèo Mun"]["previous_weight_kg"], pets["Mèo Mun"]["previous_weight_date"]) == (4.12, "2026-07-24")
    assert [(one["vaccine_name"], one["days_until_due"]) for one in pets["Mèo Mun"]["due_vaccinations"]] == [
        ("Rabies", -15),
        ("FVRCP", 12),
    ]
    assert [one["vaccine_name"] for one in pets["Барсик"]["due_vaccinations"]] == ["FVRCP"]
    assert answer["as_of"] == "2026-08-24"
    assert upstream.routes == {"GET /my-pets": 1, "GET /pets/{pet}/vaccinations": 2}


async def test_a_pet_that_died_has_no_age_and_no_birthday(ok: GetJson, world: World, cat_id: int) -> None:
    cat = world.pets[cat_id]
    cat.status, cat.birthday, cat.birthday_precision = "deceased", date(2020, 9, 1), "day"
    world.add_vaccination(cat, "Rabies", date(2025, 1, 1), due_at=date(2026, 1, 1))

    shown = by_name(await ok("POST", "/pets/overview", {}))["Blank"]

    assert shown["status"] == "deceased"
    assert not {"age", "next_birthday", "due_vaccinations"} & shown.keys()


async def test_no_body_means_all_pets(me: httpx.AsyncClient) -> None:
    answer = await me.post("/pets/overview")

    assert (answer.status_code, answer.json()["total"]) == (200, 5)


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ({"species": "кошки"}, ["Mèo Mun", "Oliver", "Барсик"]),
        ({"species": "dog", "include_shared": "yes"}, ["Rex"]),
        ({"species": "cat", "include_shared": True}, ["Bún", "Mèo Mun", "Oliver", "Tofu", "Барсик"]),
        ({"offset": 3}, ["Rex", "Барсик"]),
        ({"offset": 99}, []),
    ],
)
async def test_the_pets_can_be_chosen(ok: GetJson, body: dict[str, Any], names: list[str]) -> None:
    assert list(by_name(await ok("POST", "/pets/overview", body))) == names


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"species": "dragon"}, "species"),
        ({"offset": -1}, "offset"),
        ({"offset": "many"}, "offset"),
        ({"include_shared": "perhaps"}, "include_shared"),
        ({"nickname": "Mun"}, "nickname"),
    ],
)
async def test_a_wrong_input_is_named(refused: GetJson, body: dict[str, Any], field: str) -> None:
    assert [one["name"] for one in (await refused(422, "POST", "/pets/overview", body))["fields"]] == [field]


async def test_records_that_are_closed_to_the_user_are_not_asked_for(
    nam: SandboxUser, world: World, upstream: Upstream
) -> None:
    upstream.start()
    answer = await nam.client.post("/pets/overview", json={"include_shared": True})

    # Nam may look at Mèo Mun and edit Барсик.
    assert "due_vaccinations" not in by_name(answer.json())["Mèo Mun"]
    assert by_name(answer.json())["Mèo Mun"]["vaccinations_available"] is False
    assert by_name(answer.json())["Барсик"]["due_vaccinations"]
    assert upstream.routes["GET /pets/{pet}/vaccinations"] == 1
    assert not [one for one in world.journal.recent if one.status == 403]


@pytest.mark.parametrize("mode", ["down", "server_error", "garbage", "throttled", "maintenance"])
async def test_what_cannot_be_read_is_marked_and_the_rest_is_shown(ok: GetJson, sandbox: Litestar, mode: Any) -> None:
    faults_of(sandbox).set(Fault(mode=mode, path="/api/pets/"))

    answer = await ok("POST", "/pets/overview", {})

    pets = by_name(answer)
    assert [name for name, pet in pets.items() if pet.get("vaccinations_available") is False] == ["Mèo Mun", "Барсик"]
    assert pets["Mèo Mun"]["latest_weight_kg"] == 3.95
    assert "2 pets" in answer["left_out"][0]


async def test_a_dead_connection_fails_the_whole_answer(me: httpx.AsyncClient, sandbox: Litestar) -> None:
    faults_of(sandbox).set(Fault(mode="unauthenticated", path="/api/pets/"))

    assert (await me.post("/pets/overview", json={})).status_code == 401


async def test_a_large_household_stays_within_size_and_calls(
    me: httpx.AsyncClient, large_household: list[Pet], upstream: Upstream
) -> None:
    found, offset = [], 0
    while True:
        upstream.start()
        response = await me.post("/pets/overview", json={"offset": offset})
        assert len(response.text) < 30_000
        assert upstream.calls <= 1 + 24 + 8
        answer = response.json()
        assert answer["total"] == 65
        if offset == 0:
            assert any("not or not all read" in said for said in answer["left_out"])
            assert any("more pets" in said for said in answer["left_out"])
        found += [pet["id"] for pet in answer["pets"]]
        if not answer["has_more"]:
            break
        offset = answer["next_offset"]

    assert len(found) == len(set(found)) == 65
    assert {cat.id for cat in large_household} <= set(found)


async def test_due_vaccinations_on_later_pages_are_found_while_calls_are_left(
    ok: GetJson, world: World, cat_id: int, upstream: Upstream
) -> None:
    cat = world.pets[cat_id]
    for age in range(200):
        day = date(2026, 8, 20) - timedelta(days=age)
        world.add_vaccination(cat, f"Vaccine {age}", day, due_at=date(2026, 8, 1) if age == 199 else date(2027, 8, 1))
    upstream.start()

    shown = by_name(await ok("POST", "/pets/overview", {}))["Blank"]

    assert [one["vaccine_name"] for one in shown["due_vaccinations"]] == ["Vaccine 199"]
    assert shown.get("vaccinations_available", True) is True
    assert upstream.calls == 1 + 3 + 7


async def test_a_weight_dated_after_today_is_not_compared(ok: GetJson, world: World, cat_id: int) -> None:
    world.add_weight(world.pets[cat_id], "4.00", date(2026, 8, 1))
    world.add_weight(world.pets[cat_id], "40.00", date(2026, 9, 1))

    assert "weight_change_kg" not in by_name(await ok("POST", "/pets/overview", {}))["Blank"]
