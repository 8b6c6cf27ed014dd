"""The sign-in, step by step."""

import base64
import json
from collections.abc import AsyncIterator, Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from app.oauth.authorize import sign_session
from app.secret import Secret
from tests.oauth.settings import REDIRECT_URI

Query = Callable[[httpx.Response], dict[str, str]]
NO_STORE = {"cache-control": "no-store", "pragma": "no-cache"}


def claims_of(token: str) -> dict[str, Any]:
    part = token.split(".")[1]
    decoded: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return decoded


@pytest.fixture(params=["memory", "redis"])
async def any_stage(request: pytest.FixtureRequest, open_stage: Any) -> AsyncIterator[Any]:
    """Open the stage on each store."""
    settings = {} if request.param == "memory" else {"REDIS_URL": request.getfixturevalue("redis_server")}
    async with open_stage(**settings) as opened:
        yield opened


async def test_the_whole_way_gives_chatgpt_a_token_for_the_right_user(any_stage: Any, query: Query) -> None:
    stage = any_stage
    authorized = await stage.authorize(state="s1")
    assert authorized.status_code == 302
    back = stage.main_app.consent(authorized.headers["location"], user_id=99)

    returned = await stage.callback(back)
    assert returned.status_code == 302
    assert returned.headers["location"].startswith("https://chatgpt.com/aip/g-0a1b2c3d/oauth/callback?")
    parameters = query(returned)
    assert (parameters["state"], parameters["iss"]) == ("s1", "https://gpt.example")
    assert len(parameters["code"]) == 43

    answer = await stage.exchange(parameters["code"])
    assert answer.status_code == 200
    body = answer.json()
    assert set(body) == {"access_token", "token_type", "expires_in", "scope"}
    assert (body["token_type"], body["expires_in"], body["scope"]) == ("bearer", 31_536_000, "pets")
    assert claims_of(body["access_token"])["sub"] == "99"
    assert len(stage.main_app.alive) == 1
    for part in (authorized, returned, answer):
        assert NO_STORE.items() <= dict(part.headers).items()


async def test_the_session_is_signed_for_the_main_app(stage: Any) -> None:
    answer = await stage.authorize()
    signed = dict(parse_qsl(urlsplit(answer.headers["location"]).query))
    secret = Secret("hmac-secret-hmac-secret-hmac-sec")
    assert signed["session_sig"] == sign_session(signed["session_id"], secret)
    assert set(signed) == {"session_id", "session_sig"}


def test_the_signature_agrees_with_the_contracts_vector() -> None:
    signature = sign_session("0b6f1c9e-3d57-4a53-8a55-0f4f0d4f7a11", Secret("example-hmac-secret"))
    assert signature == "cac49cbf2e72c8b2a2c0c146f06f7b33134cdd42512039b3053e71eb642206c0"


async def test_session_ids_are_version_4_uuids_and_never_the_same(stage: Any) -> None:
    found = {
        dict(parse_qsl(urlsplit((await stage.authorize()).headers["location"]).query))["session_id"] for _ in range(20)
    }
    assert len(found) == 20
    assert all(one[14] == "4" and one[19] in "89ab" and one == one.lower() for one in found)


@pytest.mark.parametrize(
    "state",
    [
        "a b",
        "a+b",
        "a%20b",
        "%",
        "&x=1",
        "a=b&c=d#e",
        "é→🐈",
        "<script>",
        "'\"",
        "\r\nSet-Cookie: x=1",
        "\x00",
        "x" * 2_048,
        "é" * 1_024,
    ],
    ids=lambda state: repr(state[:20]),
)
async def test_state_survives(stage: Any, query: Query, state: str) -> None:
    answer = await stage.callback(await stage.consented(state=state))
    assert query(answer)["state"] == state
    assert "\r" not in answer.headers["location"]
    assert "x" not in answer.cookies


async def test_state_survives_byte_for_byte_even_when_it_is_no_text(stage: Any) -> None:
    query = "response_type=code&client_id=meo-gpt&redirect_uri=https%3A%2F%2Fchatgpt.com%2Faip%2Fg%2Foauth%2Fcallback"
    answer = await stage.client.get(f"/oauth/authorize?{query}&state=%FF%00%C3%28")
    returned = await stage.callback(stage.main_app.consent(answer.headers["location"]))
    assert "&state=%FF%00%C3%28&" in returned.headers["location"]


async def test_without_state_none_is_given_back(stage: Any, query: Query) -> None:
    answer = await stage.callback(await stage.consented(state=None))
    assert "state" not in query(answer)


@pytest.mark.parametrize(
    ("redirect_uri", "expected"),
    [
        ("https://app.example/cb?keep=1", "https://app.example/cb?keep=1&code="),
        ("https://app.example/cb?a=%20b+c&a=2", "https://app.example/cb?a=%20b+c&a=2&code="),
        ("https://APP.example:8443/cb/", "https://APP.example:8443/cb/?code="),
        ("http://127.0.0.1:9999/cb", "http://127.0.0.1:9999/cb?code="),
    ],
)
async def test_the_redirect_uri_survives_byte_for_byte(open_stage: Any, redirect_uri: str, expected: str) -> None:
    async with open_stage(OAUTH_REDIRECT_URIS=redirect_uri) as stage:
        answer = await stage.callback(await stage.consented(redirect_uri=redirect_uri))
        assert answer.headers["location"].startswith(expected)


async def test_pkce_is_enforced_once_it_was_asked_for(stage: Any, challenge: Callable[[str], str]) -> None:
    verifier = "v" * 43
    code = await stage.code(code_challenge=challenge(verifier), code_challenge_method="S256")
    assert (await stage.exchange(code, code_verifier=verifier)).status_code == 200


async def test_basic_authentication_is_as_good_as_the_form(stage: Any) -> None:
    form = {"grant_type": "authorization_code", "redirect_uri": REDIRECT_URI, "code": await stage.code()}
    answer = await stage.client.post("/oauth/token", data=form, auth=tuple(stage.credentials.values()))
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "scope",
    [
        None,
        "",
        " ",
        "   ",
        "pets",
        "pets ",
        " pets",
        "  pets  ",
        "a  b",
        "pets:read pets:write",
        "admin pet:delete everything",
        "x" * 5_000,
        "!#[]~",
    ],
    ids=lambda scope: repr(scope)[:30],
)
async def test_whatever_scope_was_asked_the_one_there_is_is_granted(stage: Any, scope: str | None) -> None:
    assert (await stage.exchange(await stage.code(scope=scope))).json()["scope"] == "pets"


async def test_the_token_opens_the_tools(stage: Any) -> None:
    token = await stage.access_token()
    answer = await stage.client.get("/pets", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200


async def test_two_sign_ins_in_two_tabs_of_one_browser_both_succeed(stage: Any) -> None:
    first, second = await stage.consented(state="1"), await stage.consented(state="2")
    assert (await stage.callback(second)).status_code == 302
    assert (await stage.callback(first)).status_code == 302


async def test_the_issuer_can_be_left_out(open_stage: Any, query: Query) -> None:
    async with open_stage(OAUTH_SEND_ISSUER="false") as stage:
        assert "iss" not in query(await stage.callback(await stage.consented()))
        assert "iss" not in query(await stage.authorize(response_type="token"))
        metadata = (await stage.client.get("/.well-known/oauth-authorization-server")).json()
        assert metadata["authorization_response_iss_parameter_supported"] is False


async def test_the_metadata_describes_what_is_there(stage: Any) -> None:
    answer = await stage.client.get("/.well-known/oauth-authorization-server")
    assert answer.json() == {
        "issuer": "https://gpt.example",
        "authorization_endpoint": "https://gpt.example/oauth/authorize",
        "token_endpoint": "https://gpt.example/oauth/token",
        "revocation_endpoint": "https://gpt.example/oauth/revoke",
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "registration_endpoint": "https://gpt.example/oauth/register",
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "scopes_supported": ["pets:read", "pets:write", "offline_access"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic", "none"],
        "revocation_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic", "none"],
        "code_challenge_methods_supported": ["S256"],
        "ui_locales_supported": ["en", "vi", "ru", "uk"],
        "authorization_response_iss_parameter_supported": True,
        "client_id_metadata_document_supported": True,
        "op_policy_uri": "https://gpt.example/privacy",
    }


async def test_the_metadata_may_be_cached(stage: Any) -> None:
    answer = await stage.client.get("/.well-known/oauth-authorization-server")
    assert answer.headers["cache-control"] == "public, max-age=3600"
    assert "pragma" not in answer.headers


async def test_authorize_on_one_process_and_the_rest_on_others(open_stage: Any, redis_server: str) -> None:
    async with (
        open_stage(REDIS_URL=redis_server) as one,
        open_stage(REDIS_URL=redis_server) as two,
        open_stage(REDIS_URL=redis_server) as three,
    ):
        back = await one.consented()
        two.client.cookies = one.client.cookies
        returned = await two.callback(back)
        code = dict(parse_qsl(urlsplit(returned.headers["location"]).query))["code"]
        assert (await three.exchange(code)).status_code == 200
        assert (await one.exchange(code)).status_code == 400
