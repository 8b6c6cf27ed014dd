"""`OAUTH_BROWSER_CHECK=always`: our own page before the main app, which no forwarded authorization link passes by."""

import asyncio
import html
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest

from app.oauth.redirect_uris import is_loopback
from tests.oauth.confirm_page import (
    EXPIRED,
    FROM_ELSEWHERE,
    MALFORMED_CLICKS,
    OWN_PAGE,
    SAME_ORIGIN,
    confirm,
    confirmation_of,
    consent_page,
    decide,
    filled,
)
from tests.oauth.settings import ISSUER, REDIRECT_URI
from tests.oauth.stage import Query

COOKIE = "__Host-meo_browser"
LOOPBACK_URI = "http://127.0.0.1:8000/oauth/callback"


@pytest.fixture
async def asking(open_stage: Any) -> AsyncIterator[Any]:
    async with open_stage(OAUTH_BROWSER_CHECK="always") as stage:
        yield stage


@pytest.fixture(params=["memory", "redis"])
async def stored(request: pytest.FixtureRequest, open_stage: Any) -> AsyncIterator[Any]:
    settings = {} if request.param == "memory" else {"REDIS_URL": request.getfixturevalue("redis_server")}
    async with open_stage(OAUTH_BROWSER_CHECK="always", **settings) as stage:
        yield stage


class TestThePage:
    async def test_it_names_the_client_and_where_the_answer_goes(self, asking: Any) -> None:
        page = await consent_page(asking)
        assert "Connect ChatGPT to your pets?" in page.text
        assert "<dd>chatgpt.com</dd>" in page.text
        assert "Allow only if you pressed Sign in in ChatGPT yourself" in page.text
        assert re.findall(r'<button name="choice" value="(\w+)">([^<]+)<', page.text) == [
            ("allow", "Allow"),
            ("deny", "Do not allow"),
        ]

    async def test_nothing_ties_the_browser_to_the_sign_in_before_the_yes(self, asking: Any) -> None:
        page = await consent_page(asking)
        assert not {"set-cookie", "location"} & set(page.headers)
        assert "session_id" not in page.text
        assert "gpt-connect" not in page.text
        assert "opaque-state" not in page.text

    async def test_it_cannot_be_framed_scripted_or_kept(self, asking: Any) -> None:
        page = await consent_page(asking)
        policy = page.headers["content-security-policy"]
        assert policy.startswith("default-src 'none';")
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert page.headers["x-frame-options"] == "DENY"
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["referrer-policy"] == "no-referrer"
        assert "<script" not in page.text

    async def test_its_form_may_lead_to_the_main_app_and_back_to_the_client_and_nowhere_else(self, asking: Any) -> None:
        policy = (await consent_page(asking)).headers["content-security-policy"]
        assert policy.endswith(
            "form-action 'self' https://chatgpt.com https://chat.openai.com https://auth.openai.com https://meo.example"
        )

    @pytest.mark.parametrize(
        ("redirect_uri", "host", "loopback"),
        [
            (LOOPBACK_URI, "127.0.0.1:8000", True),
            ("http://localhost/cb", "localhost", True),
            ("http://[::1]:7777/cb", "[::1]:7777", True),
            ("https://app.example:8443/cb?x=1", "app.example:8443", False),
            ("https://127.0.0.1.evil.example/cb", "127.0.0.1.evil.example", False),
            ("https://xn--hatgpt-9hf.com/cb", "xn--hatgpt-9hf.com", False),
        ],
    )
    async def test_it_warns_when_the_answer_goes_to_a_program_on_the_device(
        self, open_stage: Any, redirect_uri: str, host: str, *, loopback: bool
    ) -> None:
        async with open_stage(OAUTH_BROWSER_CHECK="always", OAUTH_REDIRECT_URIS=redirect_uri) as stage:
            page = await consent_page(stage, redirect_uri=redirect_uri)
            assert f"<dd>{host}</dd>" in page.text
            assert ("a program that runs there gets the access" in page.text) == loopback

    @pytest.mark.parametrize(
        ("language", "words"),
        [
            ("vi", ["Cho phép", "Không cho phép"]),
            ("ru", ["Разрешить", "Не разрешать"]),
            ("uk", ["Дозволити", "Не дозволяти"]),
        ],
    )
    async def test_it_speaks_the_readers_language(self, asking: Any, language: str, words: list[str]) -> None:
        asking.client.headers["Accept-Language"] = language
        page = await consent_page(asking)
        assert page.headers["content-language"] == language
        assert [html.unescape(word) for word in re.findall(r"<button[^>]*>([^<]+)<", page.text)] == words

    @pytest.mark.parametrize(
        "changes",
        [{"client_id": "other"}, {"redirect_uri": "https://chatgpt.com.evil.example/aip/g-1/oauth/callback"}],
        ids=repr,
    )
    async def test_nobody_is_asked_for_a_client_or_address_we_do_not_know(
        self, asking: Any, changes: dict[str, str]
    ) -> None:
        answer = await asking.authorize(**changes)
        assert answer.status_code == 400
        assert "<form" not in answer.text

    async def test_nor_for_a_request_that_cannot_succeed(self, asking: Any, query: Query) -> None:
        assert query(await asking.authorize(response_type="token"))["error"] == "unsupported_response_type"


class TestTheForwardedLink:
    @pytest.mark.parametrize("site", ["none", "cross-site", "same-site", "same-origin", None], ids=repr)
    @pytest.mark.parametrize("known", [False, True], ids=["new browser", "known browser"])
    @pytest.mark.parametrize("prompt", [None, "none"], ids=repr)
    async def test_the_victim_always_sees_the_page_first(
        self, asking: Any, site: str | None, prompt: str | None, *, known: bool
    ) -> None:
        if known:
            asking.client.cookies.set(COOKIE, "k" * 43, domain="gpt.example")
        headers = {"Sec-Fetch-Site": site} if site else {}
        parameters = asking.request_parameters(state="attackers", prompt=prompt)
        page = await asking.client.get("/oauth/authorize", params=parameters, headers=headers)
        assert page.status_code == 200
        assert "ChatGPT" in page.text
        assert "<dd>chatgpt.com</dd>" in page.text
        assert asking.main_app.requests == []

    async def test_somebody_who_allowed_before_is_asked_again(self, asking: Any) -> None:
        await decide(asking, confirmation_of(await consent_page(asking)), "allow")
        await consent_page(asking, state="another")

    async def test_the_main_apps_link_in_another_browser_is_asked_about_as_with_confirm(self, asking: Any) -> None:
        going = await decide(asking, confirmation_of(await consent_page(asking)), "allow")
        back = asking.main_app.consent(going.headers["location"])
        asking.forget_cookies()
        page = await asking.callback(back)
        assert page.status_code == 200
        assert "location" not in page.headers
        assert (await confirm(asking, confirmation_of(page), "continue")).status_code == 303


class TestTheAnswer:
    async def test_a_yes_opens_the_session_and_leads_to_the_access_token(self, stored: Any, query: Query) -> None:
        going = await decide(stored, confirmation_of(await consent_page(stored, state="s/+ &")), "allow")
        assert going.status_code == 303
        assert going.headers["cache-control"] == "no-store"
        assert len(going.cookies[COOKIE]) == 43
        answer = await stored.callback(stored.main_app.consent(going.headers["location"]))
        found = query(answer)
        assert (found["state"], found["iss"]) == ("s/+ &", ISSUER)
        assert (await stored.exchange(found["code"])).status_code == 200

    async def test_a_no_goes_back_to_the_client_with_state_and_issuer(self, stored: Any, query: Query) -> None:
        answer = await decide(stored, confirmation_of(await consent_page(stored, state="s/+ &")), "deny")
        assert answer.status_code == 303
        assert answer.headers["location"].startswith(f"{REDIRECT_URI}?error=access_denied&")
        found = query(answer)
        assert (found["error"], found["state"], found["iss"]) == ("access_denied", "s/+ &", ISSUER)
        assert "set-cookie" not in answer.headers
        assert stored.main_app.requests == []

    @pytest.mark.parametrize("first", ["allow", "deny"])
    @pytest.mark.parametrize("second", ["allow", "deny"])
    async def test_it_counts_once(self, stored: Any, first: str, second: str) -> None:
        confirmation = confirmation_of(await consent_page(stored))
        assert (await decide(stored, confirmation, first)).status_code == 303
        again = await decide(stored, confirmation, second)
        assert again.status_code == 400
        assert EXPIRED in again.text
        assert not {"location", "set-cookie"} & set(again.headers)

    async def test_of_ten_clicks_at_once_one_counts(self, stored: Any) -> None:
        confirmation = confirmation_of(await consent_page(stored))
        answers = await asyncio.gather(*(decide(stored, confirmation, "allow") for _ in range(10)))
        assert sorted(one.status_code for one in answers) == [303] + [400] * 9

    @pytest.mark.parametrize("order", [(0, 1), (1, 0)])
    async def test_a_second_page_does_not_end_the_first(
        self, asking: Any, query: Query, order: tuple[int, int]
    ) -> None:
        pages = [await consent_page(asking, state=state) for state in ("0", "1")]
        goings = {}
        for number in order:
            goings[number] = await decide(asking, confirmation_of(pages[number]), "allow")
            assert goings[number].status_code == 303
        for number, going in goings.items():
            answer = await asking.callback(asking.main_app.consent(going.headers["location"]))
            assert query(answer)["state"] == str(number)
            assert "code" in query(answer)

    async def test_the_page_ends_after_ten_minutes(self, asking: Any) -> None:
        confirmation = confirmation_of(await consent_page(asking))
        asking.calendar.advance(601)
        answer = await decide(asking, confirmation, "allow")
        assert answer.status_code == 400
        assert EXPIRED in answer.text

    @pytest.mark.parametrize("headers", FROM_ELSEWHERE, ids=repr)
    @pytest.mark.parametrize("choice", ["allow", "deny"])
    async def test_a_click_from_elsewhere_is_refused_and_spends_nothing(
        self, asking: Any, headers: dict[str, str], choice: str
    ) -> None:
        confirmation = confirmation_of(await consent_page(asking))
        refused = await decide(asking, confirmation, choice, **headers)
        assert refused.status_code == 403
        assert not {"location", "set-cookie"} & set(refused.headers)
        assert (await decide(asking, confirmation, "allow")).status_code == 303

    @pytest.mark.parametrize("headers", OWN_PAGE, ids=repr)
    async def test_a_click_on_our_own_page_is_known(self, asking: Any, query: Query, headers: dict[str, str]) -> None:
        going = await decide(asking, confirmation_of(await consent_page(asking)), "allow", **headers)
        answer = await asking.callback(asking.main_app.consent(going.headers["location"]))
        assert "code" in query(answer)

    @pytest.mark.parametrize("known", [False, True], ids=["new browser", "known browser"])
    async def test_a_click_that_no_browser_vouches_for_goes_on_but_is_asked_again_at_the_callback(
        self, asking: Any, *, known: bool
    ) -> None:
        """A hostile page in an old browser can send `Origin: null` too, with the value of a page of its own."""
        if known:
            asking.client.cookies.set(COOKIE, "k" * 43, domain="gpt.example")
        going = await decide(asking, confirmation_of(await consent_page(asking)), "allow", Origin="null")
        assert going.status_code == 303
        assert "set-cookie" not in going.headers
        page = await asking.callback(asking.main_app.consent(going.headers["location"]))
        assert page.status_code == 200
        assert asking.main_app.calls("exchange") == 0
        assert (await confirm(asking, confirmation_of(page), "continue", Origin="null")).status_code == 303

    @pytest.mark.parametrize("form", MALFORMED_CLICKS, ids=repr)
    async def test_a_malformed_click_is_an_invalid_request(self, asking: Any, form: dict[str, str | list[str]]) -> None:
        answer = await asking.client.post("/oauth/consent", data=filled(form, "allow"), headers=SAME_ORIGIN)
        assert answer.status_code == 400
        assert "Invalid request" in answer.text

    @pytest.mark.parametrize("confirmation", ["x" * 43, "-" * 43])
    async def test_an_invented_value_is_an_expired_session(self, asking: Any, confirmation: str) -> None:
        answer = await decide(asking, confirmation, "allow")
        assert answer.status_code == 400
        assert EXPIRED in answer.text

    @pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH"])
    async def test_no_other_method_answers_for_the_person(self, asking: Any, method: str) -> None:
        confirmation = confirmation_of(await consent_page(asking))
        parameters = {"confirmation": confirmation, "choice": "allow"}
        answer = await asking.client.request(method, "/oauth/consent", params=parameters, headers=SAME_ORIGIN)
        assert answer.status_code == 405
        assert "POST" in answer.headers["allow"]
        assert (await decide(asking, confirmation, "allow")).status_code == 303

    async def test_the_values_of_the_two_pages_are_no_substitute_for_each_other(self, asking: Any) -> None:
        confirmation = confirmation_of(await consent_page(asking))
        asking.client.cookies.set(COOKIE, "k" * 43, domain="gpt.example")
        assert (await confirm(asking, confirmation, "continue")).status_code == 400
        assert (await decide(asking, confirmation, "allow")).status_code == 303


async def test_its_answers_are_counted(open_stage: Any) -> None:
    token = "metrics-token-metrics-token-12345"
    async with open_stage(OAUTH_BROWSER_CHECK="always", METRICS_TOKEN=token) as stage:
        for choice in ("allow", "deny", "deny"):
            await decide(stage, confirmation_of(await consent_page(stage)), choice)
        await decide(stage, "x" * 43, "allow")
        counted = (await stage.client.get("/metrics", headers={"Authorization": f"Bearer {token}"})).text
    found = re.findall(r'sign_in_total\{outcome="(\w+)",step="(?:consent|started)"\} (\d)', counted)
    assert dict(found) == {"asked": "3", "allowed": "1", "denied": "2", "expired": "1", "ok": "1"}


async def test_no_log_line_holds_the_state_the_value_of_the_page_or_the_session(
    open_stage: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    async with open_stage(OAUTH_BROWSER_CHECK="always", LOG_LEVEL="debug") as stage:
        confirmation = confirmation_of(await consent_page(stage, state="state-of-the-client"))
        await decide(stage, confirmation, "allow", Origin="https://evil.example")
        going = await decide(stage, confirmation, "allow")
        await decide(stage, confirmation, "deny")
        session = stage.main_app.consent(going.headers["location"])["session_id"]
    output = "".join(capsys.readouterr())
    assert output.count("POST /oauth/consent") == 3
    for secret in (confirmation, "state-of-the-client", session, going.cookies[COOKIE], "evil.example"):
        assert secret not in output


@pytest.mark.parametrize("check", ["confirm", "strict", "off"])
async def test_with_any_other_setting_there_is_no_such_page(open_stage: Any, check: str) -> None:
    async with open_stage(OAUTH_BROWSER_CHECK=check) as stage:
        assert (await stage.authorize()).status_code == 302
        assert (await decide(stage, "x" * 43, "allow")).status_code == 400


async def test_answers_count_for_the_limit_of_the_address(open_stage: Any) -> None:
    async with open_stage(OAUTH_BROWSER_CHECK="always", OAUTH_RATE_LIMIT_PER_MINUTE="3") as stage:
        assert [(await decide(stage, "x" * 43, "allow")).status_code for _ in range(4)] == [400, 400, 400, 429]


@pytest.mark.parametrize(
    ("uri", "loopback"),
    [
        ("http://127.0.0.1/cb", True),
        ("http://localhost:1/cb", True),
        ("http://LOCALHOST/cb", True),
        ("http://[::1]/cb", True),
        ("http://localhost.evil.example/cb", False),
        ("http://evil.example/127.0.0.1", False),
        ("https://chatgpt.com/aip/g-1/oauth/callback", False),
    ],
)
def test_loopback_is_known_by_the_host_alone(uri: str, *, loopback: bool) -> None:
    assert is_loopback(uri) == loopback
