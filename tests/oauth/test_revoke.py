"""The way out: the Bearer form and the form of RFC 7009."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


class TestBearerForm:
    @pytest.mark.parametrize("options", [{}, {"json": {}}, {"data": {}}, {"content": b"x"}], ids=repr)
    async def test_the_callers_own_token_ends(self, stage: Any, options: dict[str, Any]) -> None:
        token = await stage.access_token()
        answer = await stage.client.post("/oauth/revoke", headers=bearer(token), **options)
        assert (answer.status_code, answer.json()) == (200, {"revoked": True})
        assert answer.headers["cache-control"] == "no-store"
        assert stage.main_app.alive == set()
        assert (await stage.client.get("/pets", headers=bearer(token))).status_code == 401

    async def test_twice_is_as_good_as_once(self, stage: Any) -> None:
        token = await stage.access_token()
        for _ in range(2):
            assert (await stage.client.post("/oauth/revoke", headers=bearer(token))).status_code == 200

    async def test_only_this_users_token_ends(self, stage: Any) -> None:
        token, _ = await stage.access_token(), await stage.access_token()
        await stage.client.post("/oauth/revoke", headers=bearer(token))
        assert len(stage.main_app.alive) == 1

    @pytest.mark.parametrize("token", ["nonsense", "a.b.c", "e30.e30.e30"])
    async def test_a_bad_token_is_invalid_token(self, stage: Any, token: str) -> None:
        answer = await stage.client.post("/oauth/revoke", headers=bearer(token))
        assert (answer.status_code, answer.json()["error"]) == (401, "invalid_token")
        assert answer.headers["www-authenticate"] == 'Bearer error="invalid_token"'

    async def test_an_expired_token_is_invalid_token(self, stage: Any) -> None:
        token = await stage.access_token()
        stage.calendar.advance(366 * 24 * 3600)
        assert (await stage.client.post("/oauth/revoke", headers=bearer(token))).status_code == 401

    async def test_another_token_in_the_form_is_refused(self, stage: Any) -> None:
        mine, other = await stage.access_token(), await stage.access_token()
        answer = await stage.client.post("/oauth/revoke", headers=bearer(mine), data={"token": other})
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
        assert len(stage.main_app.alive) == 2


class TestRfc7009Form:
    async def test_an_authenticated_client_may_end_a_token(self, stage: Any) -> None:
        form = {"token": await stage.access_token(), "token_type_hint": "access_token", **stage.credentials}
        assert (await stage.client.post("/oauth/revoke", data=form)).status_code == 200
        assert stage.main_app.alive == set()

    async def test_basic_will_do(self, stage: Any) -> None:
        form = {"token": await stage.access_token()}
        auth = tuple(stage.credentials.values())
        assert (await stage.client.post("/oauth/revoke", data=form, auth=auth)).status_code == 200
        assert stage.main_app.alive == set()

    @pytest.mark.parametrize("token", ["nonsense", "a.b.c", "é", "x" * 9_000], ids=lambda token: token[:10])
    async def test_an_unknown_token_is_as_good_as_revoked(self, stage: Any, token: str) -> None:
        answer = await stage.client.post("/oauth/revoke", data={"token": token, **stage.credentials})
        assert answer.status_code == 200
        assert stage.main_app.requests == []

    async def test_an_expired_token_still_ends_what_is_inside(self, stage: Any) -> None:
        token = await stage.access_token()
        stage.calendar.advance(366 * 24 * 3600)
        answer = await stage.client.post("/oauth/revoke", data={"token": token, **stage.credentials})
        assert answer.status_code == 200
        assert stage.main_app.alive == set()

    @pytest.mark.parametrize("hint", ["refresh_token", "nonsense", ""])
    async def test_a_strange_hint_is_ignored(self, stage: Any, hint: str) -> None:
        form = {"token": await stage.access_token(), "token_type_hint": hint, **stage.credentials}
        assert (await stage.client.post("/oauth/revoke", data=form)).status_code == 200
        assert stage.main_app.alive == set()

    @pytest.mark.parametrize(
        ("changes", "status", "error"),
        [
            ({"client_secret": "wrong"}, 401, "invalid_client"),
            ({"client_secret": None, "client_id": None}, 401, "invalid_client"),
            ({"token": None}, 400, "invalid_request"),
            ({"token": ""}, 400, "invalid_request"),
        ],
        ids=repr,
    )
    async def test_a_wrong_call_ends_nothing(
        self, stage: Any, changes: dict[str, str | None], status: int, error: str
    ) -> None:
        good = {"token": await stage.access_token(), **stage.credentials}
        form = {name: value for name, value in {**good, **changes}.items() if value is not None}
        answer = await stage.client.post("/oauth/revoke", data=form, headers=FORM)
        assert (answer.status_code, answer.json()["error"]) == (status, error)
        assert len(stage.main_app.alive) == 1

    async def test_the_token_of_an_earlier_rotation_can_be_ended(self, open_stage: Any) -> None:
        async with open_stage() as before:
            token = await before.access_token()
        rotated = {
            "JWT_SECRET": "k" * 32,
            "ENCRYPTION_KEY": "b" * 64,
            "JWT_SECRET_PREVIOUS": "jwt-secret-jwt-secret-jwt-secret-1",
            "ENCRYPTION_KEY_PREVIOUS": "0123456789abcdef" * 4,
        }
        async with open_stage(**rotated) as after:
            assert (await after.client.get("/pets", headers=bearer(token))).status_code == 200
            answer = await after.client.post("/oauth/revoke", data={"token": token, **after.credentials})
            assert answer.status_code == 200
            assert after.main_app.alive == set()


@pytest.mark.parametrize("form", ["bearer", "rfc"])
@pytest.mark.parametrize(
    "trouble",
    [
        lambda _: httpx.Response(500, json={"message": "Server Error"}),
        lambda _: httpx.Response(503, json={"message": "Service Unavailable"}),
        lambda _: httpx.Response(502, text="<html>"),
        lambda _: httpx.Response(401, json={"message": "Unauthorized."}),
        lambda _: (_ for _ in ()).throw(httpx.ConnectError("refused")),
    ],
    ids=["500", "503", "502 html", "401", "refused"],
)
async def test_while_the_main_app_is_down_the_token_stays_and_the_answer_says_when_to_try_again(
    stage: Any, form: str, trouble: Callable[[httpx.Request], httpx.Response]
) -> None:
    token = await stage.access_token()
    options = {"headers": bearer(token)} if form == "bearer" else {"data": {"token": token, **stage.credentials}}
    stage.main_app.trouble = trouble
    answer = await stage.client.post("/oauth/revoke", **options)
    assert (answer.status_code, answer.json()["error"]) == (503, "temporarily_unavailable")
    assert int(answer.headers["retry-after"]) > 0

    stage.main_app.trouble = None
    assert (await stage.client.get("/pets", headers=bearer(token))).status_code == 200
    assert (await stage.client.post("/oauth/revoke", **options)).status_code == 200
    assert stage.main_app.alive == set()
