"""Strangers at the token endpoint: whoever does not prove to be the client gets nothing."""

import base64
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

from tests.oauth.rfc_errors import assert_rfc_error
from tests.oauth.settings import REDIRECT_URI, SECRETS


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


SECRET = SECRETS["OAUTH_CLIENT_SECRET"]


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
        form = {"grant_type": "authorization_code", "redirect_uri": REDIRECT_URI, "code": await stage.code()}
        answer = await stage.client.post(
            "/oauth/token", data=form, headers={b"Authorization": header.encode("latin-1")}
        )
        assert_rfc_error(answer, 401, "invalid_client")
        assert answer.headers["www-authenticate"].startswith("Basic realm=")

    async def test_both_ways_at_once_are_refused(self, stage: Any) -> None:
        form = {
            "grant_type": "authorization_code",
            "redirect_uri": REDIRECT_URI,
            "code": await stage.code(),
            **stage.credentials,
        }
        answer = await stage.client.post("/oauth/token", data=form, auth=("meo-gpt", SECRET))
        assert_rfc_error(answer, 400, "invalid_request")

    async def test_a_client_id_beside_a_header_must_be_the_same(self, stage: Any) -> None:
        form = {"grant_type": "authorization_code", "redirect_uri": REDIRECT_URI, "code": await stage.code()}
        other = await stage.client.post("/oauth/token", data={**form, "client_id": "x"}, auth=("meo-gpt", SECRET))
        assert_rfc_error(other, 400, "invalid_request")
        same = await stage.client.post("/oauth/token", data={**form, "client_id": "meo-gpt"}, auth=("meo-gpt", SECRET))
        assert same.status_code == 200

    @pytest.mark.parametrize("header", ["", " ", "\t"], ids=repr)
    @pytest.mark.parametrize("path", ["/oauth/token", "/oauth/revoke"])
    async def test_an_empty_header_beside_the_form_carries_no_credentials(
        self, stage: Any, header: str, path: str
    ) -> None:
        code = {"grant_type": "authorization_code", "redirect_uri": REDIRECT_URI, "code": await stage.code()}
        form = {**code, "token": "unknown", **stage.credentials}
        answer = await stage.client.post(path, data=form, headers={"Authorization": header})
        assert answer.status_code == 200

    async def test_an_empty_header_alone_authenticates_nobody(self, stage: Any) -> None:
        form = {"grant_type": "authorization_code", "redirect_uri": REDIRECT_URI, "code": await stage.code()}
        answer = await stage.client.post("/oauth/token", data=form, headers={"Authorization": ""})
        assert_rfc_error(answer, 401, "invalid_client")
        assert "www-authenticate" not in answer.headers

    @pytest.mark.parametrize("path", ["/oauth/token", "/oauth/revoke"])
    @pytest.mark.parametrize(
        "values",
        [
            (basic("meo-gpt", SECRET), ""),
            ("", basic("meo-gpt", SECRET)),
            ("", ""),
            (basic("meo-gpt", SECRET), "Bearer x"),
            ("Bearer x", "Bearer x"),
        ],
        ids=repr,
    )
    async def test_two_authorization_headers_never_mean_one_of_them(
        self, stage: Any, path: str, values: tuple[str, str]
    ) -> None:
        code = {"grant_type": "authorization_code", "redirect_uri": REDIRECT_URI, "code": await stage.code()}
        headers = [("Authorization", value) for value in values]
        answer = await stage.client.post(path, data={**code, "token": "x"}, headers=headers)
        assert_rfc_error(answer, 400, "invalid_request")
        with_form = await stage.client.post(path, data={**code, "token": "x", **stage.credentials}, headers=headers)
        assert_rfc_error(with_form, 400, "invalid_request")

    async def test_two_authorization_headers_are_refused(self, stage: Any) -> None:
        form = {"grant_type": "authorization_code", "redirect_uri": REDIRECT_URI, "code": await stage.code()}
        header = ("Authorization", basic("meo-gpt", SECRET))
        answer = await stage.client.post("/oauth/token", data=form, headers=[header, header])
        assert_rfc_error(answer, 400, "invalid_request")

    @pytest.mark.parametrize("encode", [quote, str], ids=["encoded", "as it is"])
    async def test_a_basic_secret_with_odd_characters_may_be_encoded_or_not(
        self, open_stage: Any, encode: Callable[..., str]
    ) -> None:
        odd = "a+b%41/c:d e=f&gh-client-secret-1234"
        async with open_stage(OAUTH_CLIENT_SECRET=odd) as stage:
            form = {"grant_type": "authorization_code", "redirect_uri": REDIRECT_URI, "code": await stage.code()}
            header = basic("meo-gpt", encode(odd) if encode is str else quote(odd, safe=""))
            answer = await stage.client.post("/oauth/token", data=form, headers={"Authorization": header})
            assert answer.status_code == 200

    async def test_credentials_in_the_query_count_for_nothing(self, stage: Any) -> None:
        form = {"grant_type": "authorization_code", "redirect_uri": REDIRECT_URI, "code": await stage.code()}
        answer = await stage.client.post("/oauth/token", params=stage.credentials, data=form)
        assert_rfc_error(answer, 401, "invalid_client")
