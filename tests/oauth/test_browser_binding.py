"""Whose browser is it? (docs/gpt-builder-rules.md, "Browser binding")"""

import asyncio
from typing import Any

import httpx
import pytest

from tests.oauth.confirm_page import (
    EXPIRED,
    FROM_ELSEWHERE,
    MALFORMED_CLICKS,
    OWN_PAGE,
    SAME_ORIGIN,
    confirm,
    confirmation_of,
    filled,
    page_in_another_browser,
)
from tests.oauth.stage import Query

COOKIE = "__Host-meo_browser"


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
        assert (
            "Nothing was linked now. If you connected ChatGPT before, that connection stays as it was." in answer.text
        )
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

    @pytest.mark.parametrize("headers", FROM_ELSEWHERE, ids=repr)
    @pytest.mark.parametrize("choice", ["continue", "stop"])
    async def test_a_click_from_elsewhere_is_refused_and_spends_nothing(
        self, stage: Any, headers: dict[str, str], choice: str
    ) -> None:
        confirmation = confirmation_of(await page_in_another_browser(stage))
        refused = await confirm(stage, confirmation, choice, **headers)
        assert refused.status_code == 403
        assert len(stage.main_app.alive) == 1
        assert (await confirm(stage, confirmation, "continue")).status_code == 303

    @pytest.mark.parametrize("headers", [*OWN_PAGE, {"Origin": "null"}], ids=repr)
    async def test_a_click_on_our_own_page_is_known(self, stage: Any, headers: dict[str, str]) -> None:
        confirmation = confirmation_of(await page_in_another_browser(stage))
        assert (await confirm(stage, confirmation, "continue", **headers)).status_code == 303

    @pytest.mark.parametrize("form", MALFORMED_CLICKS, ids=repr)
    async def test_a_malformed_click_is_an_invalid_request(self, stage: Any, form: dict[str, str | list[str]]) -> None:
        answer = await stage.client.post("/oauth/confirm", data=filled(form, "continue"), headers=SAME_ORIGIN)
        assert answer.status_code == 400
        assert "Invalid request" in answer.text

    @pytest.mark.parametrize("cookie", [None, "x" * 43], ids=repr)
    async def test_an_invented_value_is_an_expired_session(self, stage: Any, cookie: str | None) -> None:
        if cookie:
            stage.client.cookies.set(COOKIE, cookie, domain="gpt.example")
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


class TestTheBrowserThatWasShownThePage:
    """The value of the page is worth nothing in another one, nor is it spent there."""

    @pytest.mark.parametrize("cookie", [None, "x" * 43, "", "not ours"], ids=repr)
    @pytest.mark.parametrize("choice", ["continue", "stop"])
    @pytest.mark.parametrize("headers", [SAME_ORIGIN, {"Origin": "null"}], ids=repr)
    async def test_only_there_the_value_works(
        self, stage: Any, cookie: str | None, choice: str, headers: dict[str, str]
    ) -> None:
        page = await page_in_another_browser(stage)
        shown_to = page.cookies[COOKIE]
        stage.forget_cookies()
        if cookie is not None:
            stage.client.cookies.set(COOKIE, cookie, domain="gpt.example")
        answer = await confirm(stage, confirmation_of(page), choice, **headers)
        assert answer.status_code == 400
        assert EXPIRED in answer.text
        assert "location" not in answer.headers
        assert len(stage.main_app.alive) == 1

        stage.forget_cookies()
        stage.client.cookies.set(COOKIE, shown_to, domain="gpt.example")
        assert (await confirm(stage, confirmation_of(page), "continue")).status_code == 303

    async def test_a_browser_with_a_cookie_of_its_own_keeps_it_on_two_pages_at_once(self, stage: Any) -> None:
        backs = [await stage.consented(), await stage.consented()]
        stage.forget_cookies()
        own = (await stage.authorize()).cookies[COOKIE]
        pages = [await stage.callback(back) for back in backs]
        assert [page.cookies[COOKIE] for page in pages] == [own, own]
        for page in pages:
            assert (await confirm(stage, confirmation_of(page), "continue")).status_code == 303

    async def test_a_browser_that_keeps_no_cookies_is_told_so(self, stage: Any) -> None:
        page = await page_in_another_browser(stage)
        stage.forget_cookies()
        answer = await confirm(stage, confirmation_of(page), "continue")
        assert answer.status_code == 400
        assert "let your browser accept cookies from this page" in answer.text

    async def test_the_cookie_of_the_page_opens_no_sign_in_of_the_other_browser(self, stage: Any) -> None:
        """It is a fresh value: the browser that began does not learn it, and no session was bound to it."""
        begun = (await stage.authorize()).cookies[COOKIE]
        page = await page_in_another_browser(stage)
        assert page.cookies[COOKIE] != begun


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
