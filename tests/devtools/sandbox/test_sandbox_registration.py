"""Sign-up and the Telegram link of the bridge."""

from typing import Any

import httpx
import pytest

SESSION = "0b6f1c9e-3d57-4a53-8a55-0f4f0d4f7a11"
SIGNATURE = "cac49cbf2e72c8b2a2c0c146f06f7b33134cdd42512039b3053e71eb642206c0"
SIGNED = {"session_id": SESSION, "session_sig": SIGNATURE}
BROWSER = {"Sec-Fetch-Site": "same-origin", "Origin": "https://meo.example"}
NEWCOMER = {
    "name": "New Person",
    "email": "new@example.com",
    "password": "Long-enough-1",
    "password_confirmation": "Long-enough-1",
}


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"name": ""}, "name", "Name is required."),
        ({"name": "x" * 256}, "name", "Name cannot exceed 255 characters."),
        ({"email": "nobody"}, "email", "Please enter a valid email address."),
        ({"email": "lin@example.com"}, "email", "This email is already registered."),
        ({"password": "Sh0rt"}, "password", "Password confirmation does not match."),
        ({"password": "alllowercase1"}, "password", None),
        ({"password": "NoDigitsHere"}, "password", None),
        ({"password": "Password123"}, "password", None),
        ({"session_id": "no"}, "session_id", "The session id field must be a valid UUID."),
    ],
)
async def test_register_names_what_is_wrong(
    change: dict[str, str], field: str, sentence: str | None, anonymous: httpx.AsyncClient
) -> None:
    confirmation = {"password_confirmation": change["password"]} if sentence is None else {}
    body = {**SIGNED, **NEWCOMER, **change, **confirmation}

    answer = await anonymous.post("/api/gpt-auth/register", json=body, headers=BROWSER)

    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == [field]
    assert sentence is None or answer.json()["errors"][field][0] == sentence


async def test_register_is_limited_to_five_a_minute_before_csrf(clock: Any, anonymous: httpx.AsyncClient) -> None:
    answers = [await anonymous.post("/api/gpt-auth/register", json={}) for _ in range(6)]
    clock.pass_by(minutes=1)
    later = await anonymous.post("/api/gpt-auth/register", json={})

    assert [answer.status_code for answer in answers] == [419] * 5 + [429]
    assert later.status_code == 419


async def test_the_telegram_token_is_the_same_for_half_an_hour(clock: Any, anonymous: httpx.AsyncClient) -> None:
    async def ask() -> str:
        answer = await anonymous.post("/api/gpt-auth/telegram-link", json=SIGNED, headers=BROWSER)
        token: str = answer.json()["data"]["telegram_login_token"]
        return token

    first = await ask()
    clock.pass_by(minutes=29)
    second = await ask()
    clock.pass_by(minutes=2)
    third = await ask()

    assert len(first) == 20
    assert first == second != third
