"""What the user is told when the main app refuses a value: in the connector's words, by the connector's names."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from pytest_httpx import HTTPXMock

from app.errors import FieldError, InvalidInput
from app.main_app.account import Account
from app.main_app.validation_errors import AlreadyThere, FeatureMissing
from app.main_app.writes import MedicalWrite, PetWrite, VaccinationWrite
from tests.main_app.conftest import failure_of
from tests.main_app.sample_writes import WEIGHT


async def test_a_refused_weight_names_the_connectors_own_field(
    account: Account, httpx_mock: HTTPXMock, example: Callable[[str], Any]
) -> None:
    httpx_mock.add_response(method="POST", status_code=422, json=example("error-422.duplicate-weight-date"))
    httpx_mock.add_response(method="GET", json=example("weights-list-200"))

    error = await failure_of(account.create_weight(7, WEIGHT))

    assert isinstance(error, AlreadyThere)
    assert error.fields == (FieldError("measured_at", "The measured_at has already been taken for this pet."),)
    assert error.hint is not None
    assert "update" in error.hint


async def test_a_refused_medical_record_keeps_its_names(account: Account, httpx_mock: HTTPXMock) -> None:
    errors = {"record_date": ["The record date field is required."], "vet_name": ["Too long."]}
    httpx_mock.add_response(status_code=422, json={"message": "x", "errors": errors})

    error = await failure_of(account.create_medical_record(7, MedicalWrite(record_type="checkup")))

    assert [field.name for field in error.fields] == ["record_date", "vet_name"]
    assert error.message == "The record date field is required. Too long."


async def test_a_refused_birthday_names_the_input_it_came_from(account: Account, httpx_mock: HTTPXMock) -> None:
    errors = {
        "birthday_month": ["The birthday month is wrong."],
        "birthday_year": ["The birthday month is wrong."],
        "pet_type_id": ["The selected pet type id is invalid."],
    }
    httpx_mock.add_response(status_code=422, json={"message": "x", "errors": errors})

    error = await failure_of(account.create_pet(PetWrite(name="Mochi"), birth_input="age_months"))

    assert error.fields == (
        FieldError("age_months", "The age_months is wrong."),
        FieldError("species", "The selected species is invalid."),
    )


@pytest.mark.parametrize(
    ("day", "hinted"),
    [(date(2026, 8, 25), True), (date(2026, 8, 26), False), (date(2026, 8, 24), False)],
    ids=["tomorrow in UTC", "later", "today"],
)
async def test_a_day_that_has_not_begun_in_utc_is_explained(
    day: date,
    hinted: bool,  # noqa: FBT001 - a column of the table
    account: Account,
    httpx_mock: HTTPXMock,
    example: Callable[[str], Any],
) -> None:
    httpx_mock.add_response(status_code=422, json=example("error-422.future-date"))

    error = await failure_of(
        account.create_vaccination(7, VaccinationWrite(vaccine_name="Rabies", administered_at=day))
    )

    assert [field.name for field in error.fields] == ["administered_at"]
    assert (error.hint is not None and "UTC" in error.hint) is hinted


@pytest.mark.parametrize(
    ("route", "feature"),
    [
        ("list_vaccinations", "vaccinations"),
        ("list_medical_records", "medical records"),
        ("list_weights", "weights"),
    ],
)
async def test_a_feature_that_the_species_lacks_is_named(
    route: str, feature: str, account: Account, httpx_mock: HTTPXMock, example: Callable[[str], Any]
) -> None:
    httpx_mock.add_response(status_code=422, json=example("error-422.capability"))

    error = await failure_of(getattr(account, route)(9))

    assert isinstance(error, FeatureMissing)
    assert [field.name for field in error.fields] == ["pet_id"]
    assert error.message == f"Meo Mai Moi keeps no {feature} for pets of this species."


async def test_a_business_rule_is_passed_on_as_its_sentence(
    account: Account, httpx_mock: HTTPXMock, example: Callable[[str], Any]
) -> None:
    httpx_mock.add_response(status_code=422, json=example("error-422.no-errors-map"))

    error = await failure_of(account.create_pet(PetWrite(name="Mochi")))

    assert isinstance(error, InvalidInput)
    assert error.message == "Selected city does not belong to the specified country."


@pytest.mark.parametrize(
    "errors",
    [
        {"name": "not in a list"},
        {"name": [None, 5]},
        {"name": ["<script>alert(1)</script>"]},
        {"name": ["x" * 5000]},
        {f"field_{number}": ["Wrong."] for number in range(500)},
    ],
    ids=["bare", "odd", "html", "long", "many"],
)
async def test_odd_validation_texts_are_tamed(errors: Any, account: Account, httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_response(status_code=422, json={"message": "x", "errors": errors})

    error = await failure_of(account.create_pet(PetWrite(name="Mochi")))

    assert isinstance(error, InvalidInput)
    assert 0 < len(error.fields) <= 10
    assert len(error.message) < 600
    assert "<" not in json.dumps([field.reason for field in error.fields])
