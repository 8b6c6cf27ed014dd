"""Dates at every hour of a Hanoi day: the main app counts days in UTC, the people live seven hours ahead."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from app.devtools.sandbox import World
from tests.conftest import FixedClock
from tests.tools.conftest import GetJson
from tests.tools.vaccinations import PATH

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
TODAY, YESTERDAY = "2026-08-25", "2026-08-24"
EARLY = ["00:10", "06:50"]
LATE = ["07:10", "23:50"]
MEDICAL, WEIGHTS = "/pets/Mèo Mun/medical-records", "/pets/Mèo Mun/weights"


@pytest.fixture
def at(me: httpx.AsyncClient, clock: FixedClock) -> Any:
    """Set the clock to an hour of 25 August in Hanoi."""
    assert me.headers

    def set_to(local: str) -> None:
        clock.moment = datetime.fromisoformat(f"{TODAY} {local}").replace(tzinfo=HANOI).astimezone(UTC)

    return set_to


@pytest.mark.parametrize("local", EARLY)
async def test_a_record_without_a_date_is_saved_before_the_day_begins_in_utc(
    local: str, at: Any, ok: GetJson, world: World
) -> None:
    at(local)

    answer = await ok("POST", MEDICAL, {"record_type": "dental", "description": "Drontal, twice a day"})

    assert (answer["stored_day"], answer["users_day"]) == (YESTERDAY, TODAY)
    assert "07:00 Asia/Ho_Chi_Minh" in answer["stored_day_reason"]
    stored = world.medical_records[answer["id"]]
    assert (stored.record_date, stored.description) == (date(2026, 8, 24), f"{TODAY}: Drontal, twice a day")


@pytest.mark.parametrize("local", LATE)
async def test_a_record_without_a_date_is_saved_today_when_the_day_has_begun(
    local: str, at: Any, ok: GetJson, world: World
) -> None:
    at(local)

    answer = await ok("POST", MEDICAL, {"record_type": "dental", "description": "Drontal"})

    assert answer["record_date"] == TODAY
    assert answer.keys().isdisjoint({"stored_day", "users_day", "stored_day_reason"})
    assert world.medical_records[answer["id"]].description == "Drontal"


@pytest.mark.parametrize("description", [None, "x" * 2000, "ж" * 1999])
async def test_the_users_day_is_cut_into_the_limit_and_never_refused(
    description: str | None, at: Any, ok: GetJson, world: World
) -> None:
    at("06:50")

    answer = await ok("POST", MEDICAL, {"record_type": "dental", "description": description})

    stored = world.medical_records[answer["id"]].description
    assert stored is not None
    assert stored.startswith(TODAY)
    assert len(stored) == (len(TODAY) if description is None else 2000)


async def test_a_record_saved_early_is_still_found_by_its_word(at: Any, ok: GetJson) -> None:
    at("06:50")
    saved = await ok("POST", MEDICAL, {"record_type": "grooming"})

    listed = await ok("GET", f"{MEDICAL}?record_type=grooming")

    assert [one["id"] for one in listed["medical_records"]] == [saved["id"]]


@pytest.mark.parametrize("local", EARLY + LATE)
async def test_a_renewal_without_a_date_is_never_refused(local: str, at: Any, ok: GetJson, world: World) -> None:
    at(local)
    old = next(one for one in (await ok("GET", PATH))["vaccinations"] if one["state"] == "overdue")

    answer = await ok("POST", f"{PATH}/{old['id']}/renew", {"notes": "batch 42"})

    if local in EARLY:
        assert (answer["stored_day"], answer["users_day"]) == (YESTERDAY, TODAY)
        assert world.vaccinations[answer["id"]].notes == f"{TODAY}: batch 42"
    else:
        assert (answer["administered_at"], answer["notes"]) == (TODAY, "batch 42")
        assert "stored_day" not in answer


@pytest.mark.parametrize("said", [TODAY, "today", "hôm nay", "2026-08-24T20:00:00Z"])
@pytest.mark.parametrize("local", EARLY)
async def test_an_explicit_day_that_has_not_begun_in_utc_is_told_the_hour_and_no_other_day(
    local: str, said: str, at: Any, refused: GetJson, world: World
) -> None:
    at(local)
    before = world.count_records()

    for path, body in (
        (PATH, {"vaccine_name": "Rabies", "administered_at": said}),
        (MEDICAL, {"record_type": "dental", "record_date": said}),
    ):
        error = await refused(422, "POST", path, body)
        text = error["message"] + error["hint"]
        assert "07:00 Asia/Ho_Chi_Minh" in text
        assert YESTERDAY not in text
        assert "day before" not in text
    assert world.count_records() == before


@pytest.mark.parametrize("local", LATE)
async def test_an_explicit_day_that_has_begun_is_saved(local: str, at: Any, ok: GetJson) -> None:
    at(local)

    assert (await ok("POST", PATH, {"vaccine_name": "Purevax", "administered_at": "today"}))["administered_at"] == TODAY
    assert (await ok("POST", MEDICAL, {"record_type": "dental", "record_date": TODAY}))["record_date"] == TODAY


@pytest.mark.parametrize("local", EARLY + LATE)
async def test_a_weight_takes_the_users_own_day(local: str, at: Any, ok: GetJson, refused: GetJson) -> None:
    at(local)

    assert (await ok("POST", WEIGHTS, {"weight_kg": 3.9}))["measured_at"] == TODAY
    error = await refused(422, "POST", WEIGHTS, {"weight_kg": 3.9, "measured_at": "2026-08-26"})
    assert error["fields"][0]["name"] == "measured_at"


@pytest.mark.parametrize("local", EARLY + LATE)
async def test_overdue_is_counted_for_the_day_of_the_answer(local: str, at: Any, ok: GetJson, world: World) -> None:
    at(local)
    mun = next(pet for pet in world.pets.values() if pet.name == "Mèo Mun")
    world.add_vaccination(mun, "Leukemia", date(2025, 8, 24), due_at=date(2026, 8, 24))

    listed = await ok("GET", f"{PATH}?status=overdue")

    assert listed["as_of"] == TODAY
    assert "Leukemia" in [one["vaccine_name"] for one in listed["vaccinations"]]
    assert {one["state"] for one in listed["vaccinations"]} == {"overdue"}
    assert listed["total"] == len(listed["vaccinations"])


async def test_a_vaccination_demands_its_date(refused: GetJson) -> None:
    assert (await refused(422, "POST", PATH, {"vaccine_name": "Rabies"}))["fields"][0]["name"] == "administered_at"


@pytest.mark.parametrize(
    "said",
    [
        *("spring 2020", "2020", "March 2021", "2021-03", "last month", "two weeks ago"),
        *("mùa xuân 2020", "tháng 3 năm 2021", "năm ngoái"),
        *("весна 2020", "в марте 2021", "март 2021", "в прошлом году"),
        *("навесні 2020", "у березні 2021", "торік"),
    ],
)
async def test_part_of_a_date_is_asked_about_and_never_replaced(said: str, refused: GetJson, world: World) -> None:
    before = world.count_records()

    error = await refused(422, "POST", MEDICAL, {"record_type": "spay", "record_date": said})

    assert error["fields"][0]["name"] == "record_date"
    assert "full day is needed" in error["message"]
    assert "description" in error["message"]
    assert world.count_records() == before


@pytest.mark.parametrize(
    "description", ["in spring 2020", "two years ago", "triệt sản năm ngoái", "весной", "навесні", "last month"]
)
async def test_a_record_without_a_date_that_speaks_of_the_past_asks(
    description: str, refused: GetJson, ok: GetJson, world: World
) -> None:
    before = world.count_records()

    error = await refused(422, "POST", MEDICAL, {"record_type": "spay", "description": description})

    assert error["fields"][0]["name"] == "record_date"
    assert world.count_records() == before
    dated = {"record_type": "spay", "description": description, "record_date": "2026-08-20"}
    assert (await ok("POST", MEDICAL, dated))["record_date"] == "2026-08-20"


async def test_the_day_of_a_microchip_is_refused_with_the_local_hour_until_it_has_begun(
    at: Any, me: httpx.AsyncClient, ok: GetJson
) -> None:
    path, chip = "/pets/Oliver/microchips", {"chip_number": "985112345678903", "implanted_at": TODAY}
    at("06:50")
    early = await me.post(path, json=chip)
    at("07:10")
    late = await ok("POST", path, chip)

    assert early.status_code == 422
    assert "07:00 Asia/Ho_Chi_Minh" in early.text
    assert late["implanted_at"] == TODAY


@pytest.mark.parametrize("local", [*EARLY, *LATE])
async def test_an_age_is_answered_as_it_was_said_at_every_hour(
    local: str, me: Any, ok: GetJson, clock: FixedClock
) -> None:
    assert me.headers
    clock.moment = datetime.fromisoformat(f"2026-09-01 {local}").replace(tzinfo=HANOI).astimezone(UTC)

    answer = await ok("POST", "/pets", {"name": "Zed", "species": "cat", "country": "VN", "age_months": 6})

    assert answer["age"] == "about 6 months"
