"""A new dose beside an old one, and the words for how a pet's vaccinations stand."""

from datetime import date

import pytest

from app.devtools.sandbox import World
from app.domain.vaccine_names import is_same_vaccine
from tests.tools.conftest import GetJson
from tests.tools.vaccinations import PATH, id_of


async def test_a_booster_saved_as_a_new_dose_is_told_from_the_old_one(ok: GetJson, world: World) -> None:
    mun = next(pet for pet in world.pets.values() if pet.name == "Mèo Mun")
    old = id_of(mun, "Rabies")

    answer = await ok("POST", PATH, {"vaccine_name": "rabies booster", "administered_at": "2026-08-20"})

    assert answer["older_dose"]["id"] == old
    assert answer["older_dose"]["state"] == "overdue"
    assert f"renew_vaccination with id {old}" in answer["older_dose"]["what_renewing_does"]


async def test_a_first_dose_has_no_older_one(ok: GetJson) -> None:
    answer = await ok("POST", PATH, {"vaccine_name": "Purevax", "administered_at": "2026-08-20"})

    assert "older_dose" not in answer


@pytest.mark.parametrize("name", ["purevax", " PUREVAX ", "Purévax"])
async def test_the_same_vaccine_in_another_case_on_one_day_is_there_already(
    name: str, ok: GetJson, refused: GetJson, world: World
) -> None:
    saved = await ok("POST", PATH, {"vaccine_name": "Purevax", "administered_at": "2026-08-20"})
    before = world.count_records()

    error = await refused(422, "POST", PATH, {"vaccine_name": name, "administered_at": "2026-08-20"})

    assert "there already" in error["message"]
    assert str(saved["id"]) in error["message"]
    assert world.count_records() == before


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Rabies", "rabies", True),
        ("Rabies", "Rabies vaccine, 2nd dose", True),
        ("dại", "vắc xin dại", True),
        ("Бешенство", "прививка от бешенство", True),
        ("Rabies", "FVRCP", False),
        ("vaccine", "booster", False),
        ("", "", True),
    ],
)
def test_names_mean_the_same_vaccine(one: str, other: str, same: bool) -> None:  # noqa: FBT001 - a table's column
    assert is_same_vaccine(one, other) is same


async def test_none_on_record_and_not_kept_are_two_things(ok: GetJson, cat_id: int) -> None:
    listed = (await ok("GET", "/pets"))["pets"]
    status = {pet["name"]: pet.get("vaccination_status") for pet in listed}

    assert cat_id
    assert (status["Blank"], status["Rex"], status["Mèo Mun"]) == ("none_on_record", "not_kept", "overdue")


async def test_a_pet_that_died_carries_no_overdue(ok: GetJson, world: World) -> None:
    mun = next(pet for pet in world.pets.values() if pet.name == "Mèo Mun")
    mun.status = "deceased"
    world.add_vaccination(mun, "Leukemia", date(2025, 1, 1), due_at=date(2026, 1, 1))

    details = await ok("GET", f"/pets/{mun.id}")
    overview = await ok("POST", "/pets/overview", {"species": "cat"})
    listed = await ok("GET", f"/pets/{mun.id}/vaccinations")
    overdue = await ok("GET", f"/pets/{mun.id}/vaccinations?status=overdue")

    assert {one["state"] for one in details["health"]["vaccinations"]} == {"pet_deceased"}
    assert {one["state"] for one in listed["vaccinations"]} == {"pet_deceased"}
    assert overdue["total"] == 0
    shown = next(pet for pet in overview["pets"] if pet["id"] == mun.id)
    assert "vaccination_status" not in shown
    assert "due_vaccinations" not in shown
