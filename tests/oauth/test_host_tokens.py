"""The token endpoint and the way out for MCP hosts: whose code, for which server, and how a client proves itself."""

import asyncio
from collections import Counter
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from app.errors import Unauthorized
from app.oauth.client import Client
from app.oauth.models import IssuedCode
from app.oauth.state_store import StateStore
from app.tokens.access_token import UnverifiedToken
from tests.oauth.hosts import BOTH, CONFIDENTIAL, GPT, HOST, LOOPBACK, OTHER, VERIFIER, Hosts, hosts
from tests.oauth.rfc_errors import assert_rfc_error
from tests.oauth.settings import ISSUER

SPELLINGS = [f"{ISSUER}/mcp", f"{ISSUER}/mcp/", ISSUER, f"{ISSUER}/"]
FOREIGN = [
    "https://other.example/mcp",
    f"{ISSUER}/mcp//",
    f"{ISSUER}//",
    f"{ISSUER}/pets",
    f"{ISSUER}/MCP",
    f"{ISSUER}/mcp?a=b",
    f"{ISSUER}/mcp#a",
    f"{ISSUER}.evil.example/mcp",
    f"{ISSUER}:443/mcp",
    "https://GPT.example/mcp",
    "http://gpt.example/mcp",
    "gpt.example/mcp",
    "mcp",
    f" {ISSUER}",
]


class TestCode:
    @pytest.mark.parametrize("scope", ["pets:read", BOTH])
    async def test_a_host_gets_what_the_person_has_left_it(self, host_stage: Hosts, scope: str) -> None:
        answer = await host_stage.signed_in(scope=scope)
        caller = host_stage.caller(answer)
        assert answer["scope"] == scope
        assert caller.scopes == set(scope.split())
        assert (caller.client_id, caller.client_name) == (HOST.id, "Host")

    async def test_its_token_is_for_its_own_face_and_the_gpts_for_the_other(self, host_stage: Hosts) -> None:
        of_host, of_gpt = await host_stage.signed_in(), await host_stage.signed_in(GPT)
        verify = host_stage.access_tokens.verify
        assert verify(UnverifiedToken(of_gpt["access_token"]), audience="gpt").client_name == "ChatGPT"
        assert (of_gpt["scope"], of_gpt["expires_in"]) == ("pets", 365 * 24 * 3600)
        with pytest.raises(Unauthorized):
            verify(UnverifiedToken(of_host["access_token"]), audience="gpt")
        with pytest.raises(Unauthorized):
            verify(UnverifiedToken(of_gpt["access_token"]), audience="mcp")

    @pytest.mark.parametrize(
        ("issued_to", "shown_by"),
        [(HOST, OTHER), (HOST, CONFIDENTIAL), (HOST, GPT), (GPT, HOST), (CONFIDENTIAL, HOST)],
        ids=lambda client: client.name,
    )
    async def test_the_code_of_another_client_is_refused_and_ends(
        self, host_stage: Hosts, issued_to: Client, shown_by: Client
    ) -> None:
        code = await host_stage.code(issued_to)
        repeated: dict[str, Any] = {"redirect_uri": None, "code_verifier": None} if issued_to is GPT else {}
        assert_rfc_error(await host_stage.exchange(code, shown_by, **repeated), 400, "invalid_grant")
        assert_rfc_error(await host_stage.exchange(code, issued_to), 400, "invalid_grant")
        assert host_stage.main_app.alive == set()

    @pytest.mark.parametrize(
        ("changes", "error"),
        [
            ({"code_verifier": None}, "invalid_grant"),
            ({"code_verifier": "w" * 43}, "invalid_grant"),
            ({"code_verifier": VERIFIER[:42]}, "invalid_grant"),
            ({"redirect_uri": "http://127.0.0.1:43522/callback"}, "invalid_grant"),
            ({"redirect_uri": "http://127.0.0.1/callback"}, "invalid_grant"),
            ({"redirect_uri": "http://localhost:43521/callback"}, "invalid_grant"),
            ({"redirect_uri": f"{LOOPBACK}/"}, "invalid_grant"),
            ({"redirect_uri": None}, "invalid_request"),
        ],
        ids=repr,
    )
    async def test_a_wrong_proof_ends_the_code_and_what_it_was_for(
        self, host_stage: Hosts, changes: dict[str, Any], error: str
    ) -> None:
        code = await host_stage.code()
        assert_rfc_error(await host_stage.exchange(code, **changes), 400, error)
        assert_rfc_error(await host_stage.exchange(code), 400, "invalid_grant")
        assert host_stage.main_app.alive == set()

    @pytest.mark.parametrize("client", [HOST, CONFIDENTIAL], ids=lambda client: client.name)
    async def test_a_code_without_a_challenge_is_worth_nothing_to_a_host(
        self, host_stage: Hosts, client: Client
    ) -> None:
        code = await host_stage.code(client, code_challenge=None)
        assert_rfc_error(await host_stage.exchange(code, client, code_verifier=None), 400, "invalid_grant")

    async def test_a_code_used_twice_ends_the_connection(self, host_stage: Hosts) -> None:
        code = await host_stage.code()
        answer = (await host_stage.exchange(code)).json()
        assert_rfc_error(await host_stage.exchange(code), 400, "invalid_grant")
        assert host_stage.main_app.alive == set()
        assert_rfc_error(await host_stage.refresh(answer["refresh_token"]), 400, "invalid_grant")

    async def test_a_code_from_before_the_upgrade_is_the_gpts(self, host_stage: Hosts) -> None:
        record = IssuedCode(user_id=7, sanctum_token="7|t", redirect_uri=LOOPBACK, code_challenge=None, ends=4e9)
        records = StateStore(host_stage.handshakes[0].store, host_stage.encryptor)
        await records.put("c", record, 300)
        assert (await host_stage.exchange("c", GPT, redirect_uri=LOOPBACK)).status_code == 200
        await records.put("d", record, 300)
        assert_rfc_error(await host_stage.exchange("d", HOST), 400, "invalid_grant")

    async def test_three_processes_give_one_answer_for_one_code(
        self, main_app: Any, calendar: Any, redis_server: str
    ) -> None:
        async with hosts(main_app, calendar, redis_url=redis_server, connectors=3) as stage:
            code = await stage.code()
            form = {"grant_type": "authorization_code", "code": code, "redirect_uri": LOOPBACK}
            sent = [stage.post("/oauth/token", HOST, at=at, code_verifier=VERIFIER, **form) for at in range(3)]
            answers = await asyncio.gather(*sent)
            assert Counter(answer.status_code for answer in answers) == {200: 1, 400: 2}
            assert main_app.alive == set()


class TestResource:
    @pytest.mark.parametrize("client", [HOST, GPT], ids=lambda client: client.name)
    @pytest.mark.parametrize("resource", SPELLINGS)
    async def test_four_spellings_mean_the_clients_own_audience(
        self, host_stage: Hosts, client: Client, resource: str
    ) -> None:
        answer = await host_stage.exchange(await host_stage.code(client), client, resource=resource)
        token = UnverifiedToken(answer.json()["access_token"])
        assert host_stage.access_tokens.verify(token, audience=client.audience).user_id == 7

    @pytest.mark.parametrize("resource", FOREIGN)
    async def test_another_server_is_refused_and_the_code_still_good(self, host_stage: Hosts, resource: str) -> None:
        code = await host_stage.code()
        assert_rfc_error(await host_stage.exchange(code, resource=resource), 400, "invalid_target")
        assert (await host_stage.exchange(code)).status_code == 200

    @pytest.mark.parametrize(("second", "status"), [(ISSUER, 200), ("https://other.example", 400)])
    async def test_of_several_all_must_be_ours(self, host_stage: Hosts, second: str, status: int) -> None:
        form = {
            "grant_type": "authorization_code",
            "code": await host_stage.code(),
            "client_id": HOST.id,
            "code_verifier": VERIFIER,
            "redirect_uri": LOOPBACK,
            "resource": [f"{ISSUER}/mcp", second],
        }
        assert (await host_stage.clients[0].post("/oauth/token", data=form)).status_code == status


class TestClientAuthentication:
    @pytest.mark.parametrize(
        ("changes", "status"),
        [
            ({"client_id": "https://nobody.example/client.json"}, 401),
            ({"client_id": None}, 401),
            ({"client_id": ""}, 401),
            ({"client_secret": "guess"}, 401),
            ({"client_id": CONFIDENTIAL.id}, 401),
            ({"client_id": GPT.id}, 401),
            ({"client_id": "https://down.example/client.json"}, 503),
        ],
        ids=repr,
    )
    async def test_whoever_is_not_known_spends_no_code(
        self, host_stage: Hosts, changes: dict[str, Any], status: int
    ) -> None:
        code = await host_stage.code()
        answer = await host_stage.exchange(code, **changes)
        assert answer.status_code == status
        assert answer.json()["error"] == ("invalid_client" if status == 401 else "temporarily_unavailable")
        assert (await host_stage.exchange(code)).status_code == 200

    @pytest.mark.parametrize("encoded", [False, True])
    @pytest.mark.parametrize("repeated", [{}, {"client_id": CONFIDENTIAL.id}], ids=["alone", "with client_id"])
    async def test_a_registered_client_may_use_basic(
        self, host_stage: Hosts, repeated: dict[str, str], *, encoded: bool
    ) -> None:
        assert CONFIDENTIAL.secret
        pair = (CONFIDENTIAL.id, CONFIDENTIAL.secret.reveal())
        auth = httpx.BasicAuth(*(quote(part, safe="") if encoded else part for part in pair))
        form = {
            "grant_type": "authorization_code",
            "code": await host_stage.code(CONFIDENTIAL),
            "code_verifier": VERIFIER,
            "redirect_uri": LOOPBACK,
            **repeated,
        }
        answer = await host_stage.clients[0].post("/oauth/token", data=form, auth=auth)
        assert answer.status_code == 200, answer.text

    async def test_basic_and_another_client_in_the_form_are_two_ways(self, host_stage: Hosts) -> None:
        form = {"grant_type": "refresh_token", "refresh_token": "x", "client_id": HOST.id}
        answer = await host_stage.clients[0].post("/oauth/token", data=form, auth=(CONFIDENTIAL.id, "x"))
        assert_rfc_error(answer, 400, "invalid_request")

    async def test_a_wrong_secret_of_a_registered_client_is_refused(self, host_stage: Hosts) -> None:
        token = (await host_stage.signed_in(CONFIDENTIAL))["refresh_token"]
        for secret in ("wrong", "", None):
            answer = await host_stage.refresh(token, CONFIDENTIAL, client_secret=secret)
            assert_rfc_error(answer, 401, "invalid_client")
        assert (await host_stage.refresh(token, CONFIDENTIAL)).status_code == 200


class TestRevoke:
    @pytest.mark.parametrize("client", [HOST, CONFIDENTIAL, GPT], ids=lambda client: client.name)
    @pytest.mark.parametrize("kind", ["access_token", "refresh_token"])
    async def test_a_client_ends_its_own_connection(self, host_stage: Hosts, client: Client, kind: str) -> None:
        answer = await host_stage.signed_in(client)
        if kind not in answer:
            return
        assert (await host_stage.revoke(answer[kind], client, token_type_hint=kind)).status_code == 200
        assert host_stage.main_app.alive == set()

    @pytest.mark.parametrize("kind", ["access_token", "refresh_token"])
    @pytest.mark.parametrize("shown_by", [OTHER, CONFIDENTIAL, GPT], ids=lambda client: client.name)
    async def test_nobody_ends_the_connection_of_another_client(
        self, host_stage: Hosts, kind: str, shown_by: Client
    ) -> None:
        token = (await host_stage.signed_in())[kind]
        assert_rfc_error(await host_stage.revoke(token, shown_by), 400, "invalid_grant")
        assert len(host_stage.main_app.alive) == 1

    async def test_an_ended_refresh_token_still_ends_the_connection(self, host_stage: Hosts) -> None:
        token = (await host_stage.signed_in())["refresh_token"]
        host_stage.calendar.advance(100 * 24 * 3600)
        assert (await host_stage.revoke(token)).status_code == 200
        assert host_stage.main_app.alive == set()

    @pytest.mark.parametrize("client", [HOST, GPT], ids=lambda client: client.name)
    async def test_the_bearer_form_takes_tokens_of_both_faces(self, host_stage: Hosts, client: Client) -> None:
        token = (await host_stage.signed_in(client))["access_token"]
        answer = await host_stage.clients[0].post("/oauth/revoke", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 200
        assert host_stage.main_app.alive == set()

    async def test_a_refresh_token_is_no_bearer_token(self, host_stage: Hosts) -> None:
        token = (await host_stage.signed_in())["refresh_token"]
        answer = await host_stage.clients[0].post("/oauth/revoke", headers={"Authorization": f"Bearer {token}"})
        assert (answer.status_code, answer.json()["error"]) == (401, "invalid_token")

    async def test_while_the_main_app_is_down_the_connection_stays(self, host_stage: Hosts) -> None:
        token = (await host_stage.signed_in())["refresh_token"]
        host_stage.main_app.trouble = lambda _: httpx.Response(503)
        answer = await host_stage.revoke(token)
        assert (answer.status_code, answer.json()["error"]) == (503, "temporarily_unavailable")
        host_stage.main_app.trouble = None
        assert (await host_stage.refresh(token)).status_code == 200
