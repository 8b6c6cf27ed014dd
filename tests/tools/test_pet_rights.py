"""Whose pets may be read and changed: strangers, ended connections, accounts that may not."""

import httpx

from app.devtools.sandbox import World
from tests.conftest import SignIn
from tests.tools.conftest import created


async def test_another_persons_pet_cannot_be_changed(
    signed_in: httpx.AsyncClient, sign_in: SignIn, world: World
) -> None:
    pet = await created(signed_in, name="Luna")
    stranger = await sign_in(world.add_user("Stranger", "stranger@example.test"))

    answer = await stranger.client.patch(f"/pets/{pet['id']}", json={"name": "Mine"})

    assert answer.status_code == 403
    assert answer.json()["error"] == "FORBIDDEN"


async def test_a_revoked_connection_says_how_to_go_on(sign_in: SignIn, world: World) -> None:
    person = await sign_in(world.add_user("Gone", "gone@example.test"))
    world.revoke_tokens(person.user)

    answer = await person.client.get("/pets")

    assert answer.status_code == 401
    assert answer.json()["message"] == "Your connection has been revoked. Please reconnect via ChatGPT."
    assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'


async def test_an_unverified_person_is_told_to_open_the_mail(sign_in: SignIn, world: World) -> None:
    person = await sign_in(world.add_user("New", "new@example.test", verified=False))

    answer = await person.client.get("/pets")

    assert answer.status_code == 403
    assert "mail" in answer.json()["message"]


async def test_a_banned_person_can_read_but_not_write(sign_in: SignIn, world: World) -> None:
    user = world.add_user("Banned", "banned@example.test")
    person = await sign_in(user)
    world.ban(user)

    assert (await person.client.get("/pets")).status_code == 200
    refused = await person.client.post("/pets", json={"name": "Luna", "species": "cat", "country": "VN"})

    assert refused.status_code == 403
    assert "read-only" in refused.json()["message"]
