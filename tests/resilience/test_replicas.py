"""Several replicas and one Redis: any of them can serve any step of any sign-in."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from litestar import Litestar

from app import create_app
from app.config.settings import load_settings
from app.devtools.sandbox import World
from tests.conftest import ENVIRONMENT, FixedClock
from tests.in_process import in_process, running
from tests.redis_process import RedisProcess

AUTHORIZE = {
    "response_type": "code",
    "client_id": ENVIRONMENT["OAUTH_CLIENT_ID"],
    "redirect_uri": ENVIRONMENT["OAUTH_REDIRECT_URIS"],
    "state": "opaque",
}
TOKEN = {
    "grant_type": "authorization_code",
    "client_id": ENVIRONMENT["OAUTH_CLIENT_ID"],
    "client_secret": ENVIRONMENT["OAUTH_CLIENT_SECRET"],
}

Replicas = list[httpx.AsyncClient]


@pytest.fixture
async def replicas(sandbox: Litestar, clock: FixedClock, own_redis: RedisProcess) -> AsyncIterator[Replicas]:
    """Give clients of three connectors that share one Redis and one main app."""
    settings = load_settings({**ENVIRONMENT, "REDIS_URL": own_redis.url, "OAUTH_RATE_LIMIT_PER_MINUTE": "10000"})
    async with AsyncExitStack() as stack:
        clients = []
        for _ in range(3):
            app = create_app(settings, transport=in_process(sandbox), clock=clock)
            await stack.enter_async_context(running(app))
            client = httpx.AsyncClient(transport=in_process(app), base_url=ENVIRONMENT["CONNECTOR_PUBLIC_URL"])
            clients.append(await stack.enter_async_context(client))
        yield clients


@pytest.fixture
async def main_app(sandbox: Litestar) -> AsyncIterator[httpx.AsyncClient]:
    """Give a browser at the main app."""
    async with httpx.AsyncClient(transport=in_process(sandbox), base_url="https://main-app.test") as client:
        yield client


def _query(location: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(location).query))


async def _code(replicas: Replicas, main_app: httpx.AsyncClient, turn: int) -> str:
    """Go as far as ChatGPT's code, the callback at another replica than the start."""
    email = "person@example.test"
    started = await replicas[turn % 3].get("/oauth/authorize", params=AUTHORIZE)
    sent = {"email": email, **_query(started.headers["location"])}
    consented = await main_app.post("/sandbox/control/consent", json=sent)
    assert consented.status_code == 200, consented.text
    cookie = started.headers["set-cookie"].partition(";")[0]
    back = _query(consented.json()["redirect_url"])
    for client in replicas:
        client.cookies.clear()
    returned = await replicas[(turn + 1) % 3].get("/oauth/callback", params=back, headers={"Cookie": cookie})
    assert returned.status_code == 302, returned.text
    return _query(returned.headers["location"])["code"]


@pytest.mark.parametrize("turn", range(6))
async def test_every_step_of_a_sign_in_may_meet_another_replica(
    replicas: Replicas, main_app: httpx.AsyncClient, world: World, turn: int
) -> None:
    world.add_pet(world.add_user("Test Person", "person@example.test"), "Mochi")
    code = await _code(replicas, main_app, turn)

    exchanged = await replicas[(turn + 2) % 3].post("/oauth/token", data={**TOKEN, "code": code})
    headers = {"Authorization": f"Bearer {exchanged.json()['access_token']}"}
    shown = [(await client.get("/pets", headers=headers)).json()["pets"][0]["name"] for client in replicas]

    assert shown == ["Mochi", "Mochi", "Mochi"]


async def test_a_code_offered_to_all_at_once_is_taken_once_and_then_trusted_no_more(
    replicas: Replicas, main_app: httpx.AsyncClient, world: World
) -> None:
    world.add_user("Test Person", "person@example.test")
    code = await _code(replicas, main_app, 0)

    answers = await asyncio.gather(*(client.post("/oauth/token", data={**TOKEN, "code": code}) for client in replicas))

    assert Counter(answer.status_code for answer in answers) == {200: 1, 400: 2}
    assert {answer.json()["error"] for answer in answers if answer.status_code == 400} == {"invalid_grant"}
    token = next(answer for answer in answers if answer.status_code == 200).json()["access_token"]
    after = await replicas[0].get("/pets", headers={"Authorization": f"Bearer {token}"})
    assert after.status_code == 401
