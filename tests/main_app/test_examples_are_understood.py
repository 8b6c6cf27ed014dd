"""Every recorded answer of the main app becomes a record or an error, or is named as one that nobody here asks for."""

import json
from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct
from pytest_httpx import HTTPXMock

from app.errors import AppError, Conflict, Forbidden, InvalidInput, NotFound, TooMuch, Unauthorized, UpstreamError
from app.main_app.account import Account
from app.main_app.decoding import read_record, read_records
from app.main_app.envelope import read_data
from app.main_app.errors import DuplicatePet, KeyUsed, StillSaving, translate
from app.main_app.http import Answer
from app.main_app.records import (
    HabitRecord,
    HabitSummaryRecord,
    MedicalRecord,
    PetCity,
    PetRecord,
    PetSections,
    PetTypeRecord,
    UserRecord,
    VaccinationRecord,
    WeightRecord,
)
from app.main_app.request import ApiRequest
from app.main_app.token_exchange import CodeRefused, TokenExchangeClient
from app.main_app.validation_errors import AlreadyThere, FeatureMissing
from app.main_app.writes import PetWrite
from app.secret import Secret
from tests.main_app.conftest import failure_of

EXAMPLES = Path(__file__).parent / "recorded"
INDEX: list[dict[str, Any]] = json.loads((EXAMPLES / "_index.json").read_text())["files"]
CODE = "cfdde226-74ef-44fd-85b2-939c6579fab7"

ONE: dict[str, type[Struct]] = {
    "pet-show-200.owner": PetRecord,
    "extra.pet-show-200.expired-token": PetRecord,
    "extra.pet-show-200.lost-stranger": PetRecord,
    "extra.pet-show-200.viewer": PetRecord,
    "extra.pet-show-200.with-photo": PetRecord,
    "pet-create-201": PetRecord,
    "pet-create-201.birthday-only-dropped": PetRecord,
    "extra.pet-create-201.31-february": PetRecord,
    "extra.pet-create-201.type-as-string": PetRecord,
    "pet-update-200": PetRecord,
    "pet-update-200.day-to-year-stale-parts": PetRecord,
    "pet-status-200": PetRecord,
    "pet-photo-upload-200": PetRecord,
    "extra.pet-photo-200.truncated-image": PetRecord,
    "my-pets-sections-200": PetSections,
    "extra.my-pets-sections-200.editor": PetSections,
    "extra.my-pets-sections-200.viewer": PetSections,
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
    "extra.my-pets-200.with-photo": PetRecord,
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
    "extra.medical-records-list-200.with-photo": MedicalRecord,
    "weights-list-200": WeightRecord,
}
ERRORS: dict[str, type[AppError]] = {
    "error-401.bare": Unauthorized,
    "error-401.idempotency-key-without-user": Unauthorized,
    "error-401.unauthenticated": Unauthorized,
    "error-404": NotFound,
    "error-404.photo": NotFound,
    "extra.weight-id-not-a-number-404": NotFound,
    "error-405.bare": UpstreamError,
    "error-409.duplicate-pet": DuplicatePet,
    "error-409.expected-mismatch": Conflict,
    "error-409.idempotency-conflict": KeyUsed,
    "error-409.version-conflict": Conflict,
    "extra.pet-409.version-conflict": Conflict,
    "extra.vaccination-photo-409.replace": Conflict,
    "error-413.storage-limit": TooMuch,
    "extra.pets-419.token-with-referer": UpstreamError,
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
    "extra.pet-create-422.birthday-future": InvalidInput,
    "extra.pet-create-422.city-unknown": InvalidInput,
    "extra.pet-create-422.day-without-date": InvalidInput,
    "extra.pet-create-422.vi": InvalidInput,
    "extra.pet-create-422.year-future": InvalidInput,
    "extra.vaccinations-422.status-blank": InvalidInput,
    "extra.weight-update-422.null": InvalidInput,
    "error-425.in-progress": StillSaving,
    "error-429.daily-quota": UpstreamError,
    "error-429.throttle": UpstreamError,
    "error-500.bare": UpstreamError,
    "extra.my-pets-500.database-down": UpstreamError,
    "extra.my-pets-500.unverified-without-json-accept": UpstreamError,
    "extra.pet-create-500.type-not-a-number": UpstreamError,
    "extra.pet-show-500.token-without-number": UpstreamError,
    "extra.renew-500.same-name-and-date": UpstreamError,
    "extra.weight-create-500.too-big": UpstreamError,
    "error-503.maintenance-bare": UpstreamError,
}
REFUSED_RIGHTS = (
    "error-403.banned",
    "error-403.health-bare",
    "error-403.pet-update",
    "error-403.policy-bare",
    "error-403.token-ability",
    "error-403.unverified-bare",
    "extra.renew-403.finance",
    "extra.vaccination-delete-403.linked",
)
"""A 403 is explained by the account, which is asked for once more."""
EXCHANGES: dict[str, type[Exception] | None] = {
    "gpt-exchange-200": None,
    "gpt-400.bad-code": CodeRefused,
    "gpt-401.bad-api-key": UpstreamError,
    "gpt-503.key-not-configured": UpstreamError,
}
REVOCATIONS: dict[str, type[Exception] | None] = {
    "gpt-revoke-200": None,
    "extra.gpt-revoke-500.huge-id": UpstreamError,
    "extra.gpt-revoke-500.no-number": UpstreamError,
}
DELETIONS = ("delete-200.record",)
"""Answered with `data: true`."""
OTHER_LISTS = ("cities-200", "microchips-list-200", "version-200")
NOT_CALLED = {
    "countries-200",
    "locale-200",
    "settings-public-200",
    "extra.categories-200",
    "extra.options-200",
    "extra.user-403",
    "extra.habit-500.bad-date",
    "habit-heatmap-200",
    "habit-day-entries-200",
}
"""Routes that nothing of the connector calls."""
CALLED_BY_BROWSERS = {
    "gpt-confirm-200",
    "gpt-telegram-link-200",
    "gpt-register-201",
    "gpt-400.bad-signature",
    "gpt-400.session-used",
    "gpt-400.registration-used",
    "gpt-500.url-not-configured",
    "error-403.pat-rejected",
    "error-419.csrf-bare",
    "extra.gpt-register-422.confirmation",
    "extra.gpt-register-422.weak-password",
    "extra.login-422.capitals",
}
"""Log-in, sign-up and consent, which the main app's own page asks for."""


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
    status = next(entry["status"] for entry in INDEX if entry["file"] == f"{name}.json")
    call = ApiRequest(method="POST", route="/api/pets", path="/api/pets", body=b"{}")

    error = translate(
        Answer(status=status, body=(EXAMPLES / f"{name}.json").read_bytes()),
        call,
        now=datetime(2026, 8, 24, tzinfo=UTC),
    )

    assert type(error) is ERRORS[name]


@pytest.mark.parametrize("name", REFUSED_RIGHTS)
async def test_a_recorded_403_is_a_missing_right(
    name: str, account: Account, httpx_mock: HTTPXMock, example: Callable[[str], Any]
) -> None:
    httpx_mock.add_response(url="http://main.test/api/users/me", json=example("users-me-200"), is_optional=True)
    _answer_with(name, httpx_mock)

    assert isinstance(await failure_of(account.update_pet(7, PetWrite(name="Mochi"))), Forbidden)


@pytest.mark.parametrize("name", EXCHANGES)
async def test_a_recorded_exchange_is_understood(name: str, bridge: TokenExchangeClient, httpx_mock: HTTPXMock) -> None:
    _answer_with(name, httpx_mock)
    error = EXCHANGES[name]

    with pytest.raises(error) if error else nullcontext():
        assert (await bridge.exchange(CODE)).user_id


@pytest.mark.parametrize("name", REVOCATIONS)
@pytest.mark.httpx_mock(can_send_already_matched_responses=True)
async def test_a_recorded_revocation_is_understood(
    name: str, bridge: TokenExchangeClient, httpx_mock: HTTPXMock
) -> None:
    _answer_with(name, httpx_mock)
    error = REVOCATIONS[name]

    with pytest.raises(error) if error else nullcontext():
        await bridge.revoke(Secret("30|EXAMPLE"))


@pytest.mark.parametrize("name", DELETIONS)
def test_a_recorded_deletion_is_read_as_done(name: str) -> None:
    assert read_data((EXAMPLES / f"{name}.json").read_bytes()) is True


@pytest.mark.parametrize("name", OTHER_LISTS)
def test_the_envelope_of_other_answers_is_read(name: str) -> None:
    assert read_data((EXAMPLES / f"{name}.json").read_bytes())


def test_no_recorded_answer_is_forgotten() -> None:
    decoded = {*ONE, *ARRAYS, *PAGES, *ERRORS, *REFUSED_RIGHTS, *EXCHANGES, *REVOCATIONS, *DELETIONS, *OTHER_LISTS}
    names = {entry["file"].removesuffix(".json") for entry in INDEX}

    assert names == decoded | NOT_CALLED | CALLED_BY_BROWSERS
    assert not decoded & (NOT_CALLED | CALLED_BY_BROWSERS)


def test_a_pet_of_a_list_has_its_city_species_and_health(example: Callable[[str], Any]) -> None:
    pets = {pet.id: pet for pet in read_records(PetRecord, example("my-pets-200")["data"])}
    sesame = pets[15]

    assert (sesame.city, sesame.birthday) == (PetCity("Hanoi"), date(2023, 9, 1))
    assert sesame.pet_type is not None
    assert sesame.pet_type.slug == "cat"
    assert sesame.health_summary is not None
    assert sesame.health_summary.latest_weight_kg == 4.0
    assert sesame.health_summary.latest_weight_record_date == date(2026, 11, 30)
    assert sesame.health_summary.vaccination_status == "overdue"
    assert sesame.updated_at == "2026-11-25T22:48:31.000000Z"


def test_a_pet_shown_alone_has_its_city_and_permissions(example: Callable[[str], Any]) -> None:
    owned = read_record(PetRecord, example("pet-show-200.owner")["data"])
    seen = read_record(PetRecord, example("extra.pet-show-200.viewer")["data"])

    assert (owned.city, owned.can_edit, owned.health_summary) == (PetCity("Hanoi", "VN"), True, None)
    assert (seen.city, seen.can_edit) == (PetCity("Hanoi", "VN"), False)


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
    assert error.existing_ids == (15,)


def _answer_with(name: str, httpx_mock: HTTPXMock) -> None:
    entry = next(entry for entry in INDEX if entry["file"] == f"{name}.json")
    httpx_mock.add_response(status_code=entry["status"], content=(EXAMPLES / f"{name}.json").read_bytes())
