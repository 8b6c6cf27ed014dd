"""Attacks on the third step: strangers, thieves of codes, malformed calls, two at once."""

import asyncio
import base64
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode

import httpx
import pytest

RFC_CODES = {
    "invalid_request",
    "invalid_client",
    "invalid_grant",
    "unauthorized_client",
    "unsupported_grant_type",
    "invalid_scope",
}


def assert_rfc_error(answer: httpx.Response, status: int, error: str) -> None:
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert error in RFC_CODES
    assert set(answer.json()) == {"error", "error_description"}
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["pragma"] == "no-cache"


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


SECRET = "client-secret-client-secret-1234"


class TestClientAuthentication:
    @pytest.mark.parametrize(
        "changes",
        [
            {"client_secret": "wrong"},
            {"client_secret": SECRET + " "},
            {"client_secret": SECRET.upper()},
            {"client_secret": SECRET[:-1]},
            {"client_secret": ""},
            {"client_secret": None},
            {"client_id": "other"},
            {"client_id": ""},
            {"client_id": None},
            {"client_id": None, "client_secret": None},
            {"client_secret": "é"},
            {"client_secret": "\x00"},
        ],
        ids=repr,
    )
    async def test_a_wrong_form_is_refused(self, stage: Any, changes: dict[str, str | None]) -> None:
        answer = await stage.exchange(await stage.code(), **changes)
        assert_rfc_error(answer, 401, "invalid_client")
        assert "www-authenticate" not in answer.headers

    @pytest.mark.parametrize(
        "header",
        [
            basic("meo-gpt", "wrong"),
            basic("other", SECRET),
            basic("meo-gpt", ""),
            basic("", SECRET),
            "Basic",
            "Basic ",
            "Basic !!!",
            "Basic \xff",
            "Basic " + base64.b64encode(b"no colon").decode(),
            "Basic " + base64.b64encode(b"\xff\xfe:\xff").decode(),
            "Bearer abc",
            "Digest abc",
        ],
    )
    async def test_a_wrong_header_is_refused_with_a_challenge(self, stage: Any, header: str) -> None:
        form = {"grant_type": "authorization_code", "code": await stage.code()}
        answer = await stage.client.post(
            "/oauth/token", data=form, headers={b"Authorization": header.encode("latin-1")}
        )
        assert_rfc_error(answer, 401, "invalid_client")
        assert answer.headers["www-authenticate"].startswith("Basic realm=")

    async def test_both_ways_at_once_are_refused(self, stage: Any) -> None:
        form = {"grant_type": "authorization_code", "code": await stage.code(), **stage.credentials}
        answer = await stage.client.post("/oauth/token", data=form, auth=("meo-gpt", SECRET))
        assert_rfc_error(answer, 400, "invalid_request")

    async def test_a_client_id_beside_a_header_must_be_the_same(self, stage: Any) -> None:
        form = {"grant_type": "authorization_code", "code": await stage.code()}
        other = await stage.client.post("/oauth/token", data={**form, "client_id": "x"}, auth=("meo-gpt", SECRET))
        assert_rfc_error(other, 400, "invalid_request")
        same = await stage.client.post("/oauth/token", data={**form, "client_id": "meo-gpt"}, auth=("meo-gpt", SECRET))
        assert same.status_code == 200

    async def test_two_authorization_headers_are_refused(self, stage: Any) -> None:
        form = {"grant_type": "authorization_code", "code": await stage.code()}
        header = ("Authorization", basic("meo-gpt", SECRET))
        answer = await stage.client.post("/oauth/token", data=form, headers=[header, header])
        assert_rfc_error(answer, 400, "invalid_request")

    @pytest.mark.parametrize("encode", [quote, str], ids=["encoded", "as it is"])
    async def test_a_basic_secret_with_odd_characters_may_be_encoded_or_not(
        self, open_stage: Any, encode: Callable[..., str]
    ) -> None:
        odd = "a+b%41/c:d e=f&gh-client-secret-1234"
        async with open_stage(OAUTH_CLIENT_SECRET=odd) as stage:
            form = {"grant_type": "authorization_code", "code": await stage.code()}
            header = basic("meo-gpt", encode(odd) if encode is str else quote(odd, safe=""))
            answer = await stage.client.post("/oauth/token", data=form, headers={"Authorization": header})
            assert answer.status_code == 200

    async def test_credentials_in_the_query_count_for_nothing(self, stage: Any) -> None:
        form = {"grant_type": "authorization_code", "code": await stage.code()}
        answer = await stage.client.post("/oauth/token", params=stage.credentials, data=form)
        assert_rfc_error(answer, 401, "invalid_client")


class TestMalformedCalls:
    @pytest.mark.parametrize(
        ("changes", "error"),
        [
            ({"grant_type": None}, "invalid_request"),
            ({"grant_type": ""}, "invalid_request"),
            ({"grant_type": "password"}, "unsupported_grant_type"),
            ({"grant_type": "refresh_token"}, "unsupported_grant_type"),
            ({"grant_type": "client_credentials"}, "unsupported_grant_type"),
            ({"code": None}, "invalid_request"),
            ({"code": ""}, "invalid_request"),
        ],
        ids=repr,
    )
    async def test_what_is_missing_or_unknown_is_named(
        self, stage: Any, changes: dict[str, str | None], error: str
    ) -> None:
        good = {"grant_type": "authorization_code", "code": await stage.code(), **stage.credentials}
        form = {name: value for name, value in {**good, **changes}.items() if value is not None}
        assert_rfc_error(await stage.client.post("/oauth/token", data=form), 400, error)

    @pytest.mark.parametrize(
        "name", ["grant_type", "code", "client_id", "client_secret", "redirect_uri", "code_verifier"]
    )
    async def test_a_repeated_parameter_is_invalid_request(self, stage: Any, name: str) -> None:
        form = {"grant_type": "authorization_code", "code": await stage.code(), **stage.credentials}
        body = urlencode([*form.items(), (name, form.get(name, "x")), (name, form.get(name, "x"))])
        answer = await stage.client.post(
            "/oauth/token", content=body, headers={"Content-Type": "application/x-www-form-urlencoded"}
        )
        assert_rfc_error(answer, 400, "invalid_request")

    @pytest.mark.parametrize(
        "options",
        [
            {"json": {"grant_type": "authorization_code"}},
            {"files": {"grant_type": (None, "authorization_code")}},
            {"content": b"grant_type=authorization_code"},
            {"content": b"x", "headers": {"Content-Type": "text/plain"}},
            {"content": b"{", "headers": {"Content-Type": "application/json"}},
            {"content": b"\xff\xfe=%FF", "headers": {"Content-Type": "application/x-www-form-urlencoded"}},
            {"content": b"code=%FF", "headers": {"Content-Type": "application/x-www-form-urlencoded"}},
            {"content": b"a=1&" * 5_000, "headers": {"Content-Type": "application/x-www-form-urlencoded"}},
            {"content": b"a;b", "headers": {"Content-Type": "multipart/form-data; boundary=x"}},
            {"content": b"a;b", "headers": {"Content-Type": "multipart/form-data"}},
            {"content": b"a;b", "headers": {"Content-Type": ""}},
            {"content": b"a;b", "headers": {"Content-Type": ";;;"}},
        ],
        ids=lambda options: repr(options)[:110],
    )
    async def test_a_body_that_is_no_form_is_invalid_request(self, stage: Any, options: dict[str, Any]) -> None:
        assert_rfc_error(await stage.client.post("/oauth/token", **options), 400, "invalid_request")

    async def test_an_empty_form_is_not_authenticated(self, stage: Any) -> None:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        assert_rfc_error(await stage.client.post("/oauth/token", content=b"", headers=headers), 401, "invalid_client")

    async def test_a_huge_body_is_refused(self, stage: Any) -> None:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = await stage.client.post("/oauth/token", content=b"a=" + b"x" * 2_000_000, headers=headers)
        assert (answer.status_code, answer.json()["error"]) == (413, "invalid_request")

    @pytest.mark.parametrize(
        "content_type", ["application/x-www-form-urlencoded; charset=UTF-8", "Application/X-WWW-Form-Urlencoded"]
    )
    async def test_the_content_type_may_be_dressed_up(self, stage: Any, content_type: str) -> None:
        form = {"grant_type": "authorization_code", "code": await stage.code(), **stage.credentials}
        answer = await stage.client.post(
            "/oauth/token", content=urlencode(form), headers={"Content-Type": content_type}
        )
        assert answer.status_code == 200

    @pytest.mark.parametrize("path", ["/oauth/token", "/oauth/revoke"])
    @pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
    async def test_other_methods_get_an_rfc_error(self, stage: Any, method: str, path: str) -> None:
        answer = await stage.client.request(method, path)
        assert_rfc_error(answer, 405, "invalid_request")
        assert "POST" in answer.headers["allow"]

    @pytest.mark.parametrize("path", ["/oauth", "/oauth/", "/oauth/unknown", "/oauth/token/x"])
    async def test_unknown_addresses_get_an_rfc_error(self, stage: Any, path: str) -> None:
        assert_rfc_error(await stage.client.get(path), 404, "invalid_request")


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
