"""Habits: who sees which, and how days are summed up (docs/main-app-api.md, "Habits")."""

from collections.abc import Callable
from datetime import date
from typing import Any

import httpx
import pytest

from app.devtools.sandbox import World
from app.devtools.sandbox.data.people import User

Header = Callable[[User], dict[str, str]]


async def test_own_and_shared_habits_are_listed_active_ones_first(
    household: Any, world: World, lin: httpx.AsyncClient
) -> None:
    world.add_habit(household.other, "Private", [household.mochi])

    habits = (await lin.get("/api/habits")).json()["data"]

    assert [habit["name"] for habit in habits] == ["Appetite", "Brush teeth", "Antibiotics"]
    assert [habit["capabilities"]["can_delete"] for habit in habits] == [False, True, True]


async def test_only_visible_pets_are_listed(household: Any, world: World, lin: httpx.AsyncClient) -> None:
    hidden = world.add_pet(household.other, "Hidden")
    household.appetite.pet_ids.append(hidden.id)

    habit = (await lin.get("/api/habits/8")).json()["data"]

    assert (habit["pet_count"], [pet["id"] for pet in habit["pets"]]) == (1, [7])


@pytest.mark.parametrize("part", ["", "/heatmap", "/pet-summary", "/entries/2026-08-20"])
async def test_a_foreign_habit_is_refused_by_policy(
    part: str, household: Any, world: World, lin: httpx.AsyncClient
) -> None:
    habit = world.add_habit(household.other, "Private", [household.mochi])

    answer = await lin.get(f"/api/habits/{habit.id}{part}")

    assert (answer.status_code, answer.json()) == (403, {"message": "This action is unauthorized."})


@pytest.mark.parametrize(
    ("query", "days", "last"),
    [
        ("", 364, "2026-08-24"),
        ("?weeks=1", 7, "2026-08-24"),
        ("?weeks=0", 7, "2026-08-24"),
        ("?weeks=-3", 7, "2026-08-24"),
        ("?weeks=500", 728, "2026-08-24"),
        ("?weeks=two", 364, "2026-08-24"),
        ("?weeks=2&end_date=2026-01-31", 14, "2026-01-31"),
    ],
)
async def test_a_heat_map_has_seven_days_a_week(query: str, days: int, last: str, lin: httpx.AsyncClient) -> None:
    rows = (await lin.get(f"/api/habits/5/heatmap{query}")).json()["data"]

    assert (len(rows), rows[-1]["date"]) == (days, last)


async def test_days_of_yes_and_no_are_summed_up(lin: httpx.AsyncClient) -> None:
    rows = {row["date"][-2:]: row for row in (await lin.get("/api/habits/5/heatmap?weeks=1")).json()["data"]}

    names = ("average_value", "display_value", "entry_count", "normalized_intensity")
    found = {day: tuple(rows[day][name] for name in names) for day in ("19", "20", "22", "23")}
    assert found == {
        "19": (None, None, 0, None),
        "20": (0.5, 1, 2, 0.5),
        "22": (1, 1, 1, 0.5),
        "23": (0, 0, 1, 0),
    }


@pytest.mark.parametrize(
    ("mode", "average", "display"),
    [("average_scored_pets", 7, 7), ("average_all_pets", 3.5, 3.5), ("sum", 7, 7)],
)
async def test_a_scale_is_summed_up_by_its_mode(
    mode: Any, average: float, display: float, household: Any, lin: httpx.AsyncClient
) -> None:
    household.appetite.day_summary_mode = mode
    household.appetite.pet_ids = [7, 9]

    row = (await lin.get("/api/habits/8/heatmap?weeks=1&end_date=2026-08-20")).json()["data"][-1]

    assert (row["average_value"], row["display_value"], row["visible_pet_count"]) == (average, display, 2)
    assert 0 <= row["normalized_intensity"] <= 1


async def test_without_visible_pets_a_heat_map_is_empty(household: Any, lin: httpx.AsyncClient) -> None:
    household.teeth.pet_ids = []

    assert (await lin.get("/api/habits/5/heatmap")).json()["data"] == []


async def test_the_last_yes_is_looked_for_outside_the_window_too(
    household: Any, world: World, lin: httpx.AsyncClient
) -> None:
    household.teeth.entries.clear()
    world.add_entry(household.teeth, household.mochi, date(2025, 1, 1), 1)

    summary = (await lin.get("/api/habits/5/pet-summary?weeks=1")).json()["data"]

    assert (summary["start_date"], summary["end_date"]) == ("2026-08-18", "2026-08-24")
    assert summary["pets"][0]["last_yes_date"] == "2025-01-01"
    assert summary["pets"][0]["days_since_last_yes"] == 600
    assert summary["pets"][1]["last_yes_date"] is None


async def test_days_are_days_in_the_habits_own_time_zone(clock: Any, lin: httpx.AsyncClient) -> None:
    clock.pass_by(hours=8)

    summary = (await lin.get("/api/habits/5/pet-summary?weeks=1")).json()["data"]
    tomorrow_in_utc = await lin.get("/api/habits/5/entries/2026-08-25")

    assert summary["end_date"] == "2026-08-25"
    assert tomorrow_in_utc.status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/habits/5/entries/2026-08-25", 422),
        ("/api/habits/5/entries/yesterday", 500),
        ("/api/habits/5/entries/2026-02-30", 500),
        ("/api/habits/5/heatmap?end_date=soon", 500),
        ("/api/habits/5/pet-summary?end_date=31-01-2026", 500),
        ("/api/habits/999", 404),
    ],
)
async def test_odd_dates_and_ids_end_as_in_the_main_app(path: str, status: int, lin: httpx.AsyncClient) -> None:
    answer = await lin.get(path)

    assert answer.status_code == status
    if status == 422:
        assert list(answer.json()["errors"]) == ["date"]


async def test_a_co_owner_sees_a_shared_habit_and_an_editor_does_not(
    household: Any, world: World, bearer: Header, anonymous: httpx.AsyncClient
) -> None:
    editor = world.add_user("Editor", "editor@example.com")
    world.relate(household.mochi, editor, "editor")
    owner = world.add_user("Owner", "owner@example.com")
    world.relate(household.mochi, owner, "owner")

    names = [
        [habit["name"] for habit in (await anonymous.get("/api/habits", headers=bearer(person))).json()["data"]]
        for person in (editor, owner)
    ]

    assert names == [[], ["Appetite"]]
