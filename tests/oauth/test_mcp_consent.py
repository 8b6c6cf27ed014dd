"""The page before the main app, for every client but the GPT: what it says, lets out, and passes on."""

import html
import re
import secrets
from typing import Any

import pytest

from app.oauth.models import PendingAuthorization
from app.oauth.state_store import FirstUse, StateStore
from app.secret import Secret
from app.tokens.encryption import Encryptor
from tests.oauth.confirm_page import FROM_ELSEWHERE, SAME_ORIGIN, confirm, confirmation_of
from tests.oauth.mcp_client import (
    CLAUDE,
    CLAUDE_REDIRECT,
    CODEX,
    CODEX_REDIRECT,
    answer,
    ask,
    page_of,
    registered,
)
from tests.oauth.settings import ISSUER, SECRETS
from tests.oauth.stage import Query

COOKIE = "__Host-meo_browser"
KNOWN, UNCHECKED, ON_DEVICE = "Known app", "we have not checked the name", "a program that runs there gets the access"
ONLY_SEE = "Only see: it may add and change nothing"
CHANGE, SEE = "asks to see and change your pets", "asks to see your pets"


@pytest.mark.parametrize("check", ["confirm", "strict", "always", "off"])
async def test_every_mcp_client_is_asked_about_whatever_the_browser_check(open_stage: Any, check: str) -> None:
    async with open_stage(OAUTH_BROWSER_CHECK=check) as stage:
        page = await page_of(stage)
        assert "Connect Claude to your pets?" in page.text
        assert not {"set-cookie", "location"} & set(page.headers)
        assert stage.main_app.requests == []


async def test_the_gpt_goes_on_at_once_as_before(stage: Any) -> None:
    assert (await stage.authorize()).status_code == 302


async def test_somebody_who_allowed_before_and_has_a_cookie_is_asked_again(stage: Any) -> None:
    await answer(stage, await page_of(stage), "allow")
    await page_of(stage, prompt="none")


@pytest.mark.parametrize(
    ("client", "name", "host", "marks"),
    [
        ((CLAUDE, CLAUDE_REDIRECT), "Claude", "claude.ai", {KNOWN}),
        ((CODEX, CODEX_REDIRECT), "Codex", "127.0.0.1:41234", {UNCHECKED, ON_DEVICE}),
        ("https://host.example/cb", "Some Host", "host.example", {UNCHECKED}),
        ("http://localhost:1234/cb", "Some Host", "localhost:1234", {UNCHECKED, ON_DEVICE}),
        ("http://[::1]:1234/cb", "Some Host", "[::1]:1234", {UNCHECKED, ON_DEVICE}),
        ("cursor://anysphere.cursor-mcp/oauth/callback", "Some Host", "cursor:", {UNCHECKED, ON_DEVICE}),
        ("https://claude.ai.evil.example/cb", "Some Host", "claude.ai.evil.example", {UNCHECKED}),
    ],
    ids=repr,
)
async def test_it_names_the_client_its_host_and_what_is_known_of_it(
    stage: Any, client: Any, name: str, host: str, marks: set[str]
) -> None:
    if isinstance(client, str):
        client = (await registered(stage, redirect_uris=[client]), client)
    page = await page_of(stage, client_id=client[0], redirect_uri=client[1])
    assert f"Connect {name} to your pets?" in page.text
    assert f"<dd>{host}</dd>" in page.text
    assert {mark for mark in (KNOWN, UNCHECKED, ON_DEVICE) if mark in page.text} == marks
    assert "ChatGPT" not in page.text


async def test_a_name_borrowed_from_a_known_app_gets_no_mark(stage: Any) -> None:
    client_id = await registered(stage, client_name="Claude", redirect_uris=["https://evil.example/cb"])
    page = await page_of(stage, client_id=client_id, redirect_uri="https://evil.example/cb")
    assert KNOWN not in page.text
    assert UNCHECKED in page.text
    assert "<dd>evil.example</dd>" in page.text


@pytest.mark.parametrize(
    ("redirect_uri", "targets"),
    [
        ("https://host.example/cb", "https://host.example"),
        ("http://127.0.0.1:1234/cb", "http://127.0.0.1:1234"),
        ("http://[::1]:1234/cb", "http:"),
        ("cursor://anysphere.cursor-mcp/oauth/callback", "cursor:"),
    ],
)
async def test_its_form_leads_to_us_the_client_and_the_main_app_only(
    stage: Any, redirect_uri: str, targets: str
) -> None:
    client_id = await registered(stage, redirect_uris=[redirect_uri])
    page = await page_of(stage, client_id=client_id, redirect_uri=redirect_uri)
    policy = page.headers["content-security-policy"]
    assert policy.endswith(f"form-action 'self' {targets} https://meo.example")
    assert "frame-ancestors 'none'" in policy
    assert page.headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize(
    ("scope", "says", "may_choose", "granted"),
    [
        ("pets:read pets:write", CHANGE, True, "pets:read pets:write"),
        ("pets:write pets:read offline_access openid", CHANGE, True, "pets:read pets:write"),
        (None, CHANGE, True, "pets:read pets:write"),
        ("", CHANGE, True, "pets:read pets:write"),
        ("openid", CHANGE, True, "pets:read pets:write"),
        ("pets", CHANGE, True, "pets:read pets:write"),
        ("pets:read", SEE, False, "pets:read"),
        ("pets:write", CHANGE, False, "pets:write"),
    ],
)
async def test_what_was_asked_is_shown_and_kept(
    heard: Any, scope: str | None, says: str, granted: str, *, may_choose: bool
) -> None:
    page = await page_of(heard, scope=scope)
    assert f"Claude {says}" in page.text
    assert (ONLY_SEE in page.text) == may_choose
    assert (await _session(heard, await answer(heard, page, "allow"))).scope == granted


async def _session(stage: Any, going: Any) -> PendingAuthorization:
    """Return what the session of a redirect to the main app holds."""
    assert going.status_code == 303
    session_id = re.search(r"session_id=([0-9a-f-]{36})", going.headers["location"])
    assert session_id
    sealed_with = Encryptor(Secret(SECRETS["ENCRYPTION_KEY"]), token_bytes=secrets.token_bytes)
    found = await StateStore(stage.store, sealed_with).take(PendingAuthorization, session_id[1])
    assert isinstance(found, FirstUse)
    return found.record


async def test_only_see_leaves_writing_out(heard: Any) -> None:
    going = await answer(heard, await page_of(heard), "allow", access="see")
    session = await _session(heard, going)
    assert session.scope == "pets:read"


async def test_the_session_knows_the_client_its_audience_and_its_resource(heard: Any) -> None:
    session = await _session(heard, await answer(heard, await page_of(heard), "allow"))
    assert (session.client_id, session.client_name, session.audience) == (CLAUDE, "Claude", "mcp")
    assert session.resource == f"{ISSUER}/mcp"


@pytest.mark.parametrize("access", ["write", "pets:write", "see see", ["see", "see"]], ids=repr)
async def test_another_choice_is_an_invalid_request_and_spends_nothing(stage: Any, access: Any) -> None:
    page = await page_of(stage)
    form = {"confirmation": confirmation_of(page), "choice": "allow", "access": access}
    refused = await stage.client.post("/oauth/consent", data=form, headers=SAME_ORIGIN)
    assert refused.status_code == 400
    assert (await answer(stage, page, "allow")).status_code == 303


async def test_a_no_goes_back_with_state_and_issuer(stage: Any, query: Query) -> None:
    going = await answer(stage, await page_of(stage), "deny")
    assert going.status_code == 303
    assert going.headers["location"].startswith(f"{CLAUDE_REDIRECT}?error=access_denied&")
    found = query(going)
    assert (found["state"], found["iss"]) == ("s/+ &", ISSUER)
    assert "set-cookie" not in going.headers
    assert stage.main_app.requests == []


async def test_a_no_to_an_app_on_the_device_goes_back_to_its_own_scheme(stage: Any) -> None:
    uri = "cursor://anysphere.cursor-mcp/oauth/callback"
    client_id = await registered(stage, redirect_uris=[uri])
    going = await answer(stage, await page_of(stage, client_id=client_id, redirect_uri=uri), "deny")
    assert going.headers["location"].startswith(f"{uri}?error=access_denied&")


async def test_the_port_that_was_asked_with_is_the_one_that_gets_the_code(stage: Any, query: Query) -> None:
    page = await page_of(stage, client_id=CODEX, redirect_uri=CODEX_REDIRECT)
    going = await answer(stage, page, "allow")
    back = await stage.callback(stage.main_app.consent(going.headers["location"]))
    assert back.headers["location"].startswith(f"{CODEX_REDIRECT}?code=")
    assert query(back)["iss"] == ISSUER


async def test_the_cookie_comes_with_the_yes(stage: Any) -> None:
    going = await answer(stage, await page_of(stage), "allow")
    assert len(going.cookies[COOKIE]) == 43


@pytest.mark.parametrize("headers", FROM_ELSEWHERE, ids=repr)
async def test_a_click_from_elsewhere_is_refused_and_spends_nothing(stage: Any, headers: dict[str, str]) -> None:
    page = await page_of(stage)
    form = {"confirmation": confirmation_of(page), "choice": "allow"}
    refused = await stage.client.post("/oauth/consent", data=form, headers=headers)
    assert refused.status_code == 403
    assert (await answer(stage, page, "allow")).status_code == 303


async def test_pages_of_two_clients_do_not_end_each_other(heard: Any) -> None:
    first, second = await page_of(heard), await page_of(heard, client_id=CODEX, redirect_uri=CODEX_REDIRECT)
    assert (await _session(heard, await answer(heard, second, "allow"))).client_name == "Codex"
    assert (await _session(heard, await answer(heard, first, "allow"))).client_name == "Claude"


@pytest.mark.parametrize("check", ["confirm", "off", "always"])
async def test_another_browser_is_asked_about_the_client_by_name(open_stage: Any, check: str) -> None:
    async with open_stage(OAUTH_BROWSER_CHECK=check) as stage:
        going = await answer(stage, await page_of(stage), "allow")
        back = stage.main_app.consent(going.headers["location"])
        stage.forget_cookies()
        page = await stage.callback(back)
        assert page.status_code == 200
        assert "Link your account to Claude?" in page.text
        assert "Claude (claude.ai)" in page.text
        assert "ChatGPT" not in page.text
        stopped = await confirm(stage, confirmation_of(page), "stop")
        assert "If you connected Claude before" in stopped.text


async def test_strict_stays_strict(open_stage: Any) -> None:
    async with open_stage(OAUTH_BROWSER_CHECK="strict") as stage:
        going = await answer(stage, await page_of(stage), "allow")
        back = stage.main_app.consent(going.headers["location"])
        stage.forget_cookies()
        refused = await stage.callback(back)
        assert refused.status_code == 403
        assert "Please return to Claude" in refused.text


async def test_an_expired_page_names_the_client_where_it_is_known_and_both_where_it_is_not(stage: Any) -> None:
    going = await answer(stage, await page_of(stage), "allow")
    back = stage.main_app.consent(going.headers["location"])
    await stage.callback(back)
    again = await stage.callback(back)
    assert "Please return to Claude and start the connection again." in again.text
    unknown = await stage.callback({"session_id": "00000000-0000-4000-8000-000000000000"})
    assert "Your session has expired. Please return to ChatGPT and start the connection again." in unknown.text
    assert "the app you came from" in unknown.text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", [KNOWN, ONLY_SEE, "Allow", "Do not allow"]),
        ("vi", ["Ứng dụng đã biết", "Chỉ xem", "Cho phép", "Không cho phép"]),
        ("ru", ["Известное приложение", "Только видеть", "Разрешить", "Не разрешать"]),
        ("uk", ["Відомий застосунок", "Лише бачити", "Дозволити", "Не дозволяти"]),
    ],
)
async def test_it_speaks_the_readers_language(stage: Any, language: str, words: list[str]) -> None:
    stage.client.headers["Accept-Language"] = language
    page = await page_of(stage)
    assert [word for word in words if word not in html.unescape(page.text)] == []


async def test_a_code_of_an_mcp_client_is_worth_nothing_to_the_gpt(stage: Any, query: Query) -> None:
    going = await answer(stage, await page_of(stage), "allow")
    back = await stage.callback(stage.main_app.consent(going.headers["location"]))
    refused = await stage.exchange(query(back)["code"])
    assert refused.status_code == 400
    assert refused.json()["error"] == "invalid_grant"


async def test_no_log_line_holds_state_scope_or_the_value_of_the_page(
    open_stage: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    async with open_stage(LOG_LEVEL="debug") as stage:
        page = await page_of(stage, state="state-of-the-client")
        await answer(stage, page, "allow")
        await ask(stage, redirect_uri="https://evil.example/")
    output = "".join(capsys.readouterr())
    for secret in (confirmation_of(page), "state-of-the-client", "evil.example", "c" * 43):
        assert secret not in output
