"""Who gets in: challenges, audiences, scopes, limits (RFC 6750, RFC 9728)."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from litestar import Litestar

from app.devtools.sandbox import World
from app.devtools.sandbox.data.people import User
from app.secret import Secret
from app.tokens.grant import TokenGrant
from tests.mcp.conftest import Host, modern, request
from tests.mcp.tokens import issue_host_token

METADATA = 'resource_metadata="https://connector.test/.well-known/oauth-protected-resource/mcp"'
BOTH = 'scope="pets:read pets:write"'
WRITES = {
    "add_weight": {"pet_id": "Oliver", "weight_kg": 4},
    "update_pet": {"pet_id": "Oliver", "description": "changed"},
    "create_pet": {"name": "New", "species": "cat"},
    "add_weights": {"rows": [{"pet": "Oliver", "weight_kg": 4}]},
}


@pytest.mark.parametrize(
    "message",
    [request("initialize"), request("ping"), request("tools/list"), modern("server/discover")[0], b"", b"{", [1]],
    ids=str,
)
async def test_everything_without_a_token_is_challenged_and_nothing_is_read(stranger: Host, message: Any) -> None:
    answer = await stranger.post(message)

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == f"Bearer {METADATA}, {BOTH}"
    assert answer.json()["error"] == "UNAUTHORIZED"


async def test_a_bad_token_is_called_one(host: Host, owner: User, connector: Litestar, world: World) -> None:
    gpt_token = connector.state.access_tokens.issue(TokenGrant(owner.id, Secret(world.add_token(owner))))
    for token in ("abc", "a.b.c", "e30.e30.e30", gpt_token, f"{host.token}x"):
        answer = await host.post(request("initialize"), Authorization=f"Bearer {token}")

        assert answer.status_code == 401, token
        assert answer.headers["WWW-Authenticate"] == f'Bearer error="invalid_token", {METADATA}, {BOTH}'
        assert answer.headers["WWW-Authenticate"].isascii()
        assert "ChatGPT" not in answer.text


async def test_a_token_of_this_face_is_refused_at_the_other(host: Host) -> None:
    answer = await host.client.get("/pets", headers={"Authorization": f"Bearer {host.token}"})

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'


async def test_two_authorization_headers_never_mean_one_of_them(host: Host) -> None:
    twice = [("Authorization", f"Bearer {host.token}")] * 2

    assert (await host.client.post("/mcp", json=request("ping"), headers=twice)).status_code == 400


async def test_a_token_that_the_main_app_no_longer_takes_is_an_http_401(host: Host, world: World, owner: User) -> None:
    world.revoke_tokens(owner)
    for era in ("legacy", "modern"):
        answer = await host.ask("tools/call", {"name": "list_pets"}, era=era)

        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith('Bearer error="invalid_token"')
        assert "Claude" in answer.json()["message"]
        assert "ChatGPT" not in answer.text


@pytest.mark.parametrize("era", ["legacy", "modern"])
async def test_a_read_only_connection_reads_and_cannot_write(
    make_host: Callable[..., Host], owner: User, era: Any
) -> None:
    reader, writer = make_host(owner, "pets:read"), make_host(owner)
    before = await writer.call("get_pet", {"pet_id": "Oliver"})

    for tool, arguments in WRITES.items():
        answer = await reader.ask("tools/call", {"name": tool, "arguments": arguments}, era=era)

        assert answer.status_code == 403, tool
        challenge = answer.headers["WWW-Authenticate"]
        assert challenge == f'Bearer error="insufficient_scope", {METADATA}, {BOTH}'
        assert answer.json()["error"] == "FORBIDDEN"

    assert await writer.call("get_pet", {"pet_id": "Oliver"}) == before
    assert not (await reader.call("list_pets", era=era)).get("isError")


async def test_a_read_only_connection_finds_no_way_around(make_host: Callable[..., Host], owner: User) -> None:
    reader, writer = make_host(owner, "pets:read"), make_host(owner)
    before = await writer.call("list_weights", {"pet_id": "Oliver"})
    write = {"name": "add_weight", "arguments": WRITES["add_weight"]}
    renamed, headers = modern("tools/call", write)
    attempts: list[tuple[Any, dict[str, str]]] = [
        ([request("tools/call", write)], {}),
        (request("tools/call", {**write, "name": "ADD_WEIGHT"}), {}),
        (request("tools/call", {**write, "name": "add_weight "}), {}),
        (request("Tools/Call", write), {}),
        (renamed, {**headers, "Mcp_Name": "list_weights"}),
        (renamed, {**headers, "Mcp_Method": "tools/list"}),
        ({**request("tools/call", write), "params": {**write, "_meta": {"scope": "pets:write"}}}, {}),
    ]
    for message, sent in attempts:
        answer = await reader.post(message, **sent)

        assert answer.status_code in {400, 403} or "error" in answer.json(), message

    assert await writer.call("list_weights", {"pet_id": "Oliver"}) == before


async def test_a_list_shows_what_the_scopes_allow(make_host: Callable[..., Host], owner: User) -> None:
    def names(answer: httpx.Response) -> list[str]:
        return [tool["name"] for tool in answer.json()["result"]["tools"]]

    of_all = names(await make_host(owner).ask("tools/list"))
    of_reader = names(await make_host(owner, "pets:read").ask("tools/list"))

    assert of_reader == [name for name in of_all if name in set(of_reader)]
    assert not set(of_reader) & {"create_pet", "update_pet", "add_weight", "add_weights", "renew_vaccination"}
    assert {"list_pets", "find_pet", "pets_overview", "list_pet_types"} <= set(of_reader)


class TestLimits:
    @pytest.fixture
    def environment(self, environment: dict[str, str]) -> dict[str, str]:
        return environment | {"RATE_LIMIT_PER_MINUTE": "3"}

    async def test_calls_are_limited_per_user_not_per_address(
        self, make_host: Callable[..., Host], owner: User, world: World
    ) -> None:
        host, other = make_host(owner), make_host(world.add_user("Other", "other@example.test"))
        statuses = [(await host.ask("ping")).status_code for _ in range(4)]
        refused = await host.ask("tools/list")

        assert statuses == [200, 200, 200, 429]
        assert refused.json()["error"] == "RATE_LIMITED"
        assert int(refused.headers["Retry-After"]) > 0
        assert (await other.ask("ping")).status_code == 200

    async def test_both_faces_share_the_limit(self, host: Host, connector: Litestar, owner: User, world: World) -> None:
        gpt_token = connector.state.access_tokens.issue(TokenGrant(owner.id, Secret(world.add_token(owner))))
        for _ in range(3):
            await host.client.get("/pets", headers={"Authorization": f"Bearer {gpt_token}"})

        assert (await host.ask("ping")).status_code == 429


async def test_an_expired_token_is_challenged(host: Host, clock: Any) -> None:
    clock.advance(days=31)
    answer = await host.ask("ping")

    assert answer.status_code == 401
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]


async def test_hostile_client_names_stay_text(connector: Litestar, host: Host, owner: User, world: World) -> None:
    token = issue_host_token(connector, owner.id, world.add_token(owner), client_name='<b>"\r\nX: y')
    world.revoke_tokens(owner)

    answer = await Host(host.client, token).ask("tools/call", {"name": "list_pets"})

    assert answer.status_code == 401
    assert "X" not in answer.headers
    assert answer.headers["WWW-Authenticate"].isascii()
