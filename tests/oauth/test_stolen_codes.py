"""Thieves of codes: a code is spent once, by whom it was made for."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from tests.oauth.rfc_errors import assert_rfc_error
from tests.oauth.settings import REDIRECT_URI as OURS


class TestStolenCodes:
    async def test_a_replayed_code_ends_what_the_first_use_got(self, stage: Any) -> None:
        code = await stage.code()
        token = (await stage.exchange(code)).json()["access_token"]
        assert len(stage.main_app.alive) == 1

        assert_rfc_error(await stage.exchange(code), 400, "invalid_grant")
        assert stage.main_app.alive == set()
        answer = await stage.client.get("/pets", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 401

    async def test_a_replay_without_the_clients_secret_ends_nothing(self, stage: Any) -> None:
        code = await stage.code()
        await stage.exchange(code)
        assert (await stage.exchange(code, client_secret="guess")).status_code == 401
        assert len(stage.main_app.alive) == 1

    async def test_a_replay_is_still_noticed_when_the_code_has_just_expired(self, stage: Any) -> None:
        code = await stage.code()
        await stage.exchange(code)
        stage.calendar.advance(310)
        assert_rfc_error(await stage.exchange(code), 400, "invalid_grant")
        assert stage.main_app.alive == set()

    @pytest.mark.parametrize(
        "redirect_uri",
        [
            "https://chatgpt.com/aip/g-other/oauth/callback",
            "https://chatgpt.com/aip/g-0a1b2c3d/oauth/callback/",
            "https://chat.openai.com/aip/g-0a1b2c3d/oauth/callback",
            "https://evil.example/",
            "é",
        ],
    )
    async def test_a_code_with_another_redirect_uri_is_refused_and_spent(self, stage: Any, redirect_uri: str) -> None:
        code = await stage.code()
        assert_rfc_error(await stage.exchange(code, redirect_uri=redirect_uri), 400, "invalid_grant")
        assert_rfc_error(await stage.exchange(code), 400, "invalid_grant")
        assert stage.main_app.alive == set()

    async def test_the_same_redirect_uri_may_be_repeated(self, stage: Any) -> None:
        uri = stage.request_parameters()["redirect_uri"]
        assert (await stage.exchange(await stage.code(), redirect_uri=uri)).status_code == 200

    @pytest.mark.parametrize("left_out", [None, ""], ids=repr)
    @pytest.mark.parametrize(
        "admitted",
        [
            "",
            f"{OURS}, https://chatgpt.com/aip/g-evil/oauth/callback",
            f"{OURS}, https://chat.openai.com/aip/g-0A1B2C3D/oauth/callback",
            f"{OURS}, https://app.example/callback",
            f"https://app.example/callback, {OURS}",
            f"{OURS}, {OURS}?x=1",
            f"{OURS}, {OURS}/",
            f"{OURS}, https://evil.example/aip/g-0a1b2c3d/oauth/callback",
        ],
        ids=lambda admitted: admitted or "nothing",
    )
    async def test_without_redirect_uri_a_code_is_worthless_where_another_may_have_obtained_it(
        self, open_stage: Any, admitted: str, left_out: str | None
    ) -> None:
        async with open_stage(OAUTH_REDIRECT_URIS=admitted) as stage:
            code = await stage.code()
            assert_rfc_error(await stage.exchange(code, redirect_uri=left_out), 400, "invalid_request")
            assert_rfc_error(await stage.exchange(code), 400, "invalid_grant")
            assert stage.main_app.alive == set()

    async def test_the_code_of_another_gpts_visitor_does_not_pass_as_ours(self, stage: Any) -> None:
        stolen = await stage.code(redirect_uri="https://chatgpt.com/aip/g-evil/oauth/callback")
        assert (await stage.exchange(stolen, redirect_uri=None)).status_code == 400
        assert stage.main_app.alive == set()

    @pytest.mark.parametrize(
        "admitted",
        [
            "https://app.example/callback",
            "https://app.example/callback, https://app.example/other",
            "http://127.0.0.1:8000/oauth/callback",
        ],
    )
    async def test_an_address_that_is_no_gpts_must_be_repeated(self, open_stage: Any, admitted: str) -> None:
        async with open_stage(OAUTH_REDIRECT_URIS=admitted) as stage:
            asked = admitted.partition(",")[0]
            code = await stage.code(redirect_uri=asked)
            assert_rfc_error(await stage.exchange(code, redirect_uri=None), 400, "invalid_request")
            again = await stage.code(redirect_uri=asked)
            assert (await stage.exchange(again, redirect_uri=asked)).status_code == 200

    @pytest.mark.parametrize(
        "admitted",
        [OURS, f"{OURS}, {OURS}", f"{OURS}, {OURS.replace('chatgpt.com', 'chat.openai.com')}"],
        ids=["one", "twice", "both hosts"],
    )
    async def test_redirect_uri_may_be_left_out_where_only_one_gpt_can_have_the_code(
        self, open_stage: Any, admitted: str
    ) -> None:
        async with open_stage(OAUTH_REDIRECT_URIS=admitted) as stage:
            assert (await stage.exchange(await stage.code(), redirect_uri=None)).status_code == 200
            other = await stage.exchange(await stage.code(), redirect_uri="https://evil.example/")
            assert_rfc_error(other, 400, "invalid_grant")

    @pytest.mark.parametrize(
        "verifier",
        [None, "", "w" * 43, "v" * 42, "v" * 44, "v" * 129, "v" * 42 + "!", "v" * 42 + "\n", "é" * 43],
        ids=lambda verifier: repr(verifier)[:50],
    )
    async def test_without_the_right_verifier_a_code_with_a_challenge_is_worthless(
        self, stage: Any, challenge: Callable[[str], str], verifier: str | None
    ) -> None:
        code = await stage.code(code_challenge=challenge("v" * 43), code_challenge_method="S256")
        assert_rfc_error(await stage.exchange(code, code_verifier=verifier), 400, "invalid_grant")
        assert stage.main_app.alive == set()

    async def test_the_challenge_itself_is_no_verifier(self, stage: Any, challenge: Callable[[str], str]) -> None:
        asked = challenge("v" * 43)
        code = await stage.code(code_challenge=asked, code_challenge_method="S256")
        assert_rfc_error(await stage.exchange(code, code_verifier=asked), 400, "invalid_grant")

    async def test_a_verifier_without_a_challenge_shows_a_downgrade(self, stage: Any) -> None:
        assert_rfc_error(await stage.exchange(await stage.code(), code_verifier="v" * 43), 400, "invalid_grant")

    async def test_the_main_apps_code_is_no_code_of_ours(self, stage: Any) -> None:
        back = await stage.consented()
        assert_rfc_error(await stage.exchange(back["code"]), 400, "invalid_grant")
        assert_rfc_error(await stage.exchange(back["session_id"]), 400, "invalid_grant")


@pytest.mark.parametrize("store", ["memory", "redis"])
async def test_of_twenty_exchanges_at_once_one_succeeds(
    open_stage: Any, request: pytest.FixtureRequest, store: str
) -> None:
    settings = {} if store == "memory" else {"REDIS_URL": request.getfixturevalue("redis_server")}
    async with open_stage(**settings) as stage:
        code = await stage.code()
        answers = await asyncio.gather(*(stage.exchange(code) for _ in range(20)))
        assert sorted(one.status_code for one in answers) == [200] + [400] * 19
        assert stage.main_app.alive == set(), "somebody else had the code too"
