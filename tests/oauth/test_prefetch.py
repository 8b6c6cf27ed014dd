"""What a browser asks for ahead of the person spends nothing."""

from typing import Any

import pytest

from tests.oauth.confirm_page import confirm, confirmation_of, consent_page, decide, page_in_another_browser
from tests.oauth.stage import Query

AHEAD = [
    {"Sec-Purpose": "prefetch"},
    {"Sec-Purpose": "prefetch;prerender"},
    {"Sec-Purpose": "prefetch; anonymous-client-ip"},
    {"Sec-Purpose": " Prefetch ;prerender"},
    {"Sec-Purpose": "prerender"},
    {"Sec-Purpose": "prefetch", "Purpose": "prefetch", "Sec-Fetch-Site": "cross-site"},
    {"Purpose": "prefetch"},
    {"Purpose": "preview"},
    {"X-Moz": "prefetch"},
    {"X-Purpose": "preview"},
    {"X-Purpose": "preview, prefetch"},
]
NOT_AHEAD = [
    {"Sec-Purpose": ""},
    {"Sec-Purpose": "navigate"},
    {"Sec-Purpose": "not-a-prefetch"},
    {"Purpose": ";prefetch"},
    {"X-Moz": "livebookmarks"},
]


@pytest.mark.parametrize("headers", AHEAD, ids=repr)
async def test_a_prefetched_callback_leaves_the_session_to_the_person(
    stage: Any, query: Query, headers: dict[str, str]
) -> None:
    back = await stage.consented()
    for _ in range(2):
        ahead = await stage.callback(back, headers=headers)
        assert (ahead.status_code, ahead.text) == (503, "")
        assert ahead.headers["cache-control"] == "no-store"
        assert "location" not in ahead.headers
        assert "set-cookie" not in ahead.headers
    assert stage.main_app.calls("exchange") == 0
    assert "code" in query(await stage.callback(back))


@pytest.mark.parametrize("headers", AHEAD, ids=repr)
async def test_a_prefetched_authorize_opens_no_session(stage: Any, headers: dict[str, str]) -> None:
    answer = await stage.client.get("/oauth/authorize", params=stage.request_parameters(), headers=headers)
    assert (answer.status_code, answer.headers["cache-control"]) == (503, "no-store")
    assert not {"location", "set-cookie"} & set(answer.headers)


@pytest.mark.parametrize("headers", NOT_AHEAD, ids=repr)
async def test_no_other_purpose_is_taken_for_one(stage: Any, headers: dict[str, str]) -> None:
    answer = await stage.client.get("/oauth/authorize", params=stage.request_parameters(), headers=headers)
    assert answer.status_code == 302


@pytest.mark.parametrize("headers", AHEAD[:2], ids=repr)
async def test_the_clicks_on_our_pages_spend_nothing_either(open_stage: Any, headers: dict[str, str]) -> None:
    async with open_stage(OAUTH_BROWSER_CHECK="always") as stage:
        page = await consent_page(stage)
        own = {"Origin": "https://gpt.example", **headers}
        assert (await decide(stage, confirmation_of(page), "allow", **own)).status_code == 503
        assert (await decide(stage, confirmation_of(page), "allow")).status_code == 303
    async with open_stage() as stage:
        page = await page_in_another_browser(stage)
        assert (await confirm(stage, confirmation_of(page), "continue", **own)).status_code == 503
        assert (await confirm(stage, confirmation_of(page), "continue")).status_code == 303


async def test_a_prefetch_is_not_counted_against_the_person(open_stage: Any) -> None:
    async with open_stage(OAUTH_RATE_LIMIT_PER_MINUTE="1") as stage:
        for _ in range(3):
            await stage.client.get("/oauth/authorize", headers={"Sec-Purpose": "prefetch"})
        assert (await stage.authorize()).status_code == 302
