"""Refresh tokens of MCP hosts: each is good once, and who holds an old one ends the connection."""

import asyncio
import secrets
from collections import Counter
from typing import Any

import httpx
import pytest
from redis.asyncio import Redis

from app.oauth.client import Client
from app.oauth.grants.refresh import GRACE_SECONDS, MAX_REFRESHES_A_DAY
from app.secret import Secret
from app.tokens.encryption import Encryptor
from app.tokens.grant import TokenGrant
from app.tokens.refresh_token import LIFETIME_SECONDS, RefreshTokens, UnreadableRefreshToken
from tests.oauth.hosts import CONFIDENTIAL, GPT, HOST, OTHER, Hosts, hosts
from tests.oauth.rfc_errors import assert_rfc_error
from tests.oauth.settings import SECRETS

DAY = 24 * 3600


async def refreshed(stage: Hosts, token: str, **changes: Any) -> dict[str, Any]:
    answer = await stage.refresh(token, **changes)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


@pytest.mark.parametrize("client", [HOST, CONFIDENTIAL], ids=["public", "confidential"])
async def test_every_host_gets_a_refresh_token_and_trades_it_for_the_next(host_stage: Hosts, client: Client) -> None:
    first = await host_stage.signed_in(client)
    second = await refreshed(host_stage, first["refresh_token"], client=client)
    third = await refreshed(host_stage, second["refresh_token"], client=client)

    assert len({answer["refresh_token"] for answer in (first, second, third)}) == 3
    assert len({answer["access_token"] for answer in (first, second, third)}) == 3
    for answer in (first, second, third):
        assert set(answer) == {"access_token", "token_type", "expires_in", "scope", "refresh_token"}
        assert (answer["scope"], answer["expires_in"]) == ("pets:read pets:write", 30 * DAY)
    caller = host_stage.caller(third)
    assert (caller.user_id, caller.client_id, caller.client_name) == (7, client.id, client.name)
    assert caller.sanctum_token.reveal() in host_stage.main_app.alive


async def test_the_gpt_gets_none_and_may_not_ask(host_stage: Hosts) -> None:
    assert set(await host_stage.signed_in(GPT)) == {"access_token", "token_type", "expires_in", "scope"}
    token = (await host_stage.signed_in())["refresh_token"]
    assert_rfc_error(await host_stage.refresh(token, GPT), 400, "unsupported_grant_type")
    await refreshed(host_stage, token)


async def test_each_use_starts_its_sixty_days_anew(host_stage: Hosts) -> None:
    token = (await host_stage.signed_in())["refresh_token"]
    for _ in range(3):
        host_stage.calendar.advance(LIFETIME_SECONDS - 1)
        token = (await refreshed(host_stage, token))["refresh_token"]
    host_stage.calendar.advance(LIFETIME_SECONDS)
    assert_rfc_error(await host_stage.refresh(token), 400, "invalid_grant")


async def test_within_the_grace_the_same_successor_is_given(host_stage: Hosts) -> None:
    token = (await host_stage.signed_in())["refresh_token"]
    first = await refreshed(host_stage, token)
    host_stage.calendar.advance(GRACE_SECONDS - 1)
    again = await refreshed(host_stage, token)

    assert again["refresh_token"] == first["refresh_token"]
    assert host_stage.caller(again).user_id == 7
    await refreshed(host_stage, first["refresh_token"])
    assert len(host_stage.main_app.alive) == 1


async def test_after_the_grace_a_spent_token_ends_the_whole_connection(host_stage: Hosts) -> None:
    token = (await host_stage.signed_in())["refresh_token"]
    successor = (await refreshed(host_stage, token))["refresh_token"]
    host_stage.calendar.advance(GRACE_SECONDS)

    for answer in await asyncio.gather(*(host_stage.refresh(token) for _ in range(3))):
        assert_rfc_error(answer, 400, "invalid_grant")
    assert host_stage.main_app.alive == set()
    assert_rfc_error(await host_stage.refresh(successor), 400, "invalid_grant")
    assert host_stage.events["replay", "refresh"] >= 1


async def test_other_connections_of_the_same_person_live_on(host_stage: Hosts) -> None:
    token, other = (await host_stage.signed_in())["refresh_token"], (await host_stage.signed_in())["refresh_token"]
    await refreshed(host_stage, token)
    host_stage.calendar.advance(GRACE_SECONDS)
    await host_stage.refresh(token)
    await refreshed(host_stage, other)


@pytest.mark.parametrize("how", ["at the main app", "access token", "refresh token"])
async def test_after_a_revocation_nothing_is_refreshed(host_stage: Hosts, how: str) -> None:
    answer = await host_stage.signed_in()
    if how == "at the main app":
        host_stage.main_app.alive.clear()
    else:
        token = answer[how.replace(" ", "_")]
        assert (await host_stage.revoke(token)).status_code == 200
    assert_rfc_error(await host_stage.refresh(answer["refresh_token"]), 400, "invalid_grant")


@pytest.mark.parametrize("status", [403, 429, 500, 503], ids=str)
async def test_a_main_app_that_does_not_answer_clearly_hinders_no_refresh(host_stage: Hosts, status: int) -> None:
    token = (await host_stage.signed_in())["refresh_token"]
    host_stage.main_app.trouble = lambda _: httpx.Response(status, text="<html>")
    await refreshed(host_stage, token)


class TestCheckedBeforeAnythingIsSpent:
    """Each of these once cost somebody the connection: the token they sent is still good afterwards."""

    @pytest.mark.parametrize(
        ("client", "changes", "error"),
        [
            (OTHER, {}, "invalid_grant"),
            (CONFIDENTIAL, {}, "invalid_grant"),
            (HOST, {"scope": "pets:read pets:write"}, "invalid_scope"),
            (HOST, {"scope": "pets:write"}, "invalid_scope"),
            (HOST, {"scope": 'a"b'}, "invalid_scope"),
            (HOST, {"resource": "https://other.example/mcp"}, "invalid_target"),
            (HOST, {"resource": "https://gpt.example/mcp?x"}, "invalid_target"),
            (HOST, {"client_id": "nobody"}, "invalid_client"),
            (HOST, {"client_id": None}, "invalid_client"),
            (HOST, {"client_secret": "x"}, "invalid_client"),
            (HOST, {"grant_type": None}, "invalid_request"),
        ],
        ids=repr,
    )
    async def test_a_wrong_request_leaves_it_good(
        self, host_stage: Hosts, client: Client, changes: dict[str, Any], error: str
    ) -> None:
        token = (await host_stage.signed_in(scope="pets:read"))["refresh_token"]
        answer = await host_stage.refresh(token, client, **changes)
        assert_rfc_error(answer, 401 if error == "invalid_client" else 400, error)

        host_stage.calendar.advance(GRACE_SECONDS + 1)
        await refreshed(host_stage, token)
        assert len(host_stage.main_app.alive) == 1

    async def test_more_than_a_days_refreshes_spend_nothing(self, host_stage: Hosts) -> None:
        token = (await host_stage.signed_in())["refresh_token"]
        for _ in range(MAX_REFRESHES_A_DAY):
            token = (await refreshed(host_stage, token))["refresh_token"]
        refused = await host_stage.refresh(token)
        assert refused.status_code == 429
        assert refused.headers["cache-control"] == "no-store"
        assert host_stage.main_app.calls("/users/me") == MAX_REFRESHES_A_DAY, (
            "what is refused asks the main app nothing"
        )
        wait = int(refused.headers["retry-after"])
        assert 0 < wait <= DAY

        host_stage.calendar.advance(wait)
        await refreshed(host_stage, token)

    async def test_repeats_within_the_grace_are_not_counted(self, host_stage: Hosts) -> None:
        token = (await host_stage.signed_in())["refresh_token"]
        for _ in range(2 * MAX_REFRESHES_A_DAY):
            await refreshed(host_stage, token)

    async def test_one_connections_refreshes_hinder_no_other(self, host_stage: Hosts) -> None:
        token, other = (await host_stage.signed_in())["refresh_token"], (await host_stage.signed_in())["refresh_token"]
        for _ in range(MAX_REFRESHES_A_DAY):
            token = (await refreshed(host_stage, token))["refresh_token"]
        assert (await host_stage.refresh(token)).status_code == 429
        await refreshed(host_stage, other)


class TestScope:
    async def test_less_may_be_asked_for_and_the_next_one_has_all_again(self, host_stage: Hosts) -> None:
        first = await refreshed(host_stage, (await host_stage.signed_in())["refresh_token"], scope="pets:read")
        assert first["scope"] == "pets:read"
        assert host_stage.caller(first).scopes == {"pets:read"}
        second = await refreshed(host_stage, first["refresh_token"])
        assert second["scope"] == "pets:read pets:write"

    @pytest.mark.parametrize("scope", ["", " ", "offline_access", "openid offline_access", "pets:read openid"])
    async def test_words_that_mean_nothing_here_are_dropped(self, host_stage: Hosts, scope: str) -> None:
        token = (await host_stage.signed_in(scope="pets:read"))["refresh_token"]
        assert (await refreshed(host_stage, token, scope=scope))["scope"] == "pets:read"


class TestForged:
    @pytest.mark.parametrize(
        "token", ["x", "AAAA" * 40, "é", "a.b.c", "=" * 20, "x" * 9_000, "\x00"], ids=lambda token: repr(token[:9])
    )
    async def test_what_is_none_of_ours_is_refused(self, host_stage: Hosts, token: str) -> None:
        assert_rfc_error(await host_stage.refresh(token), 400, "invalid_grant")

    async def test_every_changed_character_is_noticed(self, host_stage: Hosts) -> None:
        token = (await host_stage.signed_in())["refresh_token"]
        for position in range(0, len(token) - 1, 23):
            changed = token[:position] + ("A" if token[position] != "A" else "B") + token[position + 1 :]
            assert_rfc_error(await host_stage.refresh(changed), 400, "invalid_grant")

    async def test_what_is_sealed_for_something_else_is_none(self, host_stage: Hosts) -> None:
        answer = await host_stage.signed_in()
        assert_rfc_error(await host_stage.refresh(answer["access_token"]), 400, "invalid_grant")
        assert_rfc_error(await host_stage.exchange(answer["refresh_token"]), 400, "invalid_grant")

    async def test_another_way_to_write_the_same_token_is_spent_with_it(self, host_stage: Hosts) -> None:
        token = (await host_stage.signed_in())["refresh_token"]
        successor = (await refreshed(host_stage, token))["refresh_token"]
        padded = token + "=" * (-len(token) % 4)
        assert (await refreshed(host_stage, padded))["refresh_token"] == successor

    @pytest.mark.parametrize(("key", "known"), [("b" * 64, True), ("c" * 64, False)], ids=["previous", "foreign"])
    def test_the_key_before_still_opens_it(self, key: str, calendar: Any, *, known: bool) -> None:
        def tokens(encryptor: Encryptor) -> RefreshTokens:
            return RefreshTokens(encryptor, clock=calendar, token_bytes=secrets.token_bytes)

        made = tokens(Encryptor(Secret(key), token_bytes=secrets.token_bytes))
        text = made.issue(TokenGrant(7, Secret("7|t"), "mcp", frozenset({"pets:read"}), "c", "C"))
        rotated = tokens(Encryptor(Secret("a" * 64), previous=Secret("b" * 64), token_bytes=secrets.token_bytes))
        if known:
            assert rotated.open(text).grant.sanctum_token == Secret("7|t")
            return
        with pytest.raises(UnreadableRefreshToken):
            rotated.open(text)


class TestThreeProcesses:
    async def test_all_at_once_get_one_successor(self, main_app: Any, calendar: Any, redis_server: str) -> None:
        async with hosts(main_app, calendar, redis_url=redis_server, connectors=3) as stage:
            token = (await stage.signed_in())["refresh_token"]
            answers = await asyncio.gather(*(stage.refresh(token, at=turn % 3) for turn in range(12)))

            assert Counter(answer.status_code for answer in answers) == {200: 12}
            assert len({answer.json()["refresh_token"] for answer in answers}) == 1
            for turn in range(3):
                token = (await refreshed(stage, answers[0].json()["refresh_token"], at=turn))["refresh_token"]
            assert len(stage.main_app.alive) == 1

    async def test_a_replay_at_another_process_ends_it_for_all(
        self, main_app: Any, calendar: Any, redis_server: str
    ) -> None:
        async with hosts(main_app, calendar, redis_url=redis_server, connectors=3) as stage:
            token = (await stage.signed_in())["refresh_token"]
            successor = (await refreshed(stage, token, at=0))["refresh_token"]
            await end_grace(redis_server)
            assert_rfc_error(await stage.refresh(token, at=1), 400, "invalid_grant")
            assert_rfc_error(await stage.refresh(successor, at=2), 400, "invalid_grant")
            assert stage.main_app.alive == set()


async def end_grace(url: str) -> None:
    """Let the minute pass that Redis counts by its own clock."""
    redis = Redis.from_url(url)
    async for key in redis.scan_iter("meo:refresh-successor:*"):
        await redis.delete(key)
    await redis.aclose()


async def test_nothing_of_a_token_can_be_read_from_it_or_from_the_store(
    main_app: Any, calendar: Any, redis_server: str
) -> None:
    async with hosts(main_app, calendar, redis_url=redis_server) as stage:
        answer = await stage.signed_in()
        successor = await refreshed(stage, answer["refresh_token"])
        redis = Redis.from_url(redis_server)
        kept = [(key, await redis.get(key), await redis.ttl(key)) async for key in redis.scan_iter("meo:*")]
        await redis.aclose()
    readable = b" ".join(key + b" " + value for key, value, _ in kept if value).decode("latin-1")
    (sanctum_token,) = stage.main_app.alive
    for secret in (sanctum_token, answer["refresh_token"], successor["refresh_token"], answer["access_token"], HOST.id):
        assert secret not in readable
    lives = {key.split(b":")[1]: life for key, _, life in kept}
    assert 0 < lives[b"refresh-successor"] <= GRACE_SECONDS
    assert LIFETIME_SECONDS - 100 < lives[b"refresh-spent"] <= LIFETIME_SECONDS
    assert 0 < lives[b"refresh-place"] <= DAY


async def test_no_secret_reaches_the_logs(host_stage: Hosts, capsys: pytest.CaptureFixture[str]) -> None:
    answer = await host_stage.signed_in()
    successor = await refreshed(host_stage, answer["refresh_token"])
    host_stage.calendar.advance(GRACE_SECONDS)
    (sanctum_token,) = host_stage.main_app.alive
    await host_stage.refresh(answer["refresh_token"])
    written = "".join(capsys.readouterr())
    assert "refresh_token_replayed" in written
    tokens = [value for one in (answer, successor) for name, value in one.items() if name.endswith("_token")]
    for secret in (*tokens, sanctum_token, *SECRETS.values(), HOST.id):
        assert secret not in written
