"""Weights over HTTP on the sandbox (docs/main-app-api.md, "Weights")."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from app.devtools.sandbox import World
from app.devtools.sandbox.data.pets import Pet
from tests.conftest import FixedClock
from tests.tools.conftest import GetJson, Upstream

PATH = "/pets/Mèo Mun/weights"


async def test_the_list_shows_numbers_and_the_trend(ok: GetJson, upstream: Upstream) -> None:
    upstream.start()
    answer = await ok("GET", PATH)

    assert [row["weight_kg"] for row in answer["weights"]] == [3.95, 4.12, 4.31, 4.48, 4.6]
    assert answer["trend"] == {
        "direction": "down",
        "latest_kg": 3.95,
        "change_kg": -0.17,
        "change_percent": -4.1,
        "since": "2026-07-24",
        "days_between": 28,
    }
    assert upstream.calls == 2


async def test_a_part_of_the_list_has_the_trend_of_the_whole(ok: GetJson, upstream: Upstream) -> None:
    whole = await ok("GET", PATH)
    upstream.start()

    part = await ok("GET", f"{PATH}?limit=1")
    rest = await ok("GET", f"{PATH}?limit=3&offset={part['next_offset']}")

    assert part["trend"] == whole["trend"]
    assert "trend" not in rest
    assert [row["id"] for row in (*part["weights"], *rest["weights"])] == [row["id"] for row in whole["weights"][:4]]
    assert upstream.calls == 4


async def test_a_weight_dated_after_today_is_marked_and_not_in_the_trend(
    ok: GetJson, world: World, cat_id: int
) -> None:
    for days, weight in ((0, "4.00"), (-30, "4.50"), (9, "40.00")):
        world.add_weight(world.pets[cat_id], weight, date(2026, 8, 24) + timedelta(days=days))

    answer = await ok("GET", f"/pets/{cat_id}/weights")

    assert [row.get("in_future", False) for row in answer["weights"]] == [True, False, False]
    assert (answer["trend"]["latest_kg"], answer["trend"]["direction"]) == (4.0, "down")


async def test_every_weight_can_be_reached(ok: GetJson, world: World, cat_id: int) -> None:
    for number in range(77):
        world.add_weight(world.pets[cat_id], "4.20", date(2026, 8, 24) - timedelta(days=number))
    found: list[int] = []
    offset: int | None = 0
    while offset is not None:
        answer = await ok("GET", f"/pets/{cat_id}/weights?offset={offset}")
        found += [row["id"] for row in answer["weights"]]
        offset = answer.get("next_offset")

    assert len(found) == len(set(found)) == 77


@pytest.mark.parametrize(
    ("spoken", "stored"),
    [(4.2, 4.2), ("4,2 kg", 4.2), ("4200 g", 4.2), (4, 4.0), ("4.256", 4.26), ("≈ 4.2", 4.2), (4.2000001, 4.2)],
)
async def test_a_weight_is_understood_and_shown_as_stored(
    ok: GetJson, world: World, cat_id: int, spoken: object, stored: float
) -> None:
    answer = await ok("POST", f"/pets/{cat_id}/weights", {"weight_kg": spoken})

    assert answer == {
        "id": answer["id"],
        "weight_kg": stored,
        "measured_at": "2026-08-24",
        "pet_id": cat_id,
        "pet_name": "Blank",
    }
    assert float(world.weights[answer["id"]].weight_kg) == stored


async def test_the_same_weight_sent_twice_is_saved_once(me: httpx.AsyncClient, world: World, clock: FixedClock) -> None:
    first = await me.post(PATH, json={"weight_kg": 4.2})
    before = world.count_records()
    clock.advance(seconds=50)

    second = await me.post(PATH, json={"weight_kg": "4.20"})

    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json()["already_saved"] is True
    assert world.count_records() == before


async def test_a_second_weight_of_a_day_leads_to_the_correction(ok: GetJson, refused: GetJson) -> None:
    await ok("POST", PATH, {"weight_kg": 4.2})

    error = await refused(422, "POST", PATH, {"weight_kg": 4.3})

    assert [one["name"] for one in error["fields"]] == ["measured_at"]
    assert "record_date" not in error["message"]
    assert "update" in error["hint"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "weight_kg"),
        ({"weight_kg": 0}, "weight_kg"),
        ({"weight_kg": -1}, "weight_kg"),
        ({"weight_kg": 4200}, "weight_kg"),
        ({"weight_kg": "four"}, "weight_kg"),
        ({"weight_kg": None}, "weight_kg"),
        ({"weight_kg": 4.2, "measured_at": "2026-08-25"}, "measured_at"),
        ({"weight_kg": 4.2, "measured_at": "lately"}, "measured_at"),
        ({"weight_kg": 4.2, "record_date": "2026-08-01"}, "record_date"),
    ],
)
async def test_a_wrong_input_is_named_and_nothing_is_sent(
    refused: GetJson, upstream: Upstream, body: dict[str, Any], field: str
) -> None:
    upstream.start()
    error = await refused(422, "POST", PATH, body)

    assert [one["name"] for one in error["fields"]] == [field]
    assert upstream.calls == 0


async def test_a_correction_shows_the_record_as_stored(
    ok: GetJson, pet: Callable[[str], Pet], upstream: Upstream
) -> None:
    record = max(pet("Mèo Mun").weights.values(), key=lambda one: one.record_date)
    upstream.start()

    answer = await ok("PATCH", f"{PATH}/{record.id}", {"weight_kg": "3,9"})
    moved = await ok("PATCH", f"{PATH}/{record.id}", {"measured_at": "2026-08-20"})

    assert (answer["weight_kg"], answer["measured_at"]) == (3.9, "2026-08-21")
    assert (moved["weight_kg"], moved["measured_at"]) == (3.9, "2026-08-20")
    assert answer["replaced"] == [{"field": "weight_kg", "before": "3.95"}]
    assert moved["replaced"] == [{"field": "measured_at", "before": "2026-08-21"}]
    assert upstream.calls == 6


async def test_what_a_correction_overwrote_takes_it_back(ok: GetJson, pet: Callable[[str], Pet]) -> None:
    record = max(pet("Mèo Mun").weights.values(), key=lambda one: one.record_date)
    before = record.weight_kg, record.record_date

    changed = await ok("PATCH", f"{PATH}/{record.id}", {"weight_kg": 4.05, "measured_at": "2026-08-19"})
    taken_back = {each["field"]: each["before"] for each in changed["replaced"]}
    again = await ok("PATCH", f"{PATH}/{record.id}", taken_back)
    repeated = await ok("PATCH", f"{PATH}/{record.id}", taken_back)

    assert (record.weight_kg, record.record_date) == before
    assert len(again["replaced"]) == 2
    assert "replaced" not in repeated


@pytest.mark.parametrize(
    ("body", "field"),
    [({}, None), ({"measured_at": "2027-01-01"}, "measured_at"), ({"weight_kg": "x"}, "weight_kg")],
)
async def test_a_wrong_correction_changes_nothing(
    refused: GetJson, pet: Callable[[str], Pet], upstream: Upstream, body: dict[str, Any], field: str | None
) -> None:
    record = next(iter(pet("Mèo Mun").weights.values()))
    upstream.start()

    error = await refused(422, "PATCH", f"{PATH}/{record.id}", body)

    assert [one["name"] for one in error["fields"]] == ([field] if field else [])
    assert upstream.calls == 0


async def test_moving_a_weight_onto_a_taken_day_names_our_field(refused: GetJson, pet: Callable[[str], Pet]) -> None:
    first, second, *_ = pet("Mèo Mun").weights.values()

    error = await refused(422, "PATCH", f"{PATH}/{first.id}", {"measured_at": second.record_date.isoformat()})

    assert [one["name"] for one in error["fields"]] == ["measured_at"]


async def test_a_bird_is_not_weighed(refused: GetJson) -> None:
    error = await refused(422, "POST", "/pets/Kiwi/weights", {"weight_kg": 0.1})

    assert error["message"] == "Meo Mai Moi keeps no weights for birds."


async def test_a_day_with_another_weight_is_told_in_the_same_words_everywhere(
    ok: GetJson, refused: GetJson, pet: Callable[[str], Pet]
) -> None:
    older, newer = sorted(pet("Mèo Mun").weights.values(), key=lambda one: one.record_date)[-2:]
    day = newer.record_date.isoformat()
    sentence = f"{day} has 3.95 kg already (weight {newer.id}); one weight a day is kept."

    added = await refused(422, "POST", PATH, {"weight_kg": 4.2, "measured_at": day})
    moved = await refused(422, "PATCH", f"{PATH}/{older.id}", {"measured_at": day})
    batch = await ok("POST", "/weights/batch", {"rows": [{"pet": "Mèo Mun", "weight_kg": 4.2, "measured_at": day}]})

    assert added["message"] == moved["message"] == batch["results"][0]["failure"]["message"] == sentence
    assert added["hint"] == moved["hint"] == batch["results"][0]["failure"]["hint"]
    assert added["fields"] == moved["fields"] == [{"name": "measured_at", "reason": sentence}]


async def test_the_same_weight_of_a_day_is_there_already(ok: GetJson, pet: Callable[[str], Pet]) -> None:
    newest = max(pet("Mèo Mun").weights.values(), key=lambda one: one.record_date)

    answer = await ok("POST", PATH, {"weight_kg": 3.95, "measured_at": newest.record_date.isoformat()})

    assert (answer["id"], answer["already_saved"]) == (newest.id, True)
