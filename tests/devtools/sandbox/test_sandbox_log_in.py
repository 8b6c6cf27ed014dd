"""Logging in by script: cookies, the second factor, and e-mail addresses with capitals."""

from typing import Any

import httpx
import pytest

from app.devtools.sandbox import World

ORIGIN = {"Origin": "https://meo.example"}
CREDENTIALS = {"email": "lin@example.com", "password": "Sandbox-2026"}
SIGNED = {
    "session_id": "0b6f1c9e-3d57-4a53-8a55-0f4f0d4f7a11",
    "session_sig": "cac49cbf2e72c8b2a2c0c146f06f7b33134cdd42512039b3053e71eb642206c0",
}


async def csrf_of(client: httpx.AsyncClient) -> dict[str, str]:
    """Return the headers of a post from the main app's own page."""
    if "XSRF-TOKEN" not in client.cookies:
        await client.get("/sanctum/csrf-cookie")
    return {**ORIGIN, "X-XSRF-TOKEN": client.cookies["XSRF-TOKEN"]}


async def log_in(client: httpx.AsyncClient, **changes: str) -> httpx.Response:
    return await client.post("/login", json={**CREDENTIALS, **changes}, headers=await csrf_of(client))


async def test_a_log_in_shows_the_user_and_hands_out_a_new_csrf_token(anonymous: httpx.AsyncClient) -> None:
    old = await csrf_of(anonymous)

    answer = await log_in(anonymous)

    assert answer.json()["data"]["user"]["id"] == 42
    assert (await anonymous.post("/api/gpt-auth/confirm", json=SIGNED, headers=old)).status_code == 419
    new = await csrf_of(anonymous)
    assert (await anonymous.post("/api/gpt-auth/confirm", json=SIGNED, headers=new)).status_code == 200


@pytest.mark.parametrize(("headers", "status"), [(ORIGIN, 200), ({}, 401)])
async def test_the_session_counts_on_the_profile_for_pages_of_the_main_app_only(
    headers: dict[str, str], status: int, anonymous: httpx.AsyncClient
) -> None:
    await log_in(anonymous)

    assert (await anonymous.get("/api/users/me", headers=headers)).status_code == status


async def test_a_token_without_origin_needs_no_csrf_and_cannot_consent(lin: httpx.AsyncClient) -> None:
    answer = await lin.post("/api/gpt-auth/confirm", json=SIGNED)

    assert (answer.status_code, answer.json()["message"][:20]) == (403, "API token management")


class TestASecondFactor:
    """User 42 with a second factor."""

    @pytest.fixture(autouse=True)
    def two_factor_code(self, household: Any) -> None:
        household.lin.two_factor_code = "123456"

    async def test_keeps_the_password_alone_from_logging_in(self, anonymous: httpx.AsyncClient) -> None:
        answer = await log_in(anonymous)
        consent = await anonymous.post("/api/gpt-auth/confirm", json=SIGNED, headers=await csrf_of(anonymous))

        assert (answer.status_code, answer.json(), consent.status_code) == (200, {"two_factor": True}, 401)

    @pytest.mark.parametrize(("code", "statuses"), [("123456", (204, 200)), ("000000", (422, 401))])
    async def test_finishes_the_log_in_when_it_is_right(
        self, code: str, statuses: tuple[int, int], anonymous: httpx.AsyncClient
    ) -> None:
        await log_in(anonymous)

        answer = await anonymous.post("/two-factor-challenge", json={"code": code}, headers=await csrf_of(anonymous))
        consent = await anonymous.post("/api/gpt-auth/confirm", json=SIGNED, headers=await csrf_of(anonymous))

        assert (answer.status_code, consent.status_code) == statuses

    async def test_has_no_step_on_the_consent_page(self, anonymous: httpx.AsyncClient, world: World) -> None:
        await anonymous.get("/gpt-connect", params=SIGNED)
        (session,) = world.accounts.sessions.values()

        form = {**SIGNED, **CREDENTIALS, "_token": session.csrf_token}
        answer = await anonymous.post("/gpt-connect/log-in", data=form)

        assert (answer.status_code, "second factor" in answer.text) == (422, True)


@pytest.mark.parametrize("email", ["Big.Caps@example.com", "big.caps@example.com", "BIG.CAPS@EXAMPLE.COM"])
async def test_an_address_signed_up_with_capitals_never_logs_in(
    email: str, world: World, anonymous: httpx.AsyncClient
) -> None:
    world.add_user("Big Caps", "Big.Caps@example.com")

    assert (await log_in(anonymous, email=email)).status_code == 422
    assert (await log_in(anonymous, email="LIN@example.com")).status_code == 200
