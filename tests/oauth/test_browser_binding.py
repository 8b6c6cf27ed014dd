"""Whose browser is it? (`chatgpt-actions.md` 5)"""

import asyncio
import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest

Query = Callable[[httpx.Response], dict[str, str]]
EXPIRED = "Your session has expired. Please return to ChatGPT and start the connection again."
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin", "Origin": "null"}
UNKNOWN = "0b6f1c9e-3d57-4a53-8a55-0f4f0d4f7a11"
COOKIE = "__Host-meo_browser"


def confirmation_of(page: httpx.Response) -> str:
    found = re.search(r'name="confirmation" value="([A-Za-z0-9_-]{43})"', page.text)
    assert found, page.text
    return found[1]


async def page_in_another_browser(stage: Any) -> httpx.Response:
    back = await stage.consented(state="victim or not")
    stage.forget_cookies()
    page: httpx.Response = await stage.callback(back)
    assert page.status_code == 200
    return page


async def confirm(stage: Any, confirmation: str, choice: str, **headers: str) -> httpx.Response:
    answer: httpx.Response = await stage.client.post(
        "/oauth/confirm", data={"confirmation": confirmation, "choice": choice}, headers=headers or SAME_ORIGIN
    )
    return answer


class TestSameBrowser:
    async def test_it_passes_without_a_click(self, stage: Any, query: Query) -> None:
        answer = await stage.callback(await stage.consented())
        assert answer.status_code == 302
        assert "code" in query(answer)

    async def test_a_reload_of_the_callback_does_not_disturb_what_was_won(self, stage: Any, query: Query) -> None:
        back = await stage.consented()
        code = query(await stage.callback(back))["code"]
        again = await stage.callback(back)
        assert again.status_code == 400
        assert EXPIRED in again.text
        assert (await stage.exchange(code)).status_code == 200
        assert len(stage.main_app.alive) == 1


class TestAnotherBrowser:
    @pytest.mark.parametrize("cookie", [None, "x" * 43, "", "not ours"], ids=repr)
    async def test_neither_exchange_nor_redirect_before_the_click(self, stage: Any, cookie: str | None) -> None:
        back = await stage.consented()
        stage.forget_cookies()
        headers = {"Cookie": f"{COOKIE}={cookie}"} if cookie is not None else {}
        page = await stage.callback(back, headers=headers)
        assert page.status_code == 200
        assert "location" not in page.headers
        assert stage.main_app.calls("exchange") == 0
        assert "chatgpt.com" in page.text
        assert "only if you pressed Sign in in ChatGPT yourself" in page.text

    async def test_a_cookie_without_its_prefix_is_not_looked_at(self, stage: Any) -> None:
        value = (await stage.authorize()).cookies[COOKIE]
        back = await stage.consented()
        stage.forget_cookies()
        page = await stage.callback(back, headers={"Cookie": f"meo_browser={value}"})
        assert page.status_code == 200

    async def test_continue_links_the_account(self, stage: Any, query: Query) -> None:
        page = await page_in_another_browser(stage)
        answer = await confirm(stage, confirmation_of(page), "continue")
        assert answer.status_code == 303
        assert query(answer)["state"] == "victim or not"
        assert (await stage.exchange(query(answer)["code"])).status_code == 200

    async def test_stop_leaves_no_token_alive_and_tells_chatgpt_nothing(self, stage: Any) -> None:
        page = await page_in_another_browser(stage)
        answer = await confirm(stage, confirmation_of(page), "stop")
        assert answer.status_code == 200
        assert "Nothing was linked" in answer.text
        assert "location" not in answer.headers
        assert stage.main_app.alive == set()

    @pytest.mark.parametrize("first", ["continue", "stop"])
    @pytest.mark.parametrize("second", ["continue", "stop"])
    async def test_the_value_of_the_page_works_once(self, stage: Any, first: str, second: str) -> None:
        confirmation = confirmation_of(await page_in_another_browser(stage))
        await confirm(stage, confirmation, first)
        alive = set(stage.main_app.alive)
        again = await confirm(stage, confirmation, second)
        assert again.status_code == 400
        assert EXPIRED in again.text
        assert stage.main_app.alive == alive

    async def test_two_clicks_at_once_give_one_success(self, stage: Any) -> None:
        confirmation = confirmation_of(await page_in_another_browser(stage))
        answers = await asyncio.gather(*(confirm(stage, confirmation, "continue") for _ in range(10)))
        assert sorted(one.status_code for one in answers) == [303] + [400] * 9

    async def test_the_page_ends_after_four_minutes(self, stage: Any) -> None:
        confirmation = confirmation_of(await page_in_another_browser(stage))
        stage.calendar.advance(241)
        assert (await confirm(stage, confirmation, "continue")).status_code == 400

    async def test_the_session_is_taken_so_the_starter_cannot_use_the_leaked_address(self, stage: Any) -> None:
        """The victim is asked for "the address you see": it is worth nothing in the browser that started this."""
        cookie = (await stage.authorize()).cookies[COOKIE]
        back = await stage.consented()
        stage.forget_cookies()
        await stage.callback(back)
        stage.client.cookies.set(COOKIE, cookie, domain="gpt.example")
        answer = await stage.callback(back)
        assert answer.status_code == 400
        assert stage.main_app.calls("exchange") == 0

    @pytest.mark.parametrize(
        "headers",
        [
            {"Origin": "https://evil.example"},
            {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
            {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
            {"Origin": "https://gpt.example", "Sec-Fetch-Site": "cross-site"},
            {"Origin": "https://gpt.example", "Sec-Fetch-Site": "same-site"},
            {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
            {"Origin": "null", "Sec-Fetch-Site": "none"},
            {"Origin": "null"},
            {"Origin": "https://gpt.example.evil.example"},
            {"Origin": "http://gpt.example"},
            {"Origin": "https://gpt.example:8443"},
            {"Origin": ""},
            {"Referer": "https://gpt.example/oauth/callback"},
        ],
        ids=repr,
    )
    @pytest.mark.parametrize("choice", ["continue", "stop"])
    async def test_a_click_from_elsewhere_is_refused_and_spends_nothing(
        self, stage: Any, headers: dict[str, str], choice: str
    ) -> None:
        confirmation = confirmation_of(await page_in_another_browser(stage))
        refused = await confirm(stage, confirmation, choice, **headers)
        assert refused.status_code == 403
        assert len(stage.main_app.alive) == 1
        assert (await confirm(stage, confirmation, "continue")).status_code == 303

    @pytest.mark.parametrize(
        "headers",
        [
            {"Origin": "https://gpt.example"},
            {"Sec-Fetch-Site": "same-origin"},
            {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
        ],
        ids=repr,
    )
    async def test_a_click_on_our_own_page_is_known(self, stage: Any, headers: dict[str, str]) -> None:
        confirmation = confirmation_of(await page_in_another_browser(stage))
        assert (await confirm(stage, confirmation, "continue", **headers)).status_code == 303

    @pytest.mark.parametrize(
        "form",
        [
            {},
            {"choice": "continue"},
            {"confirmation": "x" * 43},
            {"confirmation": "x" * 43, "choice": "delete"},
            {"confirmation": "short", "choice": "continue"},
            {"confirmation": "x" * 43 + "\n", "choice": "continue"},
            {"confirmation": ["x" * 43, "y" * 43], "choice": "continue"},
        ],
        ids=repr,
    )
    async def test_a_malformed_click_is_an_invalid_request(self, stage: Any, form: dict[str, Any]) -> None:
        answer = await stage.client.post("/oauth/confirm", data=form, headers=SAME_ORIGIN)
        assert answer.status_code == 400
        assert "Invalid request" in answer.text

    async def test_an_invented_value_is_an_expired_session(self, stage: Any) -> None:
        answer = await confirm(stage, "x" * 43, "continue")
        assert answer.status_code == 400
        assert EXPIRED in answer.text

    async def test_main_app_trouble_after_the_click_goes_to_chatgpt(self, stage: Any, query: Query) -> None:
        confirmation = confirmation_of(await page_in_another_browser(stage))
        stage.main_app.trouble = lambda _: httpx.Response(500, json={})
        answer = await confirm(stage, confirmation, "continue")
        assert answer.status_code == 303
        assert query(answer)["error"] == "server_error"

    async def test_a_malformed_code_from_another_browser_is_told_as_expired(self, stage: Any) -> None:
        back = await stage.consented()
        stage.forget_cookies()
        answer = await stage.callback({**back, "code": "nonsense"})
        assert answer.status_code == 400
        assert "location" not in answer.headers


class TestModes:
    async def test_strict_refuses_and_ends_the_token(self, open_stage: Any) -> None:
        async with open_stage(OAUTH_BROWSER_CHECK="strict") as stage:
            back = await stage.consented()
            stage.forget_cookies()
            answer = await stage.callback(back)
            assert answer.status_code == 403
            assert "<form" not in answer.text
            assert stage.main_app.alive == set()

    async def test_strict_lets_the_same_browser_pass(self, open_stage: Any) -> None:
        async with open_stage(OAUTH_BROWSER_CHECK="strict") as stage:
            assert (await stage.callback(await stage.consented())).status_code == 302

    async def test_off_lets_every_browser_pass(self, open_stage: Any) -> None:
        async with open_stage(OAUTH_BROWSER_CHECK="off") as stage:
            back = await stage.consented()
            stage.forget_cookies()
            assert (await stage.callback(back)).status_code == 302


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
