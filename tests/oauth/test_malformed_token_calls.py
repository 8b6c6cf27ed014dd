"""Malformed calls of the token endpoint: each gets an error of the RFC."""

from typing import Any
from urllib.parse import urlencode

import pytest

from tests.oauth.rfc_errors import assert_rfc_error
from tests.oauth.settings import REDIRECT_URI


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
        good = {
            "grant_type": "authorization_code",
            "redirect_uri": REDIRECT_URI,
            "code": await stage.code(),
            **stage.credentials,
        }
        form = {name: value for name, value in {**good, **changes}.items() if value is not None}
        assert_rfc_error(await stage.client.post("/oauth/token", data=form), 400, error)

    @pytest.mark.parametrize(
        "name", ["grant_type", "code", "client_id", "client_secret", "redirect_uri", "code_verifier"]
    )
    async def test_a_repeated_parameter_is_invalid_request(self, stage: Any, name: str) -> None:
        form = {
            "grant_type": "authorization_code",
            "redirect_uri": REDIRECT_URI,
            "code": await stage.code(),
            **stage.credentials,
        }
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
        form = {
            "grant_type": "authorization_code",
            "redirect_uri": REDIRECT_URI,
            "code": await stage.code(),
            **stage.credentials,
        }
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
