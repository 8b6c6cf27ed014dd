"""Many weights in one call: a result per row, order kept, partial success stated."""

import random
from typing import Any

import httpx
import pytest
from litestar import Litestar

from app.devtools.sandbox import Fault, SandboxConfig, World, create_sandbox, faults_of
from tests.conftest import ENVIRONMENT, FixedClock, SandboxUser
from tests.tools.conftest import GetJson, Upstream

PATH = "/weights/batch"


def rows(*pairs: tuple[object, object]) -> dict[str, Any]:
    return {"rows": [{"pet": pet, "weight_kg": weight} for pet, weight in pairs]}


async def test_rows_are_saved_in_order_with_one_call_each_and_one_for_the_pets(
    me: httpx.AsyncClient, upstream: Upstream, world: World
) -> None:
    upstream.start()
    answer = await me.post(PATH, json=rows(("meo mun", 3.9), ("Барсик", "5,2 kg"), (103, "6300 g"), ("#104", 23)))

    assert answer.status_code == 200
    found = answer.json()
    assert (found["saved"], found["already_saved"], found["failed"]) == (4, 0, 0)
    assert [row["row"] for row in found["results"]] == [1, 2, 3, 4]
    assert [(row["pet_name"], row["weight_kg"]) for row in found["results"]] == [
        ("Mèo Mun", 3.9),
        ("Барсик", 5.2),
        ("Oliver", 6.3),
        ("Rex", 23.0),
    ]
    assert {float(world.weights[row["weight_id"]].weight_kg) for row in found["results"]} == {3.9, 5.2, 6.3, 23.0}
    assert upstream.calls == 5


async def test_rows_that_fail_say_why_and_do_not_stop_the_others(ok: GetJson, upstream: Upstream) -> None:
    upstream.start()
    answer = await ok(
        "POST",
        PATH,
        {
            "rows": [
                {"pet": "Oliver", "weight_kg": 6.2},
                {"pet": "Olliver", "weight_kg": 6.2},
                {"pet": "99999", "weight_kg": 6.2},
                {"pet": "Rex", "weight_kg": "a lot"},
                {"pet": "Rex", "weight_kg": 4000},
                {"pet": "Rex", "weight_kg": 24, "measured_at": "2026-09-01"},
                {"pet": "Rex", "weight_kg": 24, "measured_at": "03/04/2026"},
                {"pet": "Oliver", "weight_kg": 6.3, "measured_at": "today"},
                {"pet": "Kiwi", "weight_kg": 0.1},
                {"pet": " ", "weight_kg": 1},
                {"pet": "Tofu", "weight_kg": 3},
                {"pet": "Барсик", "weight_kg": 5.2, "measured_at": "2026-08-19"},
                {"pet": "Bún", "weight_kg": 3.2, "measured_at": "yesterday"},
            ]
        },
    )

    failures = {row["row"]: row["failure"] for row in answer["results"] if row["status"] == "failed"}
    assert {number: failure["error"] for number, failure in failures.items()} == {
        2: "NOT_FOUND",
        3: "NOT_FOUND",
        4: "VALIDATION_ERROR",
        5: "VALIDATION_ERROR",
        6: "VALIDATION_ERROR",
        7: "VALIDATION_ERROR",
        8: "VALIDATION_ERROR",
        9: "VALIDATION_ERROR",
        10: "VALIDATION_ERROR",
        11: "FORBIDDEN",
        12: "VALIDATION_ERROR",
    }
    assert failures[2]["candidates"][0]["name"] == "Oliver"
    assert "Row 1" in failures[8]["message"]
    assert failures[9]["message"] == "Meo Mai Moi keeps no weights for birds."
    assert "update" in failures[12]["hint"]
    assert not any(failure["retryable"] for failure in failures.values())
    assert (answer["saved"], answer["failed"]) == (2, 11)
    assert answer["results"][12]["measured_at"] == "2026-08-23"
    assert failures[12]["message"].endswith("one weight a day is kept.")
    assert " kg already (weight " in failures[12]["message"]
    assert upstream.calls == 6  # the pets, two saved, the one whose day is taken, and two looks at what has it


async def test_a_name_that_two_pets_have_is_asked_about_per_row(nam: SandboxUser, world: World) -> None:
    before = world.count_records().weights
    answer = (await nam.client.post(PATH, json=rows(("Mimi", 4.2), ("Bún", 3.2)))).json()

    failure = answer["results"][0]["failure"]
    assert failure["error"] == "AMBIGUOUS"
    assert sorted(pet["species"] for pet in failure["candidates"]) == ["cat", "dog"]
    assert answer["results"][1]["status"] == "saved"
    assert world.count_records().weights == before + 1


async def test_the_same_list_sent_twice_is_saved_once(ok: GetJson, clock: FixedClock, world: World) -> None:
    body = rows(("Oliver", 6.2), ("Rex", 24))
    await ok("POST", PATH, body)
    before = world.count_records()
    clock.advance(seconds=50)

    answer = await ok("POST", PATH, body)

    assert (answer["saved"], answer["already_saved"], answer["failed"]) == (0, 2, 0)
    assert world.count_records() == before


async def test_a_full_minute_stops_the_sending_and_says_when_to_go_on(
    ok: GetJson, sandbox: Litestar, linh: SandboxUser, world: World, upstream: Upstream
) -> None:
    cats = [world.add_pet(linh.user, f"Cat {number}") for number in range(20)]
    faults_of(sandbox).set(Fault(mode="throttled", methods=["POST"], seconds=33))
    upstream.start()

    answer = await ok("POST", PATH, rows(*((cat.id, 4) for cat in cats)))

    assert (answer["saved"], answer["failed"], answer["retry_after"]) == (0, 20, 33)
    assert {row["failure"]["error"] for row in answer["results"]} == {"UPSTREAM_ERROR"}
    assert all(row["failure"]["retryable"] for row in answer["results"])
    assert faults_of(sandbox).struck["throttled"] <= 4

    faults_of(sandbox).clear()
    again = await ok("POST", PATH, rows(*((cat.id, 4) for cat in cats)))
    assert again["saved"] == 20


async def test_rows_saved_before_the_limit_stay_saved(
    ok: GetJson, sandbox: Litestar, linh: SandboxUser, world: World
) -> None:
    cats = [world.add_pet(linh.user, f"Cat {number}") for number in range(30)]
    faults_of(sandbox).set(Fault(mode="throttled", path=f"/api/pets/{cats[15].id}/", seconds=33))

    answer = await ok("POST", PATH, rows(*((cat.id, 4) for cat in cats)))

    statuses = [row["status"] for row in answer["results"]]
    assert statuses[:15] == ["saved"] * 15
    assert statuses[15] == "failed"
    assert answer["saved"] <= 18
    assert answer["saved"] == world.count_records(linh.user).weights - sum(
        len(pet.weights) for pet in world.pets_created_by(linh.user.id) if not pet.name.startswith("Cat ")
    )


async def test_a_used_up_day_is_not_retryable(ok: GetJson, sandbox: Litestar) -> None:
    faults_of(sandbox).set(Fault(mode="quota", methods=["POST"]))

    answer = await ok("POST", PATH, rows(("Oliver", 6.2), ("Rex", 24)))

    assert [row["failure"]["retryable"] for row in answer["results"]] == [False, False]
    assert "retry_after" not in answer


async def test_a_dead_connection_fails_the_whole_call(linh: SandboxUser, sandbox: Litestar) -> None:
    faults_of(sandbox).set(Fault(mode="unauthenticated", methods=["POST"]))

    answer = await linh.client.post(PATH, json=rows(("Oliver", 6.2), ("Rex", 24)))

    assert answer.status_code == 401
    assert answer.json()["error"] == "UNAUTHORIZED"


async def test_a_main_app_that_is_down_fails_the_whole_call(me: httpx.AsyncClient, sandbox: Litestar) -> None:
    faults_of(sandbox).set(Fault(mode="down"))

    answer = await me.post(PATH, json=rows(("Oliver", 6.2)))

    assert answer.status_code == 502
    assert answer.json()["retryable"] is True


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "rows"),
        ({"rows": []}, "rows"),
        ({"rows": [{"pet": "Rex", "weight_kg": 1}] * 51}, "rows"),
        ({"rows": [{"weight_kg": 1}]}, "pet"),
        ({"rows": [{"pet": "Rex"}]}, "weight_kg"),
        ({"rows": [{"pet": "Rex", "weight_kg": 1, "unit": "g"}]}, "unit"),
        ({"rows": "Rex 24"}, "rows"),
        ({"weights": []}, "weights"),
    ],
)
async def test_a_wrong_body_is_refused_as_a_whole(
    refused: GetJson, upstream: Upstream, body: dict[str, Any], field: str
) -> None:
    upstream.start()
    error = await refused(422, "POST", PATH, body)

    assert field in f"{error['fields'][0]}"
    assert upstream.calls == 0


async def test_fifty_rows_that_all_fail_at_length_stay_below_the_limit(
    me: httpx.AsyncClient, linh: SandboxUser, world: World
) -> None:
    for number in range(8):
        world.add_pet(linh.user, "Ж" * 250, "cat" if number % 2 else "dog")

    answer = await me.post(PATH, json=rows(*(("Ж" * 250, 4) for _ in range(50))))

    assert len(answer.text) < 30_000
    assert len(answer.json()["results"]) == 50


@pytest.fixture
def busy_sandbox(clock: FixedClock) -> Litestar:
    """Give a main app that limits requests as in production: 15 weights a minute."""
    config = SandboxConfig(connector_url=ENVIRONMENT["CONNECTOR_PUBLIC_URL"])
    return create_sandbox(config, clock=clock, rng=random.Random(7))


class TestTheRealLimit:
    @pytest.fixture
    def sandbox(self, busy_sandbox: Litestar) -> Litestar:
        return busy_sandbox

    async def test_what_the_limit_left_is_saved_when_all_is_sent_again(
        self, ok: GetJson, linh: SandboxUser, world: World, clock: FixedClock
    ) -> None:
        body = rows(*((world.add_pet(linh.user, f"Cat {number}").id, 4) for number in range(20)))

        first = await ok("POST", PATH, body)
        assert (first["saved"], first["failed"]) == (15, 5)

        clock.advance(seconds=first["retry_after"])
        second = await ok("POST", PATH, body)
        assert (second["saved"], second["already_saved"], second["failed"]) == (5, 15, 0)
