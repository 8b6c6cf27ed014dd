"""Which session does a code of the main app belong to, and what becomes of one that fits none?"""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.oauth.confirm_page import EXPIRED, confirm, confirmation_of
from tests.oauth.stage import Query

UNKNOWN = "0b6f1c9e-3d57-4a53-8a55-0f4f0d4f7a11"


class TestSessions:
    @pytest.mark.parametrize("store", ["memory", "redis"])
    async def test_of_many_callbacks_at_once_one_succeeds(
        self, open_stage: Any, request: pytest.FixtureRequest, query: Query, store: str
    ) -> None:
        settings = {} if store == "memory" else {"REDIS_URL": request.getfixturevalue("redis_server")}
        async with open_stage(**settings) as stage:
            back = await stage.consented()
            answers = await asyncio.gather(*(stage.callback(back) for _ in range(10)))
            assert sorted(one.status_code for one in answers) == [302] + [400] * 9
            winner = next(one for one in answers if one.status_code == 302)
            assert (await stage.exchange(query(winner)["code"])).status_code == 200
            assert len(stage.main_app.alive) == 1

    async def test_a_code_belongs_to_the_first_session_that_brings_it(self, stage: Any, query: Query) -> None:
        mine, theirs = await stage.consented(state="mine"), await stage.consented(state="theirs")
        crossed = await stage.callback({"session_id": mine["session_id"], "code": theirs["code"]})
        assert query(crossed)["state"] == "mine"
        second = query(await stage.callback(theirs))
        assert (second["state"], second["error"]) == ("theirs", "access_denied")

    @pytest.mark.parametrize("spelling", [str.lower, str.upper])
    @pytest.mark.parametrize("session", ["mine", "unknown", "expired"])
    async def test_a_code_waiting_on_a_confirm_page_cannot_be_used_elsewhere_with_another_session(
        self, stage: Any, spelling: Callable[[str], str], session: str
    ) -> None:
        """The victim is asked for "the address you see", and the thief puts the code behind a session of his own."""
        victims = await stage.consented()
        stage.forget_cookies()
        page = await stage.callback(victims)
        thiefs = await stage.consented()
        session_id = UNKNOWN if session == "unknown" else thiefs["session_id"]
        if session == "expired":
            stage.calendar.advance(200)
            await stage.callback(thiefs)
        answer = await stage.callback({"session_id": session_id, "code": spelling(victims["code"])})
        assert answer.status_code == (302 if session == "mine" else 400)
        assert "code=" not in answer.headers.get("location", "")
        assert (await confirm(stage, confirmation_of(page), "continue")).status_code == 303

    async def test_a_code_brought_to_an_unknown_session_is_exchanged_and_revoked(self, stage: Any) -> None:
        back = await stage.consented()
        answer = await stage.callback({**back, "session_id": UNKNOWN})
        assert answer.status_code == 400
        assert EXPIRED in answer.text
        assert stage.main_app.alive == set()

    async def test_so_is_one_brought_to_an_expired_session(self, stage: Any) -> None:
        back = await stage.consented()
        stage.calendar.advance(601)
        assert (await stage.callback(back)).status_code == 400
        assert stage.main_app.alive == set()

    @pytest.mark.parametrize(
        "code", [None, "", "nonsense", "../../revoke", "x" * 10_000], ids=lambda code: repr(code)[:20]
    )
    async def test_what_is_no_code_is_not_carried_to_the_main_app(self, stage: Any, code: str | None) -> None:
        parameters = {"session_id": UNKNOWN, "code": code}
        answer = await stage.callback({name: value for name, value in parameters.items() if value is not None})
        assert answer.status_code == 400
        assert stage.main_app.requests == []

    @pytest.mark.parametrize(
        "session_id",
        [
            None,
            "",
            "x",
            "0B6F1C9E-3D57-4A53-8A55-0F4F0D4F7A11",
            "*",
            "meo:code:x",
            "0b6f1c9e-3d57-4a53-8a55-0f4f0d4f7a11\n",
        ],
        ids=repr,
    )
    async def test_a_malformed_session_id_is_an_expired_session(self, stage: Any, session_id: str | None) -> None:
        parameters = {"session_id": session_id} if session_id is not None else {}
        answer = await stage.callback(parameters)
        assert answer.status_code == 400
        assert EXPIRED in answer.text

    @pytest.mark.parametrize("name", ["session_id", "code"])
    async def test_a_repeated_parameter_spends_nothing(self, stage: Any, name: str) -> None:
        back = await stage.consented()
        answer = await stage.client.get("/oauth/callback", params=[*back.items(), (name, back[name])])
        assert answer.status_code == 400
        assert "Invalid request" in answer.text
        assert (await stage.callback(back)).status_code == 302

    async def test_a_head_request_spends_nothing(self, stage: Any) -> None:
        back = await stage.consented()
        assert (await stage.client.head("/oauth/callback", params=back)).status_code == 405
        assert (await stage.callback(back)).status_code == 302

    async def test_when_the_main_app_is_down_an_orphaned_code_does_not_hurt_the_page(self, stage: Any) -> None:
        back = await stage.consented()
        stage.calendar.advance(601)
        stage.main_app.trouble = lambda _: httpx.Response(500, json={})
        answer = await stage.callback(back)
        assert answer.status_code == 400
        assert EXPIRED in answer.text
