"""Each method of an account asks its own route and gives back its own record."""

import contextlib
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import pytest
from pytest_httpx import HTTPXMock

from app.errors import Unauthorized, UpstreamError
from app.main_app.account import Account
from app.main_app.writes import MedicalWrite, PetWrite, VaccinationWrite
from tests.main_app.sample_writes import WEIGHT

VACCINATION = VaccinationWrite(vaccine_name="Rabies", administered_at=date(2026, 8, 20), notes=None)
MEDICAL = MedicalWrite(record_type="checkup", record_date=date(2026, 8, 20), vet_name=None)

Ask = Callable[[Account], Awaitable[Any]]
READS: dict[str, tuple[Ask, str]] = {
    "/users/me": (lambda account: account.me(), "users-me-200"),
    "/my-pets": (lambda account: account.list_pets(), "my-pets-200"),
    "/my-pets/sections": (lambda account: account.list_pet_sections(), "my-pets-sections-200"),
    "/pets/7": (lambda account: account.show_pet(7), "pet-show-200.owner"),
    "/pets/7/vaccinations?status=active": (
        lambda account: account.list_vaccinations(7),
        "vaccinations-list-200.active",
    ),
    "/pets/7/vaccinations?status=overdue": (
        lambda account: account.list_vaccinations(7, status="overdue"),
        "vaccinations-list-200.empty",
    ),
    "/pets/7/vaccinations/61": (lambda account: account.show_vaccination(7, 61), "vaccination-show-200"),
    "/pets/7/medical-records": (lambda account: account.list_medical_records(7), "medical-records-list-200"),
    "/pets/7/medical-records/18": (lambda account: account.show_medical_record(7, 18), "medical-record-update-200"),
    "/pets/7/weights": (lambda account: account.list_weights(7), "weights-list-200"),
    "/habits": (lambda account: account.list_habits(), "habits-list-200"),
    "/habits/5/pet-summary?weeks=2": (
        lambda account: account.habit_summary(5, weeks=2),
        "habit-pet-summary-200.yes-no",
    ),
}
WRITES: dict[str, tuple[Ask, str, dict[str, Any]]] = {
    "PUT /pets/9": (
        lambda account: account.update_pet(9, PetWrite(sex="female", birthday_precision="year", birthday_year=2021)),
        "pet-update-200",
        {"sex": "female", "birthday_precision": "year", "birthday_year": 2021},
    ),
    "PUT /pets/7/vaccinations/60": (
        lambda account: account.update_vaccination(7, 60, VACCINATION),
        "vaccination-update-200",
        {"vaccine_name": "Rabies", "administered_at": "2026-08-20", "notes": None},
    ),
    "PUT /pets/7/medical-records/18": (
        lambda account: account.update_medical_record(7, 18, MEDICAL),
        "medical-record-update-200",
        {"record_type": "checkup", "record_date": "2026-08-20", "vet_name": None},
    ),
    "PUT /pets/7/weights/96": (
        lambda account: account.update_weight(7, 96, WEIGHT),
        "weight-update-200.weight-sent",
        {"weight_kg": 4.3, "record_date": "2026-08-24"},
    ),
    "POST /pets/7/medical-records": (
        lambda account: account.create_medical_record(7, MEDICAL, again=True),
        "medical-record-create-201",
        {"record_type": "checkup", "record_date": "2026-08-20", "vet_name": None},
    ),
}


@pytest.mark.parametrize("route", READS)
async def test_a_read_asks_its_route(
    route: str, account: Account, httpx_mock: HTTPXMock, example: Callable[[str], Any]
) -> None:
    ask, name = READS[route]
    httpx_mock.add_response(method="GET", url=f"http://main.test/api{route}", json=example(name))

    assert await ask(account) is not None


@pytest.mark.parametrize("route", WRITES)
async def test_a_write_sends_its_fields(
    route: str, account: Account, httpx_mock: HTTPXMock, example: Callable[[str], Any]
) -> None:
    ask, name, body = WRITES[route]
    method, path = route.split(" ")
    httpx_mock.add_response(
        method=method,
        url=f"http://main.test/api{path}",
        match_headers={"Content-Type": "application/json"},
        match_json=body,
        json=example(name),
    )

    assert await ask(account) is not None


@pytest.mark.parametrize("route", READS)
@pytest.mark.httpx_mock(can_send_already_matched_responses=True)
async def test_no_read_breaks_on_nonsense(route: str, account: Account, httpx_mock: HTTPXMock) -> None:
    for nonsense in ("7", [5], 0, True, {"data": {"a": 1}}):
        httpx_mock.add_response(json={"success": True, "data": nonsense})
        with contextlib.suppress(UpstreamError):
            # Some nonsense still reads as an empty record; anything but an answer or this error is a bug.
            await READS[route][0](account)
        httpx_mock.reset()


async def test_who_am_i_with_a_dead_token_is_unauthorized(
    account: Account, httpx_mock: HTTPXMock, example: Callable[[str], Any]
) -> None:
    httpx_mock.add_response(status_code=401, json=example("error-401.unauthenticated"))

    with pytest.raises(Unauthorized):
        await account.me()


async def test_habits_tell_their_pets_and_days(
    account: Account, httpx_mock: HTTPXMock, example: Callable[[str], Any]
) -> None:
    httpx_mock.add_response(url="http://main.test/api/habits", json=example("habits-list-200"))
    httpx_mock.add_response(json=example("habit-pet-summary-200.scale"))
    httpx_mock.add_response(json=example("habit-pet-summary-200.yes-no"))

    habits = await account.list_habits()
    scale = await account.habit_summary(8, weeks=1)
    yes_no = await account.habit_summary(5, weeks=2)

    assert [pet.name for pet in habits[1].pets] == ["Mèo Mun", "Rex"]
    assert [(day.date, day.value) for day in scale.pets[0].series] == [(date(2026, 11, 23), 4)]
    assert (yes_no.pets[0].last_yes_date, yes_no.pets[0].days_since_last_yes) == (date(2026, 11, 24), 2)
