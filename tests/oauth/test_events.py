"""What the metrics hear of a sign-in."""

import re
from collections import Counter
from typing import Any

import httpx
import pytest

Events = Counter[tuple[str, str]]


async def test_a_good_sign_in_its_replay_and_its_end(heard: Any, events: Events) -> None:
    code = await heard.code()
    token = (await heard.exchange(code)).json()["access_token"]
    assert events == {
        ("started", "ok"): 1,
        ("browser_check", "same"): 1,
        ("returned", "ok"): 1,
        ("exchanged", "ok"): 1,
    }
    events.clear()
    await heard.exchange(code)
    assert events == {("replay", "ok"): 1, ("exchanged", "invalid_grant"): 1}
    events.clear()
    await heard.client.post("/oauth/revoke", headers={"Authorization": f"Bearer {token}"})
    await heard.client.post("/oauth/revoke", data={"token": "unknown", **heard.credentials})
    heard.main_app.trouble = lambda _: httpx.Response(500, json={})
    await heard.client.post("/oauth/revoke", headers={"Authorization": f"Bearer {token}"})
    assert events == {("revoked", "ok"): 1, ("revoked", "unknown"): 1, ("revoked", "failed"): 1}


@pytest.mark.parametrize(("cookie", "outcome"), [(None, "none"), ("x" * 43, "other")])
@pytest.mark.parametrize(("choice", "then"), [("continue", "confirmed"), ("stop", "stopped")])
async def test_another_browser_and_what_the_person_chose(
    heard: Any, events: Events, cookie: str | None, outcome: str, choice: str, then: str
) -> None:
    back = await heard.consented()
    heard.forget_cookies()
    headers = {"Cookie": f"__Host-meo_browser={cookie}"} if cookie else {}
    page = await heard.callback(back, headers=headers)
    assert events[("browser_check", outcome)] == 1
    found = re.search(r'value="([A-Za-z0-9_-]{43})"', page.text)
    assert found
    form = {"confirmation": found[1], "choice": choice}
    await heard.client.post("/oauth/confirm", data=form, headers={"Sec-Fetch-Site": "same-origin"})
    assert events[("browser_check", then)] == 1
    assert events[("returned", "ok")] == (1 if choice == "continue" else 0)


async def test_a_request_by_a_proxy_that_is_not_known(heard: Any, events: Events) -> None:
    for header in ("X-Forwarded-For", "Forwarded"):
        await heard.client.get("/oauth/authorize", headers={header: "for=198.51.100.1"})
    assert events == {("forwarded", "unknown_proxy"): 2}


async def test_each_way_a_return_can_fail(heard: Any, events: Events) -> None:
    back = await heard.consented()
    heard.main_app.codes.clear()
    await heard.callback(back)
    assert events[("returned", "denied")] == 1
    await heard.callback(back)
    assert events[("returned", "expired")] == 1
    back = await heard.consented()
    heard.main_app.trouble = lambda _: httpx.Response(500, json={})
    await heard.callback(back)
    assert events[("returned", "upstream")] == 1
