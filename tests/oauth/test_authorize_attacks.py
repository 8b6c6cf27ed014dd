"""Attacks on the first step: where the browser may be sent, and what may be smuggled along."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

Query = Callable[[httpx.Response], dict[str, str]]
GOOD = "https://chatgpt.com/aip/g-1/oauth/callback"

LOOKALIKES = {
    "suffix host": "https://chatgpt.com.evil.example/aip/g-1/oauth/callback",
    "prefix host": "https://evilchatgpt.com/aip/g-1/oauth/callback",
    "subdomain": "https://evil.chatgpt.com/aip/g-1/oauth/callback",
    "userinfo": "https://chatgpt.com@evil.example/aip/g-1/oauth/callback",
    "userinfo before": "https://evil.example@chatgpt.com/aip/g-1/oauth/callback",
    "backslash": "https://chatgpt.com\\@evil.example/aip/g-1/oauth/callback",
    "extra path": "https://chatgpt.com/aip/g-1/oauth/callback/extra",
    "extra segment": "https://chatgpt.com/aip/g-1/x/oauth/callback",
    "other path": "https://chatgpt.com/g/g-1",
    "dot segments": "https://chatgpt.com/aip/../aip/g-1/oauth/callback",
    "encoded dots": "https://chatgpt.com/aip/%2e%2e/oauth/callback",
    "encoded slash": "https://chatgpt.com/aip/g-1%2Fx/oauth/callback",
    "empty id": "https://chatgpt.com/aip//oauth/callback",
    "id with a dot": "https://chatgpt.com/aip/g.1/oauth/callback",
    "unicode id": "https://chatgpt.com/aip/gé/oauth/callback",
    "arabic digit id": "https://chatgpt.com/aip/g٤/oauth/callback",
    "upper-case host": "https://CHATGPT.com/aip/g-1/oauth/callback",
    "upper-case path": "https://chatgpt.com/AIP/g-1/oauth/callback",
    "http": "http://chatgpt.com/aip/g-1/oauth/callback",
    "port": "https://chatgpt.com:443/aip/g-1/oauth/callback",
    "other port": "https://chatgpt.com:8443/aip/g-1/oauth/callback",
    "fragment": "https://chatgpt.com/aip/g-1/oauth/callback#x",
    "empty fragment": "https://chatgpt.com/aip/g-1/oauth/callback#",
    "query": "https://chatgpt.com/aip/g-1/oauth/callback?x=1",
    "empty query": "https://chatgpt.com/aip/g-1/oauth/callback?",
    "trailing newline": "https://chatgpt.com/aip/g-1/oauth/callback\n",
    "leading space": " https://chatgpt.com/aip/g-1/oauth/callback",
    "trailing slash": "https://chatgpt.com/aip/g-1/oauth/callback/",
    "trailing dot host": "https://chatgpt.com./aip/g-1/oauth/callback",
    "homograph": "https://сhatgpt.com/aip/g-1/oauth/callback",
    "chat openai suffix": "https://chat.openai.com.evil.example/aip/g-1/oauth/callback",
    "dot as any": "https://chatXopenai.com/aip/g-1/oauth/callback",
    "two addresses": f"https://evil.example/ {GOOD}",
    "newline": f"https://evil.example/\n{GOOD}",
    "script": "javascript:alert(1)//chatgpt.com/aip/g-1/oauth/callback",
    "data": "data:text/html,x",
    "relative": "/aip/g-1/oauth/callback",
    "no scheme": "//chatgpt.com/aip/g-1/oauth/callback",
    "no text": "\udcff",
    "null byte": f"{GOOD}\x00",
    "nothing": "",
}


@pytest.mark.parametrize("redirect_uri", LOOKALIKES.values(), ids=LOOKALIKES.keys())
async def test_a_lookalike_redirect_uri_is_a_page_and_never_a_redirect(stage: Any, redirect_uri: str) -> None:
    raw = urlencode({**stage.request_parameters(), "redirect_uri": redirect_uri}, errors="surrogateescape")
    answer = await stage.client.get(f"/oauth/authorize?{raw}")
    assert answer.status_code == 400
    assert "location" not in answer.headers
    assert "set-cookie" not in answer.headers
    assert "OAUTH_REDIRECT_URIS" in answer.text
    assert "<script" not in answer.text


@pytest.mark.parametrize("host", ["chatgpt.com", "chat.openai.com"])
@pytest.mark.parametrize("name", ["g-0a1b2c", "g-" + "a" * 40, "A_b-9"])
async def test_chatgpts_own_addresses_pass_by_default(stage: Any, host: str, name: str) -> None:
    answer = await stage.authorize(redirect_uri=f"https://{host}/aip/{name}/oauth/callback")
    assert answer.status_code == 302


async def test_with_exact_values_set_no_pattern_helps(open_stage: Any) -> None:
    async with open_stage(OAUTH_REDIRECT_URIS=f"{GOOD},https://app.example/cb") as stage:
        assert (await stage.authorize(redirect_uri=GOOD)).status_code == 302
        assert (await stage.authorize(redirect_uri="https://app.example/cb")).status_code == 302
        for refused in (GOOD.replace("g-1", "g-2"), "https://app.example/cb/", "https://APP.example/cb"):
            assert (await stage.authorize(redirect_uri=refused)).status_code == 400


@pytest.mark.parametrize(
    "client_id", [None, "", "MEO-GPT", "meo-gpt ", "meo-gpt\x00", "<script>alert(1)</script>"], ids=repr
)
async def test_an_unknown_client_is_a_page_that_says_what_came(stage: Any, client_id: str | None) -> None:
    answer = await stage.authorize(client_id=client_id)
    assert answer.status_code == 400
    assert "OAUTH_CLIENT_ID" in answer.text
    assert "<script" not in answer.text
    if client_id and "<" in client_id:
        assert "&lt;script&gt;" in answer.text


@pytest.mark.parametrize(("admitted", "warned"), [("", True), (GOOD, False)])
async def test_the_start_warns_while_any_gpt_is_admitted(
    open_stage: Any, capsys: pytest.CaptureFixture[str], admitted: str, *, warned: bool
) -> None:
    async with open_stage(OAUTH_REDIRECT_URIS=admitted):
        pass
    assert ('"event":"redirect_uris_not_exact"' in capsys.readouterr().err) is warned


@pytest.mark.parametrize("name", ["client_id", "redirect_uri", "state"])
async def test_a_repeated_parameter_that_a_redirect_would_need_is_a_page(stage: Any, name: str) -> None:
    parameters = stage.request_parameters()
    raw = urlencode([*parameters.items(), (name, parameters[name])])
    answer = await stage.client.get(f"/oauth/authorize?{raw}")
    assert answer.status_code == 400
    assert "location" not in answer.headers


@pytest.mark.parametrize("name", ["response_type", "scope", "code_challenge", "code_challenge_method"])
async def test_any_other_repeated_parameter_is_invalid_request_by_redirect(stage: Any, query: Query, name: str) -> None:
    raw = urlencode([*stage.request_parameters().items(), (name, "code"), (name, "code")])
    answer = await stage.client.get(f"/oauth/authorize?{raw}")
    found = query(answer)
    assert (found["error"], found["state"], found["iss"]) == ("invalid_request", "opaque-state", "https://gpt.example")


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": None}, "invalid_request"),
        ({"response_type": ""}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "code token"}, "unsupported_response_type"),
        ({"response_type": "CODE"}, "unsupported_response_type"),
        ({"code_challenge": "a" * 43}, "invalid_request"),
        ({"code_challenge": "a" * 43, "code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": "a" * 43, "code_challenge_method": "s256"}, "invalid_request"),
        ({"code_challenge": "a" * 42, "code_challenge_method": "S256"}, "invalid_request"),
        ({"code_challenge": "a" * 44, "code_challenge_method": "S256"}, "invalid_request"),
        ({"code_challenge": "a" * 42 + "=", "code_challenge_method": "S256"}, "invalid_request"),
        ({"code_challenge": "a" * 42 + "\n", "code_challenge_method": "S256"}, "invalid_request"),
        ({"code_challenge_method": "S256"}, "invalid_request"),
        ({"scope": 'a"b'}, "invalid_scope"),
        ({"scope": "a\nb"}, "invalid_scope"),
        ({"scope": "é"}, "invalid_scope"),
        ({"scope": "a\tb"}, "invalid_scope"),
        ({"scope": "pets\n"}, "invalid_scope"),
        ({"scope": "\r\n"}, "invalid_scope"),
        ({"scope": "a\\b"}, "invalid_scope"),
        ({"scope": "a\x7fb"}, "invalid_scope"),
        ({"scope": "pets\u00a0read"}, "invalid_scope"),
        ({"scope": "\u3000"}, "invalid_scope"),
        ({"scope": "\x00"}, "invalid_scope"),
    ],
    ids=lambda value: repr(value)[:100],
)
async def test_any_other_fault_is_told_to_chatgpt_with_state_and_issuer(
    stage: Any, query: Query, changes: dict[str, str | None], error: str
) -> None:
    answer = await stage.authorize(state="s/+ &", **changes)
    assert answer.status_code == 302
    found = query(answer)
    assert (found["error"], found["state"], found["iss"]) == (error, "s/+ &", "https://gpt.example")
    assert found["error_description"]
    assert answer.headers["location"].startswith("https://chatgpt.com/aip/g-0a1b2c3d/oauth/callback?error=")


async def test_unknown_and_empty_parameters_are_ignored(stage: Any, query: Query) -> None:
    answer = await stage.authorize(scope="", code_challenge="", code_challenge_method="", prompt="none", request="x")
    assert "session_id" in query(answer)


async def test_a_state_too_long_to_give_back_is_a_page(stage: Any) -> None:
    for state in ("x" * 2_049, "\u00e9" * 1_025, "x" * 40_000):
        answer = await stage.authorize(state=state)
        assert answer.status_code == 400
        assert "location" not in answer.headers
        assert state[:300] not in answer.text


async def test_a_flood_of_parameters_is_a_page(stage: Any) -> None:
    raw = urlencode({**stage.request_parameters(), **{f"p{number}": "1" for number in range(200)}})
    assert (await stage.client.get(f"/oauth/authorize?{raw}")).status_code == 400


@pytest.mark.parametrize(
    "state", ["\r\nLocation: https://evil.example", "\r\n\r\n<script>", "a\nb", "\x0b\x0c\x85\u2028"]
)
async def test_line_breaks_in_state_stay_encoded_in_errors_too(stage: Any, query: Query, state: str) -> None:
    answer = await stage.authorize(state=state, response_type="token")
    assert query(answer)["state"] == state
    assert answer.headers.get_list("location") == [answer.headers["location"]]
    assert answer.text == ""


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "HEAD", "PATCH"])
async def test_other_methods_get_an_rfc_error(stage: Any, method: str) -> None:
    answer = await stage.client.request(method, "/oauth/authorize", params=stage.request_parameters())
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]
    assert answer.headers["cache-control"] == "no-store"
    if method != "HEAD":
        assert answer.json()["error"] == "invalid_request"


@pytest.mark.parametrize("cookie", ["", "short", "x" * 44, "x" * 42 + "!", "x" * 42 + "é", "'; DROP TABLE"], ids=repr)
async def test_a_cookie_that_is_not_of_our_form_is_replaced(stage: Any, cookie: str) -> None:
    header = f"__Host-meo_browser={cookie}".encode()
    answer = await stage.client.get("/oauth/authorize", params=stage.request_parameters(), headers={b"Cookie": header})
    given = answer.cookies["__Host-meo_browser"]
    assert len(given) == 43
    assert given != cookie


async def test_a_browsers_own_cookie_is_kept(stage: Any) -> None:
    first = (await stage.authorize()).cookies["__Host-meo_browser"]
    second = (await stage.authorize()).cookies["__Host-meo_browser"]
    assert first == second


async def test_the_cookie_is_as_strict_as_it_can_be(stage: Any) -> None:
    cookie = (await stage.authorize()).headers["set-cookie"]
    name, *attributes = (part.strip().lower() for part in cookie.split(";"))
    assert name.startswith("__host-meo_browser=")
    assert sorted(attributes) == ["httponly", "max-age=600", "path=/", "samesite=lax", "secure"]


async def test_over_plain_http_the_cookie_works_without_its_prefix(open_stage: Any) -> None:
    async with open_stage(CONNECTOR_PUBLIC_URL="http://127.0.0.1:8001") as stage:
        cookie = (await stage.authorize()).headers["set-cookie"].lower()
        assert cookie.startswith("meo_browser=")
        assert "secure" not in cookie
