"""Vaccinations listed over HTTP on the sandbox, and the species that have none.

See docs/main-app-api.md, "Vaccinations".
"""

from datetime import date, timedelta

import httpx
import pytest

from app.devtools.sandbox import World
from tests.tools.conftest import GetJson, Upstream
from tests.tools.vaccinations import PATH, RABIES


async def test_the_list_shows_what_is_in_force_with_its_state(ok: GetJson, upstream: Upstream) -> None:
    upstream.start()
    answer = await ok("GET", PATH)

    states = {row["vaccine_name"]: (row["state"], row["days_until_due"]) for row in answer["vaccinations"]}
    assert states == {"Rabies": ("overdue", -15), "FVRCP": ("due_soon", 12), "FeLV": ("later", 165)}
    assert (answer["pet_name"], answer["total"], answer["returned"], answer["has_more"]) == ("Mèo Mun", 3, 3, False)
    assert answer["as_of"] == "2026-08-24"
    assert upstream.calls == 2


@pytest.mark.parametrize(
    ("status", "states"),
    [
        ("active", ["later", "due_soon", "overdue"]),
        ("overdue", ["overdue"]),
        ("Completed", ["completed"]),
        ("all", ["later", "due_soon", "overdue", "completed"]),
    ],
)
async def test_the_status_chooses_and_completed_ones_are_marked(ok: GetJson, status: str, states: list[str]) -> None:
    answer = await ok("GET", f"{PATH}?status={status}")

    assert [row["state"] for row in answer["vaccinations"]] == states


async def test_a_wrong_status_names_the_right_ones(refused: GetJson, upstream: Upstream) -> None:
    upstream.start()
    error = await refused(422, "GET", f"{PATH}?status=due")

    assert error["allowed_values"] == ["active", "overdue", "completed", "all"]
    assert error["fields"][0]["name"] == "status"
    assert upstream.calls == 0


@pytest.mark.parametrize("limit", [7, 25, 40, 100])
async def test_every_page_can_be_reached(
    ok: GetJson, world: World, cat_id: int, upstream: Upstream, limit: int
) -> None:
    for number in range(130):
        world.add_vaccination(world.pets[cat_id], f"Vaccine {number}", date(2026, 1, 1) - timedelta(days=number))
    found: list[int] = []
    offset: int | None = 0
    while offset is not None:
        upstream.start()
        answer = await ok("GET", f"/pets/{cat_id}/vaccinations?limit={limit}&offset={offset}")
        assert answer["total"] == 130
        assert answer["returned"] == len(answer["vaccinations"]) <= limit
        assert answer["has_more"] is ("next_offset" in answer)
        assert upstream.calls <= 2 + -(-limit // 25)
        found += [row["id"] for row in answer["vaccinations"]]
        offset = answer.get("next_offset")

    assert len(found) == len(set(found)) == 130


async def test_an_offset_beyond_the_end_is_an_empty_answer(ok: GetJson) -> None:
    answer = await ok("GET", f"{PATH}?offset=500")

    assert (answer["vaccinations"], answer["total"], answer["has_more"]) == ([], 3, False)


async def test_long_notes_shorten_the_answer_and_the_rest_follows(
    me: httpx.AsyncClient, world: World, cat_id: int
) -> None:
    for number in range(60):
        world.add_vaccination(
            world.pets[cat_id], f"{number} {'ы' * 250}", date(2026, 1, 1) - timedelta(days=number), notes="ж" * 1000
        )
    found: list[int] = []
    offset: int | None = 0
    while offset is not None:
        answer = await me.get(f"/pets/{cat_id}/vaccinations?limit=100&offset={offset}")
        assert len(answer.text) < 30_000
        assert answer.json()["returned"] > 0
        found += [row["id"] for row in answer.json()["vaccinations"]]
        offset = answer.json().get("next_offset")

    assert len(found) == len(set(found)) == 60


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/pets/Rex/vaccinations", None),
        ("POST", "/pets/Rex/vaccinations", RABIES),
        ("PATCH", "/pets/Rex/vaccinations/1", {"notes": "x"}),
        ("POST", "/pets/Rex/vaccinations/1/renew", {}),
    ],
)
async def test_a_dog_has_no_vaccinations_and_a_person_understands_why(
    refused: GetJson, upstream: Upstream, method: str, path: str, body: object
) -> None:
    upstream.start()
    error = await refused(422, method, path, body)

    assert error["message"] == "Meo Mai Moi keeps no vaccinations for dogs."
    assert error["fields"][0]["name"] == "pet_id"
    assert upstream.calls == 1
