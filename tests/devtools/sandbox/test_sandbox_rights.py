"""Who may see and change what, and what authenticates."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from app.devtools.sandbox import World
from app.devtools.sandbox.data.people import Group, User

Header = Callable[[User], dict[str, str]]
BY_POLICY = "This action is unauthorized."


@pytest.mark.parametrize(
    ("role", "seen", "health", "edit"),
    [
        ("owner", 200, 200, 200),
        ("editor", 200, 200, 200),
        ("viewer", 200, 403, 403),
        ("foster", 200, 403, 403),
        ("sitter", 200, 403, 403),
        (None, 403, 403, 403),
    ],
)
async def test_rights_follow_the_role(
    role: Any,
    seen: int,
    health: int,
    edit: int,
    household: Any,
    world: World,
    bearer: Header,
    anonymous: httpx.AsyncClient,
) -> None:
    person = world.add_user("Somebody", "somebody@example.com")
    if role is not None:
        world.relate(household.mochi, person, role)
    headers = bearer(person)

    shown = await anonymous.get("/api/pets/7", headers=headers)
    weights = await anonymous.get("/api/pets/7/weights", headers=headers)
    changed = await anonymous.put("/api/pets/7", json={"name": "Mochi"}, headers=headers)

    assert (shown.status_code, weights.status_code, changed.status_code) == (seen, health, edit)
    if health == 403:
        assert weights.json() == {"message": "Forbidden."}
        assert changed.json()["message"] == "Access forbidden."


async def test_a_stranger_and_a_viewer_get_different_texts_for_vaccinations(
    household: Any, world: World, bearer: Header, anonymous: httpx.AsyncClient
) -> None:
    stranger = world.add_user("Stranger", "stranger@example.com")
    viewer = world.add_user("Viewer", "viewer@example.com")
    world.relate(household.mochi, viewer, "viewer")

    texts = [
        (await anonymous.get("/api/pets/7/vaccinations", headers=bearer(person))).json()
        for person in (stranger, viewer)
    ]

    assert texts == [{"message": BY_POLICY}, {"message": "Forbidden."}]


async def test_group_members_may_edit(world: World, bearer: Header, anonymous: httpx.AsyncClient) -> None:
    member = world.add_user("Member", "member@example.com")
    world.groups[5] = Group(id=5, name="Night shift", member_ids={member.id}, pet_ids={7})

    changed = await anonymous.put("/api/pets/7", json={"name": "Mochi II"}, headers=bearer(member))
    sections = (await anonymous.get("/api/my-pets/sections", headers=bearer(member))).json()["data"]

    assert changed.status_code == 200
    assert [pet["id"] for pet in sections["shared"]] == [7]
    assert sections["shared"][0]["viewer_permissions"]["access_sources"] == [
        {"type": "group", "id": 5, "name": "Night shift", "role": "member"}
    ]


async def test_the_secret_part_alone_authenticates(household: Any, anonymous: httpx.AsyncClient) -> None:
    secret = household.token.partition("|")[2]

    answer = await anonymous.get("/api/users/me", headers={"Authorization": f"Bearer {secret}"})

    assert answer.json()["data"]["id"] == 42


@pytest.mark.parametrize(("path", "status"), [("/api/my-pets", 401), ("/api/pets/7", 500), ("/api/pet-types", 200)])
async def test_letters_before_the_bar_are_401_or_a_database_error(
    path: str, status: int, anonymous: httpx.AsyncClient
) -> None:
    answer = await anonymous.get(path, headers={"Authorization": "Bearer abc|def"})

    assert answer.status_code == status


async def test_a_wrong_id_before_the_bar_does_not_authenticate(household: Any, anonymous: httpx.AsyncClient) -> None:
    secret = household.token.partition("|")[2]

    answer = await anonymous.get("/api/users/me", headers={"Authorization": f"Bearer 1|{secret}"})

    assert answer.status_code == 401
