"""Redis away, the main app away: what goes on, what says so, and how soon it is over."""

import signal

import httpx
import pytest
from litestar import Litestar

from app import create_app
from app.config.settings import load_settings
from app.devtools.sandbox import Fault, World, faults_of
from app.secret import Secret
from app.tokens.grant import TokenGrant
from tests.conftest import ENVIRONMENT
from tests.in_process import in_process, running
from tests.loopback import free_port
from tests.redis_process import RedisProcess

AUTHORIZE = {
    "response_type": "code",
    "client_id": ENVIRONMENT["OAUTH_CLIENT_ID"],
    "redirect_uri": ENVIRONMENT["OAUTH_REDIRECT_URIS"],
    "state": "opaque",
}
TOKEN = {
    "grant_type": "authorization_code",
    "code": "c" * 43,
    "client_id": ENVIRONMENT["OAUTH_CLIENT_ID"],
    "client_secret": ENVIRONMENT["OAUTH_CLIENT_SECRET"],
}


class TestWithoutRedis:
    @pytest.fixture
    def environment(self, environment: dict[str, str], own_redis: RedisProcess) -> dict[str, str]:
        return {**environment, "REDIS_URL": own_redis.url}

    async def test_tools_do_not_notice_and_sign_ins_say_503_in_under_a_second_and_recover(
        self, anonymous: httpx.AsyncClient, signed_in: httpx.AsyncClient, own_redis: RedisProcess
    ) -> None:
        assert (await anonymous.get("/oauth/authorize", params=AUTHORIZE)).status_code == 302
        own_redis.stop()

        refused = await anonymous.get("/oauth/authorize", params=AUTHORIZE)
        no_token = await anonymous.post("/oauth/token", data=TOKEN)
        tool = await signed_in.get("/pets")
        health = await anonymous.get("/health")

        assert (refused.status_code, no_token.status_code) == (503, 503)
        assert refused.headers["retry-after"] == "5"
        assert no_token.json()["error"] == "temporarily_unavailable"
        assert (tool.status_code, health.status_code) == (200, 200)
        assert (health.json()["main_app_reachable"], health.json()["sign_in_store_reachable"]) == (True, False)

        own_redis.start()
        # A server that has just started may miss its half second once on a busy machine.
        answers = [(await anonymous.get("/oauth/authorize", params=AUTHORIZE)).status_code for _ in range(5)]
        assert answers[-1] == 302, answers

    async def test_no_tool_call_talks_to_redis(self, signed_in: httpx.AsyncClient, own_redis: RedisProcess) -> None:
        own_redis.stop()

        for _ in range(3):
            assert (await signed_in.get("/pets")).status_code == 200
            created = await signed_in.post("/pets", json={"name": "Mochi", "species": "cat", "country": "VN"})
            assert created.status_code in (201, 409)

    async def test_health_is_never_slower_than_a_second_when_redis_hangs(
        self, anonymous: httpx.AsyncClient, own_redis: RedisProcess
    ) -> None:
        own_redis.signal(signal.SIGSTOP)

        health = await anonymous.get("/health")
        again = await anonymous.get("/health")

        own_redis.signal(signal.SIGCONT)
        assert [answer.status_code for answer in (health, again)] == [200, 200]
        assert [answer.json()["sign_in_store_reachable"] for answer in (health, again)] == [False, False]


class TestWithoutTheMainApp:
    async def test_health_lives_the_species_are_kept_and_tools_say_502(
        self, anonymous: httpx.AsyncClient, signed_in: httpx.AsyncClient, sandbox: Litestar
    ) -> None:
        before = (await anonymous.get("/pet-types")).json()
        faults_of(sandbox).set(Fault(mode="down"))

        health = await anonymous.get("/health")
        kept = await anonymous.get("/pet-types")
        tool = await signed_in.get("/pets")

        assert (health.status_code, health.json()["main_app_reachable"]) == (200, False)
        assert health.json()["sign_in_store_reachable"] is True
        assert (kept.status_code, kept.json()) == (200, before)
        assert (tool.status_code, tool.json()["error"]) == (502, "UPSTREAM_ERROR")

        faults_of(sandbox).clear()
        assert (await signed_in.get("/pets")).status_code == 200

    async def test_health_is_never_slower_than_a_second(self, anonymous: httpx.AsyncClient, sandbox: Litestar) -> None:
        faults_of(sandbox).set(Fault(mode="slow", seconds=30, path="/api/version"))

        health = await anonymous.get("/health")

        assert (health.status_code, health.json()["main_app_reachable"]) == (200, False)

    async def test_a_connector_that_starts_before_the_main_app_works_once_it_is_there(self) -> None:
        port = free_port()
        settings = load_settings({**ENVIRONMENT, "MAIN_APP_URL": f"http://127.0.0.1:{port}"})
        app = create_app(settings)
        async with running(app), httpx.AsyncClient(transport=in_process(app), base_url="http://x") as client:
            assert (await client.get("/health")).json()["main_app_reachable"] is False
            assert (await client.get("/pet-types")).status_code == 502


async def test_a_token_works_at_every_replica(world: World, sandbox: Litestar, connector: Litestar) -> None:
    user = world.add_user("Test Person", "person@example.test")
    token = connector.state.access_tokens.issue(TokenGrant(user.id, Secret(world.add_token(user))))
    headers = {"Authorization": f"Bearer {token}"}
    other = create_app(load_settings(ENVIRONMENT), transport=in_process(sandbox))
    async with running(other), httpx.AsyncClient(transport=in_process(other), base_url="http://x") as client:
        assert (await client.get("/pets", headers=headers)).status_code == 200
