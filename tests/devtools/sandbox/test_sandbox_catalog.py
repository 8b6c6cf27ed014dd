"""Cities, the release, odd ways to send input, and records of other pets."""

from typing import Any

import httpx
import pytest

from app.devtools.sandbox import create_sandbox, transport_of


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("country=VN", ["Da Nang", "Hanoi", "Ho Chi Minh City"]),
        ("country=vn&search=han", ["Hanoi"]),
        ("country=ZZ", []),
    ],
)
async def test_cities_are_listed_by_country_and_name(query: str, names: list[str], lin: httpx.AsyncClient) -> None:
    rows = (await lin.get(f"/api/cities?{query}")).json()["data"]

    assert [row["name"] for row in rows] == names


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/api/cities", "country"),
        ("/api/cities?country=VNM", "country"),
        (f"/api/cities?country=VN&search={'x' * 51}", "search"),
    ],
)
async def test_lists_name_the_parameter_that_is_wrong(path: str, field: str, lin: httpx.AsyncClient) -> None:
    answer = await lin.get(path)

    assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])


async def test_input_may_come_as_a_form(lin: httpx.AsyncClient) -> None:
    answer = await lin.post("/api/pets/7/weights", data={"weight_kg": " 4.5 ", "record_date": "2026-08-20"})

    assert (answer.status_code, answer.json()["data"]["weight_kg"]) == (201, "4.5")


async def test_a_head_request_has_the_headers_and_no_body(lin: httpx.AsyncClient) -> None:
    answer = await lin.head("/api/version")

    assert (answer.status_code, answer.content, answer.headers["content-length"]) == (200, b"", "45")


@pytest.mark.parametrize("record", ["vaccinations/61", "medical-records/18", "weights/95"])
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
async def test_a_record_of_another_pet_is_404(method: str, record: str, household: Any, lin: httpx.AsyncClient) -> None:
    second_cat = household.world.add_pet(household.lin, "Second")

    answer = await lin.request(method, f"/api/pets/{second_cat.id}/{record}")

    assert (answer.status_code, answer.json()["message"]) == (404, "Resource not found.")


@pytest.mark.parametrize("number", [18, 11])
async def test_a_medical_record_is_shown(number: int, lin: httpx.AsyncClient) -> None:
    assert (await lin.get(f"/api/pets/7/medical-records/{number}")).json()["data"]["id"] == number


@pytest.mark.parametrize(
    ("change", "errors"),
    [
        ({"record_type": "x" * 101}, ["record_type"]),
        ({"record_type": None, "record_date": None}, ["record_type", "record_date"]),
        ({"record_date": "2026-08-25"}, ["record_date"]),
        ({"description": "x" * 2001}, ["description"]),
        ({"vet_name": "x" * 256}, ["vet_name"]),
    ],
)
async def test_a_wrong_medical_record_is_refused(
    change: dict[str, Any], errors: list[str], lin: httpx.AsyncClient
) -> None:
    body = {"record_type": "checkup", "record_date": "2026-08-20", **change}

    answer = await lin.post("/api/pets/7/medical-records", json=body)

    assert (answer.status_code, list(answer.json()["errors"])) == (422, errors)


async def test_photos_and_styles_are_served_by_the_sandbox_itself() -> None:
    app = create_sandbox()
    async with httpx.AsyncClient(transport=transport_of(app), base_url="http://meo.example") as client:
        style = await client.get("/sandbox/style.css")
        photo = await client.get("/storage/301/conversions/mun-thumb.jpg?v=1")

    assert style.headers["content-type"].startswith("text/css")
    assert photo.headers["content-type"].startswith("image/svg+xml")
