"""Habits: who sees which, and the summary per pet."""

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

    habit = (await lin.get("/api/habits")).json()["data"][0]

    assert (habit["pet_count"], [pet["id"] for pet in habit["pets"]]) == (1, [7])


async def test_a_foreign_habit_is_refused_by_policy(household: Any, world: World, lin: httpx.AsyncClient) -> None:
    habit = world.add_habit(household.other, "Private", [household.mochi])

    answer = await lin.get(f"/api/habits/{habit.id}/pet-summary")

    assert (answer.status_code, answer.json()) == (403, {"message": "This action is unauthorized."})


@pytest.mark.parametrize(
    ("query", "first", "last"),
    [
        ("", "2025-08-26", "2026-08-24"),
        ("?weeks=1", "2026-08-18", "2026-08-24"),
        ("?weeks=0", "2026-08-18", "2026-08-24"),
        ("?weeks=-3", "2026-08-18", "2026-08-24"),
        ("?weeks=500", "2024-08-27", "2026-08-24"),
        ("?weeks=two", "2025-08-26", "2026-08-24"),
        ("?weeks=2&end_date=2026-01-31", "2026-01-18", "2026-01-31"),
    ],
)
async def test_a_summary_covers_whole_weeks(query: str, first: str, last: str, lin: httpx.AsyncClient) -> None:
    summary = (await lin.get(f"/api/habits/5/pet-summary{query}")).json()["data"]

    assert (summary["start_date"], summary["end_date"]) == (first, last)


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

    assert summary["end_date"] == "2026-08-25"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/habits/5/pet-summary?end_date=soon", 500),
        ("/api/habits/5/pet-summary?end_date=2026-02-30", 500),
        ("/api/habits/5/pet-summary?end_date=31-01-2026", 500),
        ("/api/habits/999/pet-summary", 404),
    ],
)
async def test_odd_dates_and_ids_end_as_in_the_main_app(path: str, status: int, lin: httpx.AsyncClient) -> None:
    assert (await lin.get(path)).status_code == status


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
