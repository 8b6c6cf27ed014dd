"""A pet's status and end."""

from typing import Any

import httpx
import pytest


@pytest.mark.parametrize(
    ("version", "status"),
    [
        ("2026-08-10T14:05:09.000000Z", 200),
        ("", 200),
        (None, 200),
        ("2026-08-10T14:05:09Z", 409),
        ("2026-08-10T14:05:09.000000+00:00", 409),
        (7, 409),
    ],
)
async def test_versions_are_compared_byte_for_byte(version: Any, status: int, lin: httpx.AsyncClient) -> None:
    answer = await lin.put("/api/pets/7", json={"name": "M", "base_version": version})

    assert answer.status_code == status
    if status == 409:
        assert answer.json()["data"]["server_version"] == "2026-08-10T14:05:09.000000Z"
        assert answer.json()["data"]["server_value"]["id"] == 7


async def test_a_lost_pet_is_public_and_leaves_its_habits(
    household: Any, lin: httpx.AsyncClient, anonymous: httpx.AsyncClient
) -> None:
    answer = await lin.put("/api/pets/7/status", json={"status": "lost", "expected_name": "Mochi"})

    assert (answer.status_code, answer.json()["data"]["status"]) == (200, "lost")
    assert (await anonymous.get("/api/pets/7")).status_code == 200
    assert household.teeth.pet_ids == [9]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"status": "gone"}, 422),
        ({"status": "deleted"}, 422),
        ({"status": "lost", "expected_name": "Rex"}, 409),
        ({"status": "lost", "expected_status": "lost"}, 409),
        ({"status": "lost", "base_version": "x"}, 409),
    ],
)
async def test_a_status_change_is_refused_when_it_does_not_fit(
    body: dict[str, Any], status: int, household: Any, lin: httpx.AsyncClient
) -> None:
    answer = await lin.put("/api/pets/7/status", json=body)

    assert (answer.status_code, household.mochi.status) == (status, "active")


@pytest.mark.parametrize("path", ["/api/pets/7", "/api/pets/7/delete"])
async def test_a_deleted_pet_is_404_everywhere(path: str, lin: httpx.AsyncClient) -> None:
    answer = await lin.delete(path)

    assert (answer.status_code, answer.content) == (204, b"")
    for part in ("", "/weights", "/vaccinations/61", "/microchips"):
        assert (await lin.get(f"/api/pets/7{part}")).status_code == 404
    assert [pet["id"] for pet in (await lin.get("/api/my-pets")).json()["data"]] == [9, 15]


async def test_an_editor_may_not_delete(lin: httpx.AsyncClient) -> None:
    answer = await lin.delete("/api/pets/21")

    assert (answer.status_code, answer.json()) == (403, {"message": "This action is unauthorized."})
