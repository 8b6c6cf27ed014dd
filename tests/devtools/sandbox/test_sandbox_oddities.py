"""Oddities of the main app that were seen on the running program, for every route that has them."""

from datetime import date
from typing import Any

import httpx
import pytest

from app.devtools.sandbox.api.multipart import decode_multipart

KEY = {"Authorization": "Bearer sandbox-connector-api-key"}
FORM = 'multipart/form-data; boundary="b"'


@pytest.mark.parametrize("number", ["abc", "1x", "-1", "٣"])
@pytest.mark.parametrize("kind", ["vaccinations", "medical-records", "weights"])
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
async def test_a_record_id_that_is_no_number_is_not_found(
    method: str, kind: str, number: str, lin: httpx.AsyncClient
) -> None:
    answer = await lin.request(method, f"/api/pets/7/{kind}/{number}", json={})

    assert (answer.status_code, answer.json()["message"]) == (404, "Resource not found.")


@pytest.mark.parametrize(
    ("path", "body", "errors"),
    [
        ("weights/95", {"weight_kg": None}, {"weight_kg": ["The weight kg field must be a number."]}),
        ("weights/95", {"record_date": ""}, {"record_date": ["The record date field must be a valid date."]}),
        ("medical-records/18", {"record_type": " "}, {"record_type": ["The record type field must be a string."]}),
    ],
)
async def test_null_is_refused_by_the_rule_of_its_type(
    path: str, body: dict[str, Any], errors: dict[str, Any], lin: httpx.AsyncClient
) -> None:
    answer = await lin.put(f"/api/pets/7/{path}", json=body)

    assert (answer.status_code, answer.json()["errors"]) == (422, errors)


async def test_records_of_one_day_stand_in_order_of_insertion(household: Any, lin: httpx.AsyncClient) -> None:
    for name in ("B", "A", "C"):
        household.world.add_vaccination(household.mochi, name, date(2026, 8, 20))
        household.world.add_medical_record(household.mochi, name, date(2026, 8, 20))

    vaccinations = (await lin.get("/api/pets/7/vaccinations")).json()["data"]["data"]
    medical_records = (await lin.get("/api/pets/7/medical-records")).json()["data"]["data"]

    assert [row["vaccine_name"] for row in vaccinations[:3]] == ["B", "A", "C"]
    assert [row["record_type"] for row in medical_records[:3]] == ["B", "A", "C"]


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/api/my-pets", "GET,HEAD"),
        ("/api/pets/7", "GET,HEAD,PUT,DELETE"),
        ("/api/pets/7/photos", "POST"),
        ("/api/pets/7/weights/95", "GET,HEAD,PUT,DELETE"),
    ],
)
async def test_options_names_the_methods_of_a_path(path: str, allowed: str, lin: httpx.AsyncClient) -> None:
    answer = await lin.options(path)

    assert (answer.status_code, answer.content, answer.headers["allow"]) == (200, b"", allowed)


@pytest.mark.parametrize(
    ("accept", "status"),
    [("application/json", 403), ("application/problem+json", 403), ("*/*", 500), ("text/html, application/json", 500)],
)
async def test_an_unverified_account_is_sent_nowhere_unless_json_is_asked_for(
    accept: str, status: int, household: Any, lin: httpx.AsyncClient
) -> None:
    household.lin.email_verified_at = None

    assert (await lin.get("/api/my-pets", headers={"Accept": accept})).status_code == status


@pytest.mark.parametrize(
    ("token", "status"), [("99999999999999999999|abc", 500), ("abc|def", 500), ("9223372036854775807|abc", 200)]
)
async def test_revoking_breaks_on_what_is_no_64_bit_number(
    token: str, status: int, anonymous: httpx.AsyncClient
) -> None:
    answer = await anonymous.post("/api/gpt-auth/revoke", json={"token": token}, headers=KEY)

    assert answer.status_code == status


@pytest.mark.parametrize(
    ("sent", "status", "echoed"),
    [("2", 201, "2"), (2, 201, 2), ("abc", 500, None), ([1], 500, None), (None, 201, 1), ("99", 422, None)],
    ids=repr,
)
async def test_a_species_is_echoed_as_it_was_sent_and_not_checked_for_its_type(
    sent: object, status: int, echoed: object, lin: httpx.AsyncClient
) -> None:
    answer = await lin.post("/api/pets", json={"name": "P", "country": "VN", "pet_type_id": sent})

    assert answer.status_code == status
    assert echoed is None or answer.json()["data"]["pet_type_id"] == echoed


async def test_a_new_country_keeps_the_city_of_the_old_one(lin: httpx.AsyncClient) -> None:
    pet = (await lin.put("/api/pets/7", json={"country": "FR"})).json()["data"]

    assert (pet["country"], pet["city"]["name"]) == ("FR", "Hanoi")


async def test_a_stranger_may_see_the_contact_of_a_lost_pets_owner_and_nothing_else(
    household: Any, bearer: Any, anonymous: httpx.AsyncClient
) -> None:
    household.mochi.status = "lost"

    pet = (await anonymous.get("/api/pets/7", headers=bearer(household.other))).json()["data"]

    permissions = pet["viewer_permissions"]
    assert [name for name, value in permissions.items() if value] == ["can_view_contact"]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "/api/pets/7", {"name": "X"}),
        ("PUT", "/api/pets/7/status", {"status": "lost"}),
        ("DELETE", "/api/pets/7", {}),
    ],
)
async def test_the_409_of_a_changed_pet_has_its_columns_only(
    method: str, path: str, body: dict[str, str], lin: httpx.AsyncClient
) -> None:
    answer = await lin.request(method, path, json={**body, "base_version": "2020-01-01T00:00:00.000000Z"})

    pet = answer.json()["data"]["server_value"]
    assert answer.status_code == 409
    assert pet["city"] == "Hanoi"
    assert not pet.keys() & {"pet_type", "viewer_permissions", "categories", "relationships", "viewers", "editors"}


@pytest.mark.parametrize(
    ("raw", "fields", "files"),
    [
        (b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--b--\r\n', {"a": "1"}, {}),
        (b'--b\r\nContent-Disposition: form-data; name="f"; filename="x"\r\n\r\n\r\n\0\r\n\r\n--b--', {}, {"f": "x"}),
        (b'--b\r\nContent-Disposition: form-data; name="f"; filename=""\r\n\r\n\r\n--b--', {}, {}),
        (b'--b\r\nContent-Disposition: form-data; filename="x"\r\n\r\n1\r\n--b--', {}, {}),
        (b"--b\r\nno head\r\n--b--", {}, {}),
        (b"--c\r\n\r\n1\r\n--c--", {}, {}),
        (b"", {}, {}),
    ],
)
def test_a_form_is_read_as_far_as_it_is_one(raw: bytes, fields: dict[str, str], files: dict[str, str]) -> None:
    form = decode_multipart(raw, FORM)

    assert form.fields == fields
    assert {name: file.name for name, file in form.files.items()} == files
    assert all(file.content == b"\r\n\0\r\n" for file in form.files.values())


def test_a_form_without_a_boundary_is_empty() -> None:
    assert decode_multipart(b"--b\r\n\r\n1\r\n--b--", "multipart/form-data").fields == {}
