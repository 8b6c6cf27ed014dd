"""Weights, pages of lists and microchips."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from app.devtools.sandbox import World
from app.devtools.sandbox.data.people import User

Header = Callable[[User], dict[str, str]]


@pytest.mark.parametrize(
    ("sent", "echoed", "kept"),
    [
        (4.3, 4.3, "4.30"),
        (4.256, 4.256, "4.26"),
        (4.255, 4.255, "4.26"),
        ("4.2", "4.2", "4.20"),
        (4.0, 4, "4.00"),
        (4, 4, "4.00"),
        (0, 0, "0.00"),
        (999999.99, 999999.99, "999999.99"),
    ],
)
async def test_a_weight_is_echoed_when_written_and_a_string_when_read(
    sent: Any, echoed: Any, kept: str, lin: httpx.AsyncClient
) -> None:
    answer = await lin.post("/api/pets/7/weights", json={"weight_kg": sent, "record_date": "2027-01-01"})
    row = (await lin.get("/api/pets/7/weights")).json()["data"]["data"][0]
    card = (await lin.get("/api/my-pets?pet_type=cat")).json()["data"][0]

    assert answer.status_code == 201
    assert (answer.json()["data"]["weight_kg"], type(answer.json()["data"]["weight_kg"])) == (echoed, type(echoed))
    assert row["weight_kg"] == kept
    # The future is allowed, and then it is the latest.
    assert (card["latest_weight_kg"], card["latest_weight_record_date"]) == (kept, "2027-01-01")


@pytest.mark.parametrize(
    ("sent", "status"),
    [(-1, 422), ("heavy", 422), (True, 422), ([4], 422), (None, 422), (1_000_000, 500), (1e300, 500)],
)
async def test_an_impossible_weight_is_refused_or_breaks(sent: Any, status: int, lin: httpx.AsyncClient) -> None:
    answer = await lin.post("/api/pets/7/weights", json={"weight_kg": sent, "record_date": "2026-08-20"})

    assert answer.status_code == status


async def test_a_weight_of_nothing_cannot_be_deleted_by_the_connector(
    household: Any, world: World, lin: httpx.AsyncClient
) -> None:
    record = world.add_weight(household.mochi, "0", world.today())
    guards = {"base_version": record.updated_at, "expected_weight_kg": 0, "expected_record_date": "2026-08-24"}

    answer = await lin.request("DELETE", f"/api/pets/7/weights/{record.id}", json=guards)

    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["expected_weight_kg"])


@pytest.mark.parametrize(
    ("pet", "part", "status"),
    [
        (9, "vaccinations", 422),
        (9, "medical-records", 422),
        (9, "weights", 200),
        (9, "microchips", 200),
        (15, "weights", 422),
        (15, "microchips", 422),
    ],
)
async def test_capabilities_gate_reads_too(pet: int, part: str, status: int, lin: httpx.AsyncClient) -> None:
    answer = await lin.get(f"/api/pets/{pet}/{part}")

    assert answer.status_code == status
    if status == 422:
        assert set(answer.json()) == {"message", "error_code", "errors"}


async def test_medical_records_are_filtered_by_their_exact_type(lin: httpx.AsyncClient) -> None:
    found = [
        (await lin.get("/api/pets/7/medical-records", params={"record_type": word})).json()["data"]["meta"]["total"]
        for word in ("Deworming", "deworming", "checkup")
    ]

    assert found == [1, 0, 1]


async def test_pages_hold_25_rows_and_their_links_lose_the_filter(
    household: Any, world: World, lin: httpx.AsyncClient
) -> None:
    for number in range(30):
        record = world.add_vaccination(household.mochi, f"V{number}", date(2020, 1, 1) + timedelta(days=number))
        record.completed_at = world.now()

    first, second, third = [
        (await lin.get(f"/api/pets/7/vaccinations?status=completed&page={page}")).json()["data"] for page in (1, 2, 3)
    ]

    assert [len(page["data"]) for page in (first, second, third)] == [25, 6, 0]
    assert first["links"]["next"] == "https://meo.example/api/pets/7/vaccinations?page=2"
    assert (second["meta"]["from"], second["meta"]["to"], second["meta"]["total"]) == (26, 31, 31)
    assert (third["meta"]["from"], third["meta"]["to"], third["meta"]["last_page"]) == (None, None, 2)


async def test_the_single_microchip_needs_the_right_to_edit(
    household: Any, world: World, bearer: Header, anonymous: httpx.AsyncClient, lin: httpx.AsyncClient
) -> None:
    viewer = world.add_user("Viewer", "viewer@example.com")
    world.relate(household.mochi, viewer, "viewer")

    statuses = [
        (await anonymous.get(f"/api/pets/7/microchips{part}", headers=bearer(viewer))).status_code
        for part in ("", "/4")
    ]

    assert statuses == [200, 403]
    assert (await lin.get("/api/pets/7/microchips/4")).json()["data"]["chip_number"] == "704000000123456"
