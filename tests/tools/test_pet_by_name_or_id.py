"""Every tool takes a pet by its number or its unique name; a write never guesses."""

from typing import Any

import pytest

from app.devtools.sandbox import World
from tests.conftest import SandboxUser
from tests.tools.conftest import Upstream

TOOLS: list[tuple[str, str, dict[str, Any] | None]] = [
    ("GET", "/pets/{pet}", None),
    ("PATCH", "/pets/{pet}", {"sex": "male"}),
    ("GET", "/pets/{pet}/vaccinations", None),
    ("POST", "/pets/{pet}/vaccinations", {"vaccine_name": "Rabies", "administered_at": "2026-08-01"}),
    ("PATCH", "/pets/{pet}/vaccinations/1", {"notes": "x"}),
    ("POST", "/pets/{pet}/vaccinations/1/renew", {}),
    ("GET", "/pets/{pet}/medical-records", None),
    ("POST", "/pets/{pet}/medical-records", {"record_type": "checkup"}),
    ("PATCH", "/pets/{pet}/medical-records/1", {"vet_name": "x"}),
    ("GET", "/pets/{pet}/weights", None),
    ("POST", "/pets/{pet}/weights", {"weight_kg": 4.2}),
    ("PATCH", "/pets/{pet}/weights/1", {"weight_kg": 4.2}),
    ("GET", "/care/upcoming?pet_id={pet}", None),
    ("GET", "/care/routines?pet_id={pet}", None),
]


@pytest.mark.parametrize(("method", "path", "body"), TOOLS)
async def test_a_name_that_two_pets_have_is_asked_about(
    nam: SandboxUser, upstream: Upstream, method: str, path: str, body: dict[str, Any] | None
) -> None:
    upstream.start()
    answer = await nam.client.request(method, path.format(pet="mimi"), json=body)

    error = answer.json()
    assert answer.status_code == 409
    assert error["error"] == "AMBIGUOUS"
    assert sorted((pet["name"], pet["species"]) for pet in error["candidates"]) == [("Mimi", "cat"), ("Mimi", "dog")]
    assert upstream.calls == 1
    assert upstream.writes == 0


@pytest.mark.parametrize(("method", "path", "body"), TOOLS)
async def test_a_name_that_no_pet_has_leads_to_the_nearest(
    nam: SandboxUser, upstream: Upstream, method: str, path: str, body: dict[str, Any] | None
) -> None:
    upstream.start()
    answer = await nam.client.request(method, path.format(pet="Tofuu"), json=body)

    error = answer.json()
    assert answer.status_code == 404
    assert error["error"] == "NOT_FOUND"
    assert error["candidates"][0]["name"] == "Tofu"
    assert len(error["candidates"]) <= 5
    assert upstream.writes == 0


@pytest.mark.parametrize(("method", "path", "body"), TOOLS)
@pytest.mark.parametrize("number", ["999999", "99999999999999999999"])
async def test_a_number_that_no_pet_has_is_not_found(
    nam: SandboxUser, method: str, path: str, body: dict[str, Any] | None, number: str
) -> None:
    answer = await nam.client.request(method, path.format(pet=number), json=body)

    assert answer.status_code == 404
    assert answer.json()["error"] == "NOT_FOUND"


@pytest.mark.parametrize(("method", "path", "body"), [tool for tool in TOOLS if tool[0] != "GET"])
async def test_a_pet_of_somebody_else_is_neither_shown_nor_changed(
    nam: SandboxUser, world: World, method: str, path: str, body: dict[str, Any] | None
) -> None:
    stranger = world.add_pet(world.add_user("Stranger", "stranger@example.test"), "Ghost")
    before = world.count_records()

    by_id = await nam.client.request(method, path.format(pet=stranger.id), json=body)
    by_name = await nam.client.request(method, path.format(pet="Ghost"), json=body)

    assert by_id.status_code == 403
    assert by_id.json()["error"] == "FORBIDDEN"
    assert by_name.status_code == 404
    assert world.count_records() == before


async def test_an_own_pet_is_not_taken_for_a_shared_one_of_the_same_name(linh: SandboxUser, world: World) -> None:
    world.add_pet(linh.user, "Bún")  # one of this name is shared with Linh
    before = world.count_records().weights

    answer = await linh.client.post("/pets/bun/weights", json={"weight_kg": 4.2})

    assert answer.status_code == 409
    assert len(answer.json()["candidates"]) == 2
    assert world.count_records().weights == before


async def test_a_shared_pet_is_reached_by_name_where_it_may_be_edited(linh: SandboxUser, upstream: Upstream) -> None:
    upstream.start()
    saved = await linh.client.post("/pets/Bun/weights", json={"weight_kg": 3.2})
    closed = await linh.client.post("/pets/Tofu/weights", json={"weight_kg": 3.2})

    assert saved.status_code == 201
    assert saved.json()["pet_name"] == "Bún"
    assert closed.status_code == 403
    assert upstream.calls == 4
