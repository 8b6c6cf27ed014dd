"""What the user is told for each way the main app can fail (decisions 6)."""

import gzip
import json
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import httpx
import pytest
from pytest_httpx import HTTPXMock, IteratorStream
from structlog.testing import capture_logs

from app.errors import (
    REVOKED,
    AppError,
    Conflict,
    FieldError,
    Forbidden,
    InvalidInput,
    NotFound,
    Unauthorized,
    UpstreamError,
)
from app.main_app.account import Account
from app.main_app.client import MainApp
from app.main_app.failures import BROKEN_ANSWER, BUSY, NOT_UNDERSTOOD, UNAVAILABLE
from app.main_app.forbidden import BANNED, NOT_CHANGEABLE, NOT_VISIBLE, VERIFY
from app.main_app.validation import AlreadyThere, FeatureMissing
from app.main_app.writes import MedicalWrite, PetWrite, VaccinationWrite, WeightWrite
from app.secret import Secret

pytestmark = pytest.mark.httpx_mock(can_send_already_matched_responses=True)

PETS = "http://main.test/api/my-pets"
ME = "http://main.test/api/users/me"
WEIGHT = WeightWrite(weight_kg=4.3, record_date=date(2026, 8, 24))

HTML = b"<html><body><h1>502 Bad Gateway</h1></body></html>"
BOMB = gzip.compress(b" " * 200_000_000, compresslevel=1)


async def failure_of(awaitable: Any) -> AppError:
    with pytest.raises(AppError) as caught:
        await awaitable
    return caught.value


def packed(encoding: str, body: bytes) -> dict[str, Any]:
    # Handed over in pieces, because httpx unpacks a whole body when the answer is made.
    pieces = [body[start : start + 16_384] for start in range(0, len(body), 16_384)]
    return {"stream": IteratorStream(pieces), "headers": {"Content-Encoding": encoding}}


BROKEN: dict[str, tuple[dict[str, Any], int, bool, str]] = {
    "500": ({"status_code": 500, "json": {"message": "Server Error"}}, 502, True, BROKEN_ANSWER),
    "502 HTML": ({"status_code": 502, "content": HTML}, 502, True, BROKEN_ANSWER),
    "503 maintenance": ({"status_code": 503, "json": {"message": "Service Unavailable"}}, 503, True, UNAVAILABLE),
    "504 HTML": ({"status_code": 504, "content": HTML}, 504, True, ""),
    "200 HTML": ({"status_code": 200, "content": HTML}, 502, True, BROKEN_ANSWER),
    "empty body": ({"status_code": 200, "content": b""}, 502, True, BROKEN_ANSWER),
    "204": ({"status_code": 204}, 502, True, BROKEN_ANSWER),
    "truncated JSON": ({"status_code": 200, "content": b'{"success":true,"data":[{"id":'}, 502, True, BROKEN_ANSWER),
    "wrong types": ({"status_code": 200, "json": {"success": True, "data": "pets"}}, 502, True, BROKEN_ANSWER),
    "rows of nothing": ({"status_code": 200, "json": {"data": [None, 5]}}, 502, True, BROKEN_ANSWER),
    "10 MB": ({"status_code": 200, "content": b"[" + b" " * 10_000_000 + b"]"}, 502, True, BROKEN_ANSWER),
    "gzip bomb": (packed("gzip", BOMB), 502, True, BROKEN_ANSWER),
    "no gzip": (packed("gzip", HTML), 502, True, BROKEN_ANSWER),
    "half a gzip": (packed("gzip", gzip.compress(b'{"data": []}')[:-4]), 502, True, BROKEN_ANSWER),
    "unknown packing": (packed("br", b"{}"), 502, True, BROKEN_ANSWER),
    "deep nesting": ({"status_code": 200, "content": b"[" * 1_000_000}, 502, True, BROKEN_ANSWER),
    "redirect": ({"status_code": 302, "headers": {"Location": "http://evil.test/"}}, 502, True, BROKEN_ANSWER),
    "400": ({"status_code": 400, "json": {"message": "SQLSTATE[42601]"}}, 502, False, NOT_UNDERSTOOD),
    "405": ({"status_code": 405, "json": {"message": "The PATCH method"}}, 502, False, NOT_UNDERSTOOD),
    "419": ({"status_code": 419, "json": {"message": "CSRF token mismatch."}}, 502, False, NOT_UNDERSTOOD),
    "418": ({"status_code": 418, "json": {"message": "tea"}}, 502, False, NOT_UNDERSTOOD),
    "bad 422": ({"status_code": 422, "content": HTML}, 502, True, BROKEN_ANSWER),
}


@pytest.mark.parametrize("name", BROKEN)
async def test_a_broken_main_app_is_an_upstream_error_and_quick(
    name: str, account: Account, httpx_mock: HTTPXMock
) -> None:
    answer, status, retryable, message = BROKEN[name]
    httpx_mock.add_response(url=PETS, **answer)
    started = time.monotonic()

    error = await failure_of(account.list_pets())

    assert isinstance(error, UpstreamError)
    assert (error.status, error.retryable) == (status, retryable)
    assert message in error.message
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    ("failure", "status"),
    [
        (httpx.ConnectError("refused"), 502),
        (httpx.ConnectTimeout("slow"), 502),
        (httpx.ReadError("reset"), 502),
        (httpx.RemoteProtocolError("gone"), 502),
        (httpx.ReadTimeout("silence"), 504),
        (httpx.PoolTimeout("no connection free"), 504),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else str(value),
)
async def test_no_answer_at_all_is_an_upstream_error(
    failure: Exception, status: int, account: Account, httpx_mock: HTTPXMock
) -> None:
    httpx_mock.add_exception(failure)

    error = await failure_of(account.list_pets())

    assert isinstance(error, UpstreamError)
    assert (error.status, error.retryable) == (status, True)


async def test_a_missing_answer_to_a_create_says_that_a_repeat_is_safe(account: Account, httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_exception(httpx.ReadTimeout("silence"))

    error = await failure_of(account.create_weight(7, WEIGHT))

    assert error.hint is not None
    assert "saves nothing twice" in error.hint


async def test_a_missing_answer_to_a_change_says_to_read_first(account: Account, httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_exception(httpx.ReadTimeout("silence"))

    error = await failure_of(account.update_weight(7, 96, WEIGHT))

    assert error.hint is not None
    assert "Read the record" in error.hint


@pytest.mark.parametrize(
    "name", ["error-401.bare", "error-401.unauthenticated", "error-401.idempotency-key-without-user"]
)
async def test_401_means_the_connection_is_gone(
    name: str, account: Account, httpx_mock: HTTPXMock, example: Callable[[str], Any]
) -> None:
    httpx_mock.add_response(status_code=401, json=example(name))

    read, write = await failure_of(account.list_pets()), await failure_of(account.create_weight(7, WEIGHT))

    assert isinstance(read, Unauthorized)
    assert isinstance(write, Unauthorized)
    assert read.message == REVOKED


@pytest.mark.parametrize("name", ["error-403.policy-bare", "error-403.health-bare"])
@pytest.mark.parametrize("route", ["show_pet", "list_vaccinations", "list_weights", "list_medical_records"])
async def test_403_on_a_route_for_guests_is_a_dead_token_if_the_account_says_so(
    name: str, route: str, account: Account, httpx_mock: HTTPXMock, example: Callable[[str], Any]
) -> None:
    httpx_mock.add_response(url=ME, status_code=401, json=example("error-401.unauthenticated"))
    httpx_mock.add_response(status_code=403, json=example(name))

    error = await failure_of(getattr(account, route)(7))

    assert isinstance(error, Unauthorized)
    assert len(httpx_mock.get_requests()) == 2


async def test_403_on_a_route_for_guests_with_a_living_token_is_a_missing_right(
    account: Account, httpx_mock: HTTPXMock, example: Callable[[str], Any]
) -> None:
    httpx_mock.add_response(url=ME, json=example("users-me-200.unverified"))
    httpx_mock.add_response(status_code=403, json=example("error-403.health-bare"))

    error = await failure_of(account.list_weights(7))

    assert isinstance(error, Forbidden)
    assert error.message == NOT_VISIBLE


async def test_when_the_second_look_fails_the_outage_is_told_and_no_guess(
    account: Account, httpx_mock: HTTPXMock, example: Callable[[str], Any]
) -> None:
    httpx_mock.add_response(url=ME, status_code=500, json=example("error-500.bare"))
    httpx_mock.add_response(status_code=403, json=example("error-403.policy-bare"))

    assert isinstance(await failure_of(account.show_pet(7)), UpstreamError)


async def test_a_lost_pet_shown_as_to_a_stranger_reveals_a_dead_token(
    account: Account, httpx_mock: HTTPXMock, example: Callable[[str], Any]
) -> None:
    pet = example("pet-show-200.owner")
    del pet["data"]["viewer_permissions"]
    httpx_mock.add_response(url=ME, status_code=401, json=example("error-401.unauthenticated"))
    httpx_mock.add_response(json=pet)

    assert isinstance(await failure_of(account.show_pet(7)), Unauthorized)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("error-403.unverified-bare", VERIFY),
        ("error-403.banned", BANNED),
        ("error-403.pet-update", NOT_CHANGEABLE),
        ("error-403.health-bare", NOT_CHANGEABLE),
    ],
)
async def test_each_403_on_a_write_has_its_own_sentence_without_asking_again(
    name: str, message: str, account: Account, httpx_mock: HTTPXMock, example: Callable[[str], Any]
) -> None:
    httpx_mock.add_response(status_code=403, json=example(name))

    error = await failure_of(account.update_pet(7, PetWrite(name="Mochi")))

    assert isinstance(error, Forbidden)
    assert error.message == message
    assert len(httpx_mock.get_requests()) == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"is_banned": True}, BANNED),
        ({"email_verified_at": None}, VERIFY),
        ({}, NOT_CHANGEABLE),
    ],
    ids=["banned", "unverified", "neither"],
)
async def test_a_403_in_another_language_is_explained_by_the_account(
    changes: dict[str, Any], message: str, account: Account, httpx_mock: HTTPXMock, example: Callable[[str], Any]
) -> None:
    user = example("users-me-200")
    user["data"] |= changes
    httpx_mock.add_response(url=ME, json=user)
    httpx_mock.add_response(status_code=403, json={"success": False, "message": "Tài khoản của bạn bị cấm."})

    error = await failure_of(account.create_weight(7, WEIGHT))

    assert (type(error), error.message) == (Forbidden, message)


async def test_404_says_where_ids_come_from(
    account: Account, httpx_mock: HTTPXMock, example: Callable[[str], Any]
) -> None:
    httpx_mock.add_response(status_code=404, json=example("error-404"))

    error = await failure_of(account.show_pet(999999))

    assert isinstance(error, NotFound)
    assert error.hint is not None
    assert "find_pet" in error.hint


@pytest.mark.parametrize("bad_id", [0, -1, 2**63, True], ids=repr)
async def test_an_id_that_none_can_have_is_not_sent(bad_id: int, account: Account) -> None:
    assert isinstance(await failure_of(account.show_pet(bad_id)), NotFound)
    assert isinstance(await failure_of(account.update_weight(7, bad_id, WEIGHT)), NotFound)


@pytest.mark.parametrize("name", ["error-409.version-conflict", "error-409.expected-mismatch"])
async def test_409_of_a_version_says_to_read_again(
    name: str, account: Account, httpx_mock: HTTPXMock, example: Callable[[str], Any]
) -> None:
    httpx_mock.add_response(status_code=409, json=example(name))

    assert isinstance(await failure_of(account.update_weight(7, 96, WEIGHT)), Conflict)


async def test_the_minute_limit_can_be_tried_again(
    account: Account, httpx_mock: HTTPXMock, example: Callable[[str], Any]
) -> None:
    httpx_mock.add_response(status_code=429, json=example("error-429.throttle"), headers={"Retry-After": "37"})

    error = await failure_of(account.list_pets())

    assert (error.status, error.message, error.retryable, error.retry_after) == (429, BUSY, True, 37)
    assert len(httpx_mock.get_requests()) == 1


@pytest.mark.parametrize("quota", [None, {}, {"reset_at_utc": "soon"}, {"reset_at_utc": 5}], ids=repr)
async def test_a_quota_without_a_time_still_says_when(
    quota: Any, account: Account, httpx_mock: HTTPXMock, example: Callable[[str], Any]
) -> None:
    body = example("error-429.daily-quota")
    body["data"]["quota"] = quota
    httpx_mock.add_response(status_code=429, json=body)

    error = await failure_of(account.list_pets())

    assert "00:00 UTC" in error.message


async def test_the_daily_quota_says_when_it_ends_and_is_not_worth_a_retry(
    account: Account, httpx_mock: HTTPXMock, example: Callable[[str], Any]
) -> None:
    httpx_mock.add_response(status_code=429, json=example("error-429.daily-quota"))

    error = await failure_of(account.list_pets())

    assert (error.status, error.retryable) == (429, False)
    assert "2026-08-25 00:00 UTC" in error.message


async def test_a_refused_weight_names_the_connectors_own_field(
    account: Account, httpx_mock: HTTPXMock, example: Callable[[str], Any]
) -> None:
    httpx_mock.add_response(status_code=422, json=example("error-422.duplicate-weight-date"))

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


async def test_the_main_apps_own_words_stay_out_of_errors_and_logs(account: Account, httpx_mock: HTTPXMock) -> None:
    secret = "SQLSTATE in /var/www for mochi@example.org"
    with capture_logs() as lines:
        for status in (400, 401, 403, 404, 409, 425, 429, 500, 503):
            httpx_mock.add_response(url=PETS, status_code=status, json={"message": secret, "error": secret})
            httpx_mock.add_response(url=ME, status_code=401)
            error = await failure_of(account.list_pets())
            assert "SQLSTATE" not in repr((error.message, error.hint, error.fields)), status
            httpx_mock.reset()

    assert "SQLSTATE" not in repr(lines)
    assert {
        key: line[key] for line in lines if line.get("upstream_status") == 500 for key in ("route", "upstream_status")
    } == {"route": "/api/my-pets", "upstream_status": 500}


async def test_a_token_that_cannot_be_one_is_not_sent(main_app: MainApp) -> None:
    for token in ("", "a b", "a\r\nX-Evil: 1", "é"):
        with pytest.raises(Unauthorized):
            main_app.account(42, Secret(token))


async def test_the_version_and_the_species_are_read_without_a_user(
    main_app: MainApp, httpx_mock: HTTPXMock, example: Callable[[str], Any]
) -> None:
    httpx_mock.add_response(url="http://main.test/api/version", json=example("version-200"))
    httpx_mock.add_response(url="http://main.test/api/pet-types", json=example("pet-types-200.vi"))

    version, types = await main_app.version(timeout=1.0), await main_app.pet_types("vi")

    assert version == "v1.18.5"
    assert types[0].name == "Mèo"
    assert all("Authorization" not in request.headers for request in httpx_mock.get_requests())
    assert httpx_mock.get_requests()[1].headers["Accept-Language"] == "vi"


async def test_a_packed_answer_is_unpacked(
    account: Account, httpx_mock: HTTPXMock, example: Callable[[str], Any]
) -> None:
    body = gzip.compress(json.dumps(example("my-pets-200")).encode())
    httpx_mock.add_response(**packed("gzip", body))

    assert len(await account.list_pets()) == len(example("my-pets-200")["data"])
