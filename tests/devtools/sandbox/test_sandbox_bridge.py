"""The GPT bridge: signatures, codes, markers, and which failure comes first."""

from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import httpx
import pytest

from app.devtools.sandbox import World
from app.devtools.sandbox.api.bridge_state import sign_session, signature_holds

SECRET = "example-hmac-secret"
SESSION = "0b6f1c9e-3d57-4a53-8a55-0f4f0d4f7a11"
SIGNATURE = "cac49cbf2e72c8b2a2c0c146f06f7b33134cdd42512039b3053e71eb642206c0"
SIGNED = {"session_id": SESSION, "session_sig": SIGNATURE}
BROWSER = {"Sec-Fetch-Site": "same-origin", "Origin": "https://meo.example"}
KEY = {"Authorization": "Bearer sandbox-connector-api-key"}
NEWCOMER = {
    "name": "New Person",
    "email": "new@example.com",
    "password": "Long-enough-1",
    "password_confirmation": "Long-enough-1",
}


def signed(session_id: str) -> dict[str, str]:
    return {"session_id": session_id, "session_sig": sign_session(SECRET, session_id)}


async def log_in(client: httpx.AsyncClient) -> None:
    credentials = {"email": "lin@example.com", "password": "Sandbox-2026"}
    answer = await client.post("/login", json=credentials, headers=BROWSER)
    assert answer.status_code == 200


async def connect(client: httpx.AsyncClient, session_id: str = SESSION) -> str:
    answer = await client.post("/api/gpt-auth/confirm", json=signed(session_id), headers=BROWSER)
    assert answer.status_code == 200, answer.text
    address: str = answer.json()["data"]["redirect_url"]
    return address


async def exchange(client: httpx.AsyncClient, code: str) -> httpx.Response:
    return await client.post("/api/gpt-auth/exchange", json={"code": code}, headers=KEY)


def code_in(address: str) -> str:
    return parse_qs(urlsplit(address).query)["code"][0]


def test_the_signature_is_a_known_test_vector() -> None:
    assert sign_session(SECRET, SESSION) == SIGNATURE
    assert signature_holds(SECRET, SESSION, SIGNATURE.upper())
    assert not signature_holds("", SESSION, sign_session("", SESSION))
    assert not signature_holds(SECRET, SESSION.upper(), SIGNATURE)


async def test_connect_leads_to_the_connector_and_the_code_to_a_token(
    world: World, anonymous: httpx.AsyncClient
) -> None:
    await log_in(anonymous)

    address = await connect(anonymous)
    first, second = await exchange(anonymous, code_in(address)), await exchange(anonymous, code_in(address))

    assert address.startswith(f"https://gpt.example/oauth/callback?session_id={SESSION}&code=")
    assert UUID(code_in(address)).version == 4
    assert first.json()["data"]["user_id"] == 42
    assert world.token_alive(first.json()["data"]["sanctum_token"])
    assert (second.status_code, second.json()["message"]) == (400, "Invalid or expired code.")


async def test_the_token_is_minted_at_confirm_and_stays_when_the_code_is_abandoned(
    world: World, anonymous: httpx.AsyncClient
) -> None:
    before = len(world.accounts.tokens_of(42))
    await log_in(anonymous)

    await connect(anonymous)
    await connect(anonymous, str(uuid4()))

    assert len(world.accounts.tokens_of(42)) == before + 2


async def test_a_code_lives_five_minutes(clock: Any, anonymous: httpx.AsyncClient) -> None:
    await log_in(anonymous)
    late, in_time = await connect(anonymous), await connect(anonymous, str(uuid4()))
    clock.pass_by(minutes=4, seconds=59)
    assert (await exchange(anonymous, code_in(in_time))).status_code == 200

    clock.pass_by(seconds=1)

    assert (await exchange(anonymous, code_in(late))).status_code == 400


async def test_a_session_is_used_once_in_ten_minutes_and_then_again(clock: Any, anonymous: httpx.AsyncClient) -> None:
    await log_in(anonymous)
    await connect(anonymous)
    clock.pass_by(minutes=9, seconds=59)
    again = await anonymous.post("/api/gpt-auth/confirm", json=SIGNED, headers=BROWSER)
    assert (again.status_code, again.json()["message"]) == (400, "Session has already been used.")

    clock.pass_by(seconds=1)

    assert code_in(await connect(anonymous))


async def test_a_deploy_loses_pending_codes(anonymous: httpx.AsyncClient) -> None:
    await log_in(anonymous)
    address = await connect(anonymous)

    await anonymous.post("/sandbox/control/deploy")

    assert (await exchange(anonymous, code_in(address))).status_code == 400


@pytest.mark.parametrize(
    ("body", "headers", "who", "status", "message"),
    [
        ({}, {"Origin": "https://meo.example"}, "nobody", 419, "CSRF token mismatch."),
        ({}, {}, "nobody", 401, "Unauthenticated."),
        ({}, BROWSER, "nobody", 401, "Unauthenticated."),
        ({}, {"Sec-Fetch-Site": "same-origin"}, "lin", 401, "Unauthenticated."),
        ({}, {**BROWSER, "Authorization": "Bearer x"}, "lin", 403, "API token management is available only from"),
        ({}, BROWSER, "lin", 422, "The session id field is required. (and 1 more error)"),
        ({**SIGNED, "session_id": "x"}, BROWSER, "lin", 422, "The session id field must be a valid UUID."),
        ({**SIGNED, "session_sig": 7}, BROWSER, "lin", 422, "The session sig field must be a string."),
        ({**SIGNED, "session_sig": "00"}, BROWSER, "lin", 400, "Invalid session signature."),
    ],
)
async def test_confirm_fails_in_the_main_apps_order(
    body: Any,
    headers: dict[str, str],
    who: str,
    status: int,
    message: str,
    anonymous: httpx.AsyncClient,
) -> None:
    if who == "lin":
        await log_in(anonymous)

    answer = await anonymous.post("/api/gpt-auth/confirm", json=body, headers=headers)

    assert answer.status_code == status
    assert answer.json()["message"].startswith(message)


async def test_the_csrf_cookie_stands_in_for_the_fetch_header(anonymous: httpx.AsyncClient) -> None:
    await anonymous.get("/sanctum/csrf-cookie")
    token = anonymous.cookies["XSRF-TOKEN"]

    right = await anonymous.post("/api/gpt-auth/telegram-link", json=SIGNED, headers={"X-XSRF-TOKEN": token})
    wrong = await anonymous.post("/api/gpt-auth/telegram-link", json=SIGNED, headers={"X-XSRF-TOKEN": "other"})

    assert (right.status_code, wrong.status_code) == (200, 419)


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        ({}, {}, 401),
        ({}, {"Authorization": "Bearer sandbox-connector-api"}, 401),
        ({}, KEY, 422),
        ({"code": "abc"}, KEY, 422),
        ({"code": str(uuid4())}, KEY, 400),
        ({"code": str(uuid4())}, {"Authorization": "Bearer sandbox-connector-api-key,x"}, 400),
    ],
)
async def test_exchange_fails_in_the_main_apps_order(
    body: Any, headers: dict[str, str], status: int, anonymous: httpx.AsyncClient
) -> None:
    answer = await anonymous.post("/api/gpt-auth/exchange", json=body, headers=headers)

    assert answer.status_code == status


@pytest.mark.parametrize(
    ("token", "status"), [("1|unknown", 200), ("unknown", 200), ("abc|def", 500), ("", 422), (7, 422)]
)
async def test_revoke_answers_alike_for_unknown_tokens(token: Any, status: int, anonymous: httpx.AsyncClient) -> None:
    answer = await anonymous.post("/api/gpt-auth/revoke", json={"token": token}, headers=KEY)

    assert answer.status_code == status


async def test_revoke_ends_a_token(household: Any, world: World, anonymous: httpx.AsyncClient) -> None:
    answer = await anonymous.post("/api/gpt-auth/revoke", json={"token": household.token}, headers=KEY)

    assert answer.json() == {"success": True, "data": {"revoked": True}}
    assert not world.token_alive(household.token)


async def test_register_creates_an_unverified_account_and_logs_the_browser_in(
    world: World, anonymous: httpx.AsyncClient
) -> None:
    answer = await anonymous.post("/api/gpt-auth/register", json={**SIGNED, **NEWCOMER}, headers=BROWSER)
    address = await connect(anonymous)

    user = world.accounts.user_by_email("new@example.com")
    assert answer.status_code == 201
    assert user is not None
    assert (user.email_verified_at, user.registered_via_gpt) == (None, True)
    assert (await exchange(anonymous, code_in(address))).json()["data"]["user_id"] == user.id
    assert [mail.to for mail in world.accounts.mailbox] == ["new@example.com"]


async def test_the_bridge_has_no_minute_limit_towards_the_connector(anonymous: httpx.AsyncClient) -> None:
    statuses = {(await exchange(anonymous, str(uuid4()))).status_code for _ in range(350)}

    assert statuses == {400}
