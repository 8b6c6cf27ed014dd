"""Every example body of the main app is either decoded into a record, or translated into an error, or not for us."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct

from app.errors import AppError, Conflict, InvalidInput, NotFound, Unauthorized, UpstreamError
from app.main_app.decoding import read_record, read_records
from app.main_app.envelope import read_data
from app.main_app.errors import DuplicatePet, translate
from app.main_app.http import Answer
from app.main_app.records import (
    HabitRecord,
    HabitSummaryRecord,
    MedicalRecord,
    PetRecord,
    PetSections,
    PetTypeRecord,
    UserRecord,
    VaccinationRecord,
    WeightRecord,
)
from app.main_app.request import ApiRequest
from app.main_app.validation_errors import AlreadyThere, FeatureMissing

EXAMPLES = Path(__file__).parent / "recorded"

ONE: dict[str, type[Struct]] = {
    "pet-show-200.owner": PetRecord,
    "pet-create-201": PetRecord,
    "pet-create-201.birthday-only-dropped": PetRecord,
    "pet-update-200": PetRecord,
    "pet-update-200.day-to-year-stale-parts": PetRecord,
    "pet-status-200": PetRecord,
    "pet-photo-upload-200": PetRecord,
    "my-pets-sections-200": PetSections,
    "vaccination-show-200": VaccinationRecord,
    "vaccination-create-201": VaccinationRecord,
    "vaccination-create-201.minimal": VaccinationRecord,
    "vaccination-update-200": VaccinationRecord,
    "vaccination-renew-201": VaccinationRecord,
    "vaccination-photo-200": VaccinationRecord,
    "medical-record-create-201": MedicalRecord,
    "medical-record-update-200": MedicalRecord,
    "medical-record-photo-200": MedicalRecord,
    "weight-create-201": WeightRecord,
    "weight-update-200.weight-sent": WeightRecord,
    "weight-update-200.date-only": WeightRecord,
    "habit-show-200": HabitRecord,
    "habit-pet-summary-200.yes-no": HabitSummaryRecord,
    "habit-pet-summary-200.scale": HabitSummaryRecord,
    "users-me-200": UserRecord,
    "users-me-200.unverified": UserRecord,
}
ARRAYS: dict[str, type[Struct]] = {
    "my-pets-200": PetRecord,
    "my-pets-200.empty": PetRecord,
    "pet-types-200.en": PetTypeRecord,
    "pet-types-200.vi": PetTypeRecord,
    "habits-list-200": HabitRecord,
}
PAGES: dict[str, type[Struct]] = {
    "vaccinations-list-200.active": VaccinationRecord,
    "vaccinations-list-200.completed": VaccinationRecord,
    "vaccinations-list-200.empty": VaccinationRecord,
    "vaccinations-list-200.page1of2": VaccinationRecord,
    "medical-records-list-200": MedicalRecord,
    "weights-list-200": WeightRecord,
}
ERRORS: dict[str, type[AppError]] = {
    "error-401.bare": Unauthorized,
    "error-401.idempotency-key-without-user": Unauthorized,
    "error-401.unauthenticated": Unauthorized,
    "error-404": NotFound,
    "error-404.photo": NotFound,
    "error-405.bare": UpstreamError,
    "error-409.duplicate-pet": DuplicatePet,
    "error-409.expected-mismatch": Conflict,
    "error-409.idempotency-conflict": Conflict,
    "error-409.version-conflict": Conflict,
    "error-413.storage-limit": UpstreamError,
    "error-419.csrf-bare": UpstreamError,
    "error-422.birthday-precision": InvalidInput,
    "error-422.capability": FeatureMissing,
    "error-422.delete-without-guards": InvalidInput,
    "error-422.due-before-administered": InvalidInput,
    "error-422.duplicate-vaccination": AlreadyThere,
    "error-422.duplicate-weight-date": AlreadyThere,
    "error-422.future-date": InvalidInput,
    "error-422.idempotency-key-format": UpstreamError,
    "error-422.linked-transaction": InvalidInput,
    "error-422.no-errors-map": InvalidInput,
    "error-422.pet-create-empty": InvalidInput,
    "error-422.renew-completed": InvalidInput,
    "error-422.vaccination-create-empty": InvalidInput,
    "error-425.in-progress": UpstreamError,
    "error-429.daily-quota": UpstreamError,
    "error-429.throttle": UpstreamError,
    "error-500.bare": UpstreamError,
    "error-503.maintenance-bare": UpstreamError,
}
ELSEWHERE = ("error-403.", "gpt-", "version-200", "delete-200.record", "request.", "_index", "reference-")
"""Covered by tests of their own, or no answers."""
NOT_OURS = ("cities-", "countries-", "locale-", "settings-", "microchips-", "habit-heatmap-", "habit-day-entries-")
"""Routes the connector does not use."""


@pytest.mark.parametrize("name", ONE)
def test_an_example_of_one_record_is_decoded(name: str) -> None:
    record = read_record(ONE[name], read_data((EXAMPLES / f"{name}.json").read_bytes()))

    assert isinstance(record, ONE[name])


@pytest.mark.parametrize("name", ARRAYS)
def test_an_example_of_an_array_keeps_every_row(name: str, example: Callable[[str], Any]) -> None:
    records = read_records(ARRAYS[name], example(name)["data"])

    assert [record.id for record in records] == [row["id"] for row in example(name)["data"]]  # type: ignore[attr-defined]  # all have ids


@pytest.mark.parametrize("name", PAGES)
def test_an_example_of_a_page_keeps_every_row(name: str, example: Callable[[str], Any]) -> None:
    rows = example(name)["data"]["data"]

    records = read_records(PAGES[name], rows)

    assert [record.id for record in records] == [row["id"] for row in rows]  # type: ignore[attr-defined]  # all have ids


@pytest.mark.parametrize("name", ERRORS)
def test_an_example_of_a_failure_becomes_the_right_error(name: str) -> None:
    status = int(name.split("-")[1][:3])
    call = ApiRequest(method="POST", route="/api/pets", path="/api/pets", body=b"{}")

    error = translate(
        Answer(status=status, body=(EXAMPLES / f"{name}.json").read_bytes()),
        call,
        now=datetime(2026, 8, 24, tzinfo=UTC),
    )

    assert type(error) is ERRORS[name]


def test_no_example_is_forgotten() -> None:
    known = {*ONE, *ARRAYS, *PAGES, *ERRORS}
    names = {path.stem for path in EXAMPLES.glob("*.json")}

    assert names
    assert {name for name in names - known if not name.startswith((*ELSEWHERE, *NOT_OURS))} == set()
    assert known <= names


def test_a_pet_of_a_list_has_its_city_species_and_health(example: Callable[[str], Any]) -> None:
    mochi = read_records(PetRecord, example("my-pets-200")["data"])[0]

    assert mochi.city == "Hanoi"
    assert mochi.birthday == date(2021, 3, 14)
    assert mochi.pet_type is not None
    assert mochi.pet_type.slug == "cat"
    assert mochi.health_summary is not None
    assert mochi.health_summary.latest_weight_kg == 4.2
    assert mochi.health_summary.latest_weight_record_date == date(2026, 8, 1)
    assert mochi.health_summary.vaccination_status == "overdue"
    assert mochi.updated_at == "2026-08-10T14:05:09.000000Z"


def test_a_pet_shown_alone_has_its_city_and_permissions(example: Callable[[str], Any]) -> None:
    mochi = read_record(PetRecord, example("pet-show-200.owner")["data"])

    assert (mochi.city, mochi.can_edit, mochi.health_summary) == ("Hanoi", True, None)


def test_weights_are_numbers_however_they_are_written(example: Callable[[str], Any]) -> None:
    names = ("weight-create-201", "weight-update-200.weight-sent", "weight-update-200.date-only")

    assert [read_record(WeightRecord, example(name)["data"]).weight_kg for name in names] == [4.3, 4.35, 4.35]


def test_the_users_secrets_are_not_kept(example: Callable[[str], Any]) -> None:
    user = read_record(UserRecord, example("users-me-200")["data"])

    assert user.__struct_fields__ == ("id", "email_verified_at", "is_banned")
    assert "@" not in repr(user)


def test_duplicates_of_a_refused_pet_are_named() -> None:
    body = (EXAMPLES / "error-409.duplicate-pet.json").read_bytes()
    call = ApiRequest(method="POST", route="/api/pets", path="/api/pets")

    error = translate(Answer(status=409, body=body), call, now=datetime(2026, 8, 24, tzinfo=UTC))

    assert isinstance(error, DuplicatePet)
    assert error.existing_ids == (7,)


def test_the_index_of_examples_is_json() -> None:
    assert json.loads((EXAMPLES / "_index.json").read_text())["files"]
