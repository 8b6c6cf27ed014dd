"""Who lost weight: a trend needs distance, whatever the last two weighings are."""

from datetime import date, timedelta

import pytest

from app.devtools.sandbox import World
from tests.conftest import SandboxUser
from tests.tools.conftest import GetJson, Upstream

TODAY = date(2026, 8, 24)
WEIGHTS = "/pets/Mèo Mun/weights"


async def test_a_loss_of_months_is_told_though_the_last_two_weighings_are_days_apart(
    ok: GetJson, upstream: Upstream
) -> None:
    await ok("POST", WEIGHTS, {"weight_kg": 3.9})
    upstream.start()

    overview = await ok("POST", "/pets/overview", {"species": "cat"})

    mun = next(pet for pet in overview["pets"] if pet["name"] == "Mèo Mun")
    assert (mun["weight_direction"], mun["weight_days_between"]) == ("down", 3)
    assert mun["weight_trend"]["since"] == "2026-07-24"
    assert mun["loss_since_highest"] == {
        "highest_kg": 4.6,
        "highest_on": "2026-04-25",
        "loss_kg": 0.7,
        "loss_percent": 15.2,
    }
    assert upstream.routes["GET /pets/{pet}/weights"] == 1


async def test_the_list_and_the_pet_tell_the_same_loss(ok: GetJson) -> None:
    await ok("POST", WEIGHTS, {"weight_kg": 3.9})

    listed, pet = await ok("GET", WEIGHTS), await ok("GET", "/pets/Mèo Mun")

    assert listed["loss_since_highest"] == pet["health"]["loss_since_highest"]
    assert listed["loss_since_highest"]["loss_kg"] == 0.7


async def test_at_most_eight_lists_are_read_and_the_rest_is_said(
    ok: GetJson, linh: SandboxUser, world: World, upstream: Upstream
) -> None:
    for number in range(10):
        cat = world.add_pet(linh.user, f"Cat {number}")
        for days, kg in ((40, "5.00"), (4, "4.00"), (0, f"3.{number}0")):
            world.add_weight(cat, kg, TODAY - timedelta(days=days))
    upstream.start()

    overview = await ok("POST", "/pets/overview", {"species": "cat"})

    assert upstream.routes["GET /pets/{pet}/weights"] == 8
    told = {pet["name"]: pet.get("weight_direction") for pet in overview["pets"] if pet["name"].startswith("Cat")}
    assert [name for name, direction in told.items() if direction == "unknown"] == ["Cat 8", "Cat 9"]
    assert any("Weight trend of 2 pets" in line for line in overview["left_out"])


async def test_a_period_is_told_from_its_first_weight(ok: GetJson) -> None:
    listed = await ok("GET", f"{WEIGHTS}?since=2026-06-01")

    assert [one["weight_kg"] for one in listed["weights"]] == [3.95, 4.12, 4.31]
    assert (listed["since"], listed["total"], listed["has_more"]) == ("2026-06-01", 3, False)
    assert listed["change_since"]["since"] == "2026-06-25"
    assert listed["change_since"]["change_kg"] == -0.36
    assert listed["change_since"]["direction"] == "down"


@pytest.mark.parametrize(("since", "total"), [("2026-06", 3), ("June 2026", 3), ("2026-08-24", 0), ("1900-01-01", 5)])
async def test_a_period_may_begin_at_any_day_or_month(since: str, total: int, ok: GetJson) -> None:
    assert (await ok("GET", f"{WEIGHTS}?since={since}"))["total"] == total


@pytest.mark.parametrize("since", ["2026-08-25", "banana", "spring", "x" * 5000])
async def test_a_period_that_is_none_is_refused(since: str, refused: GetJson) -> None:
    assert (await refused(422, "GET", f"{WEIGHTS}?since={since}"))["fields"][0]["name"] == "since"


async def test_a_daily_weigher_has_the_half_year_and_the_period_whole(
    ok: GetJson, linh: SandboxUser, world: World
) -> None:
    cat = world.add_pet(linh.user, "Daily")
    for days in range(120):
        world.add_weight(cat, f"{4 + days / 100:.2f}", TODAY - timedelta(days=days))

    listed = await ok("GET", "/pets/Daily/weights?limit=5")
    period = await ok("GET", "/pets/Daily/weights?since=2026-05-01&limit=5")

    assert listed["loss_since_highest"]["highest_on"] >= "2026-05-01"
    assert (listed["returned"], listed["total"]) == (5, 120)
    assert (period["returned"], period["total"], period["has_more"]) == (5, 116, True)
    assert period["change_since"]["since"] == "2026-05-01"
