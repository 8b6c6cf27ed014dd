"""What is due next and the care routines, over HTTP on the sandbox (docs/main-app-api.md, "Habits")."""

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


def named(answer: Any) -> list[tuple[str, str]]:
    return [(one["pet_name"], one.get("vaccine_name", f"birthday {one.get('turns')}")) for one in answer["items"]]


async def test_what_is_due_stands_by_date_the_longest_overdue_first(ok: GetJson, upstream: Upstream) -> None:
    upstream.start()
    answer = await ok("GET", "/care/upcoming")

    assert named(answer) == [
        ("Mèo Mun", "Rabies"),
        ("Mèo Mun", "FVRCP"),
        ("Mèo Mun", "birthday 4"),
        ("Барсик", "FVRCP"),
        ("Rex", "birthday 6"),
        ("Барсик", "Rabies"),
    ]
    assert [one["state"] for one in answer["items"][:2]] == ["overdue", "due_soon"]
    assert answer["items"][0]["days_until"] == -15
    assert answer["vaccinations_not_kept_for"] == ["dog"]
    assert (answer["as_of"], answer["until_date"]) == ("2026-08-24", "2026-11-22")
    assert upstream.calls == 4


@pytest.mark.parametrize(
    ("query", "count", "calls"),
    [
        ("days=30", 4, 3),
        ("days=11", 1, 3),
        ("days=366", 8, 4),
        ("species=dog", 1, 1),
        ("species=mèo&days=30", 4, 3),
        ("pet_id=Oliver", 0, 2),
        ("pet_id=103&days=300", 1, 2),
        ("pet_id=Rex", 1, 1),
        ("pet_id=Rex&species=cat", 0, 1),
        ("pet_id=Kiwi", 0, 1),
    ],
)
async def test_it_can_be_narrowed(ok: GetJson, upstream: Upstream, query: str, count: int, calls: int) -> None:
    upstream.start()
    answer = await ok("GET", f"/care/upcoming?{query}")

    assert answer["total"] == answer["returned"] == len(answer["items"]) == count
    assert upstream.calls == calls


async def test_a_pet_without_any_due_date_is_named(ok: GetJson, cat_id: int, upstream: Upstream) -> None:
    upstream.start()
    everybody = await ok("GET", "/care/upcoming")
    alone = await ok("GET", f"/care/upcoming?pet_id={cat_id}")

    for answer in (everybody, alone):
        assert answer["no_due_dates"] == [{"pet_id": cat_id, "pet_name": "Blank"}]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("days=0", "days"),
        ("days=367", "days"),
        ("days=soon", "days"),
        ("species=dragon", "species"),
        ("kind=habit", "kind"),
        ("include_shared=perhaps", "include_shared"),
    ],
)
async def test_a_wrong_input_is_named(refused: GetJson, query: str, field: str) -> None:
    assert [one["name"] for one in (await refused(422, "GET", f"/care/upcoming?{query}"))["fields"]] == [field]


@pytest.mark.parametrize("mode", ["down", "server_error", "throttled"])
async def test_pets_that_could_not_be_read_are_named_and_birthdays_stand(
    ok: GetJson, sandbox: Litestar, mode: Any
) -> None:
    faults_of(sandbox).set(Fault(mode=mode, path="/api/pets/"))

    answer = await ok("GET", "/care/upcoming")

    assert {one["pet_name"] for one in answer["not_read"]} == {"Mèo Mun", "Барсик", "Oliver"}
    assert named(answer) == [("Mèo Mun", "birthday 4"), ("Rex", "birthday 6")]


@pytest.mark.parametrize("path", ["/care/upcoming", "/care/routines"])
async def test_a_dead_connection_fails_the_whole_answer(me: httpx.AsyncClient, sandbox: Litestar, path: str) -> None:
    faults_of(sandbox).set(Fault(mode="unauthenticated", path="/api/pets/" if "upcoming" in path else "/api/habits/"))

    assert (await me.get(path)).status_code == 401


async def test_a_large_household_stays_within_size_and_calls(
    me: httpx.AsyncClient, large_household: list[Pet], upstream: Upstream
) -> None:
    upstream.start()
    response = await me.get("/care/upcoming")

    answer = response.json()
    assert len(response.text) < 30_000
    assert upstream.calls <= 25
    assert answer["has_more"] is True
    assert answer["returned"] == len(answer["items"]) < answer["total"]
    assert len(answer["not_read"]) >= len(large_household) - 24


async def test_one_pet_with_many_records_is_read_whole(ok: GetJson, large_household: list[Pet]) -> None:
    answer = await ok("GET", f"/care/upcoming?pet_id={large_household[0].id}")

    assert answer["total"] == 200
    assert "not_read" not in answer


async def test_routines_are_shown_per_pet_with_the_recent_days(ok: GetJson, upstream: Upstream) -> None:
    upstream.start()
    answer = await ok("GET", "/care/routines")

    routines = {pet["pet_name"]: {one["name"]: one for one in pet["routines"]} for pet in answer["pets"]}
    assert {name: list(of_pet) for name, of_pet in routines.items()} == {
        "Bún": [],
        "Tofu": [],
        "Mèo Mun": ["Appetite", "Brush teeth"],
        "Oliver": ["Brush teeth"],
        "Rex": ["Walk"],
        "Барсик": ["Brush teeth"],
    }
    teeth, appetite, walk = routines["Mèo Mun"]["Brush teeth"], routines["Mèo Mun"]["Appetite"], routines["Rex"]["Walk"]
    assert (teeth["kind"], teeth["reminder"], teeth["last_done"], teeth["days_since_done"]) == (
        "yes_no",
        "20:00 Mon, Wed, Fri",
        "2026-08-22",
        2,
    )
    assert (appetite["kind"], appetite["scale"], appetite["noted_days"]) == ("scale", "1 to 10", 6)
    assert appetite["recent"][0] == {"date": "2026-08-23", "value": 4.0}
    assert appetite["average"] == 6.2
    assert walk["reminder"] == "07:30 every day"
    assert "last_done" not in routines["Oliver"]["Brush teeth"]
    assert (answer["from_date"], answer["until_date"]) == ("2026-08-11", "2026-08-24")
    assert upstream.routes == {
        "GET /habits": 1,
        "GET /my-pets/sections": 1,
        "GET /habits/{habit}/pet-summary": 3,
        "GET /pets/{pet}/medical-records": 4,
    }


@pytest.mark.parametrize(("days", "noted"), [(1, 0), (2, 1), (3, 2), (7, 4), (14, 6), (90, 6)])
async def test_only_the_wanted_days_are_shown(ok: GetJson, days: int, noted: int) -> None:
    answer = await ok("GET", f"/care/routines?days={days}&pet_id=Mèo Mun")

    appetite = next(one for one in answer["pets"][0]["routines"] if one["name"] == "Appetite")
    assert appetite.get("noted_days", 0) == len(appetite.get("recent", [])) == noted


async def test_one_pets_routines_cost_its_own_habits_only(ok: GetJson, upstream: Upstream) -> None:
    upstream.start()
    answer = await ok("GET", "/care/routines?pet_id=Rex")

    assert [pet["pet_name"] for pet in answer["pets"]] == ["Rex"]
    assert upstream.calls == 3


async def test_a_pet_without_routines_is_shown_as_such(ok: GetJson, cat_id: int) -> None:
    answer = await ok("GET", f"/care/routines?pet_id={cat_id}")

    assert answer["pets"] == [
        {"pet_id": cat_id, "pet_name": "Blank", "species": "cat", "status": "active", "routines": []}
    ]


async def test_a_sitter_gets_descriptions_and_recent_treatments_in_one_call(
    ok: GetJson, world: World, pet: Callable[[str], Pet], upstream: Upstream
) -> None:
    today = world.today()
    for days_ago in (0, 30, 31):
        world.add_medical_record(pet("Oliver"), "deworming", today - timedelta(days=days_ago))
    pet("Tofu").description = "Eats only warm food."
    upstream.start()

    pets = {one["pet_name"]: one for one in (await ok("GET", "/care/routines"))["pets"]}

    assert [one["record_date"] for one in pets["Oliver"]["recent_treatments"]] == ["2026-08-24", "2026-07-25"]
    assert pets["Барсик"]["description"] == "Любит коробки и спать на клавиатуре."
    assert (pets["Tofu"]["description"], pets["Tofu"]["relation"]) == ("Eats only warm food.", "fostering")
    assert "Kiwi" not in pets
    assert {name: one.get("treatments_available", True) for name, one in pets.items()} == {
        "Bún": True,
        "Mèo Mun": True,
        "Oliver": True,
        "Rex": False,
        "Tofu": False,
        "Барсик": True,
    }
    assert upstream.calls == 9


@pytest.mark.parametrize(("kind", "kinds"), [("vaccination", {"vaccination"}), ("Birthdays", {"birthday"}), ("", None)])
async def test_what_is_due_is_narrowed_by_kind(
    ok: GetJson, upstream: Upstream, kind: str, kinds: set[str] | None
) -> None:
    upstream.start()
    answer = await ok("GET", f"/care/upcoming?kind={kind}")

    assert {one["kind"] for one in answer["items"]} == (kinds or {"vaccination", "birthday"})
    assert upstream.calls == (1 if kinds == {"birthday"} else 4)
    assert ("vaccinations_not_kept_for" in answer) is (kinds != {"birthday"})


@pytest.mark.parametrize(
    ("query", "count"),
    [("", 4), ("include_shared=true", 6), ("pet_id=Rex", 1), ("species=bird", 0), ("pet_id=Kiwi", 0)],
)
async def test_the_pets_that_were_looked_at_are_counted(ok: GetJson, query: str, count: int) -> None:
    assert (await ok("GET", f"/care/upcoming?{query}"))["pets_checked"] == count


async def test_an_account_without_pets_is_told_from_one_without_anything_due(signed_in: httpx.AsyncClient) -> None:
    answer = (await signed_in.get("/care/upcoming")).json()

    assert (answer["pets_checked"], answer["items"]) == (0, [])


@pytest.mark.parametrize("query", ["include_shared=true", "pet_id=Tofu"])
async def test_records_closed_to_this_account_are_named(ok: GetJson, query: str) -> None:
    answer = await ok("GET", f"/care/upcoming?{query}")

    assert [one["pet_name"] for one in answer["vaccinations_closed_for"]] == ["Tofu"]
    assert "not_read" not in answer


@pytest.mark.parametrize("mode", ["server_error", "down", "throttled", "quota"])
async def test_a_routine_whose_days_cannot_be_read_is_still_shown(ok: GetJson, sandbox: Litestar, mode: Any) -> None:
    faults_of(sandbox).set(Fault(mode=mode, path="/api/habits/"))

    answer = await ok("GET", "/care/routines")

    assert not any(one["recent_available"] for pet in answer["pets"] for one in pet["routines"])
    assert "3 routines" in answer["left_out"][0]


@pytest.mark.parametrize("days", ["0", "91", "week"])
async def test_a_wrong_number_of_days_is_refused(refused: GetJson, days: str) -> None:
    assert (await refused(422, "GET", f"/care/routines?days={days}"))["fields"][0]["name"] == "days"


async def test_after_a_full_minute_nothing_more_is_asked(
    ok: GetJson, linh: SandboxUser, world: World, cat_id: int, sandbox: Litestar
) -> None:
    for number in range(20):
        world.add_habit(linh.user, f"Habit {number}", [world.pets[cat_id]])
    faults_of(sandbox).set(Fault(mode="throttled", path="/api/habits/"))

    await ok("GET", "/care/routines")

    assert faults_of(sandbox).struck["throttled"] <= 4


async def test_many_routines_stay_within_size_and_calls(
    me: httpx.AsyncClient, linh: SandboxUser, world: World, pet: Callable[[str], Pet], upstream: Upstream
) -> None:
    cats = [world.add_pet(linh.user, f"Cat {number} {'ж' * 40}") for number in range(40)]
    for number in range(60):
        habit = world.add_habit(linh.user, f"Scale {number} {'ж' * 60}", [*cats, pet("Mèo Mun")])
        habit.value_type, habit.scale_min, habit.scale_max = "integer_scale", 1, 10
        for ago in range(80):
            for cat in cats[:10]:
                world.add_entry(habit, cat, date(2026, 8, 24) - timedelta(days=ago), ago % 10)
    upstream.start()

    response = await me.get("/care/routines?days=90")

    answer = response.json()
    assert len(response.text) < 30_000
    assert upstream.calls <= 26
    assert answer["returned"] >= 1
    assert answer["has_more"] is True
    assert len(answer["left_out"]) == 4


async def test_routines_beyond_one_answer_are_told_from_those_that_failed(
    ok: GetJson, linh: SandboxUser, world: World, cat_id: int
) -> None:
    for number in range(30):
        world.add_habit(linh.user, f"Habit {number}", [world.pets[cat_id]])

    household = await ok("GET", "/care/routines")
    one_pet = await ok("GET", f"/care/routines?pet_id={cat_id}")

    assert household["left_out"] == [
        "What was noted for 9 routines: one answer reads 24 at most. Ask with pet_id for those of one pet.",
        "Recent treatments of 5 pets were not read: list_medical_records has them.",
    ]
    assert one_pet["left_out"] == [
        "What was noted for 6 routines: one answer reads 24 at most.",
        "Recent treatments of 1 pet were not read: list_medical_records has them.",
    ]


async def test_a_routine_of_several_pets_that_no_pet_shows_counts_once(
    ok: GetJson, linh: SandboxUser, world: World
) -> None:
    cats = [world.add_pet(linh.user, f"Cat {number}") for number in range(20)]
    for number in range(60):
        world.add_habit(linh.user, f"Habit {number}", cats)

    left_out = (await ok("GET", "/care/routines"))["left_out"]

    assert "20 further routines." in left_out
