"""Every tool takes a pet by its number or its unique name; a write never guesses."""

from typing import Any
from urllib.parse import quote

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


WRITES = [tool for tool in TOOLS if tool[0] != "GET"]
READS = [tool for tool in TOOLS if tool[0] == "GET"]


@pytest.mark.parametrize(("method", "path", "body"), WRITES)
async def test_a_number_that_is_one_pets_id_and_anothers_name_is_asked_about_before_a_write(
    linh: SandboxUser, world: World, upstream: Upstream, method: str, path: str, body: dict[str, Any] | None
) -> None:
    alpha = world.add_pet(linh.user, "Alpha")
    called_so = world.add_pet(linh.user, str(alpha.id))
    upstream.start()

    answer = await linh.client.request(method, path.format(pet=alpha.id), json=body)

    error = answer.json()
    assert answer.status_code == 409
    assert error["error"] == "AMBIGUOUS"
    assert [pet["id"] for pet in error["candidates"]] == [alpha.id, called_so.id]
    assert upstream.calls == 1
    assert upstream.writes == 0


async def test_each_of_the_two_can_still_be_written_to(linh: SandboxUser, world: World) -> None:
    alpha = world.add_pet(linh.user, "Alpha")
    called_so = world.add_pet(linh.user, str(alpha.id))

    for said, meant in ((called_so.id, called_so), ("Alpha", alpha), (f"%23{alpha.id}", alpha)):
        day = "2026-08-01" if meant is called_so else f"2026-07-0{len(str(said)) % 9 + 1}"
        saved = await linh.client.post(f"/pets/{said}/weights", json={"weight_kg": 4.2, "measured_at": day})
        assert saved.status_code == 201, saved.text
        assert saved.json()["pet_id"] == meant.id


@pytest.mark.parametrize(("method", "path", "body"), [tool for tool in TOOLS if "/1" not in tool[1]])
@pytest.mark.parametrize("name", ["007", "7", "2024", "0", "000"])
async def test_a_pet_whose_name_is_a_number_can_be_used_by_it(
    linh: SandboxUser, world: World, method: str, path: str, body: dict[str, Any] | None, name: str
) -> None:
    agent = world.add_pet(linh.user, name)

    answer = await linh.client.request(method, path.format(pet=name), json=body)

    assert answer.is_success, answer.text
    shown = answer.json()
    assert agent.id in {shown.get("id"), shown.get("pet_id"), *(pet["pet_id"] for pet in shown.get("pets", []))} or (
        path == "/care/upcoming?pet_id={pet}"
    )


async def test_a_lost_pet_of_a_stranger_does_not_hide_the_pet_of_that_name(linh: SandboxUser, world: World) -> None:
    lost = world.add_pet(world.add_user("Stranger", "stranger@example.test"), "Ghost")
    lost.status = "lost"
    own = world.add_pet(linh.user, str(lost.id))

    assert (await linh.client.get(f"/pets/{lost.id}")).json()["id"] == own.id
    changed = await linh.client.patch(f"/pets/{lost.id}", json={"sex": "male"})
    assert changed.json()["id"] == own.id


@pytest.mark.parametrize(
    "name", ["Salt/Pepper", "/", "a//b", "find", "overview", "batch", "care", "weights", "%2F", "a%2Fb", "?", "#", "."]
)
async def test_a_name_with_signs_or_words_of_an_address_is_used_like_any_other(
    linh: SandboxUser, world: World, name: str
) -> None:
    odd = world.add_pet(linh.user, name)
    path = f"/pets/{quote(name, safe='').replace('.', '%2E')}"

    shown = await linh.client.get(path)
    changed = await linh.client.patch(path, json={"sex": "male"})
    weighed = await linh.client.post(f"{path}/weights", json={"weight_kg": 4.2})
    listed = await linh.client.get(f"{path}/weights")

    for answer in (shown, changed, weighed, listed):
        assert answer.is_success, answer.text
    assert shown.json()["id"] == changed.json()["id"] == odd.id
    assert weighed.json()["pet_id"] == listed.json()["pet_id"] == odd.id


async def test_a_pet_called_find_does_not_take_the_place_of_find_pet(linh: SandboxUser, world: World) -> None:
    world.add_pet(linh.user, "find")

    found = await linh.client.post("/pets/find", json={"name": "find"})
    overview = await linh.client.post("/pets/overview", json={})
    refused = await linh.client.delete("/pets/find")

    assert [pet["name"] for pet in found.json()["candidates"]] == ["find"]
    assert overview.status_code == 200
    assert refused.status_code == 405


@pytest.mark.parametrize(("method", "path", "body"), TOOLS)
async def test_another_tone_is_another_name(
    linh: SandboxUser, world: World, upstream: Upstream, method: str, path: str, body: dict[str, Any] | None
) -> None:
    world.add_pet(linh.user, "Bông")
    upstream.start()

    answer = await linh.client.request(method, path.format(pet="Bống"), json=body)

    assert answer.status_code == 404
    assert answer.json()["candidates"][0]["name"] == "Bông"
    assert upstream.writes == 0


async def test_the_tone_as_written_finds_its_pet_beside_another(linh: SandboxUser, world: World) -> None:
    cotton, fish = world.add_pet(linh.user, "Bông"), world.add_pet(linh.user, "Bống")

    assert (await linh.client.get("/pets/Bống")).json()["id"] == fish.id
    assert (await linh.client.get("/pets/BÔNG")).json()["id"] == cotton.id
    assert (await linh.client.get("/pets/Bong")).status_code == 409


async def test_rows_of_weights_follow_the_same_rules(linh: SandboxUser, world: World) -> None:
    alpha = world.add_pet(linh.user, "Alpha")
    called_so = world.add_pet(linh.user, str(alpha.id))
    agent = world.add_pet(linh.user, "007")
    world.add_pet(linh.user, "Bông")
    rows = [{"pet": said, "weight_kg": 4.2} for said in (str(alpha.id), str(called_so.id), "007", "Bống", "bong")]

    answer = (await linh.client.post("/weights/batch", json={"rows": rows})).json()

    results = [row.get("pet_id") or row["failure"]["error"] for row in answer["results"]]
    assert results[:4] == ["AMBIGUOUS", called_so.id, agent.id, "NOT_FOUND"]
    assert answer["results"][4]["pet_name"] == "Bông"
