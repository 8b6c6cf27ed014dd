"""The guard over HTTP: who gets in, and how the rest is told (RFC 6750, 3)."""

import secrets
import time
from collections.abc import AsyncIterator

import httpx
import pytest
import structlog
from litestar import Litestar, Router, get
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.testing import AsyncTestClient

from app.clock import utc_now
from app.secret import Secret
from app.tokens.access_token import AccessTokens, TokenIdentity
from app.tokens.admission import Admission, read_bearer
from app.tokens.caller import Caller
from app.tokens.encryption import Encryptor
from app.tokens.grant import TokenGrant
from app.tokens.rate_limit import RateLimit
from app.web.bearer_auth import admit_caller, provide_caller
from app.web.errors import render_error
from tests.in_process import in_process


@get("/me")
async def me(caller: NamedDependency[Caller]) -> dict[str, object]:
    bound = structlog.contextvars.get_contextvars().get("user_id")
    return {"user_id": caller.user_id, "token": caller.sanctum_token.reveal(), "logged_as": bound}


@get("/forgotten")
async def forgotten(caller: NamedDependency[Caller]) -> str:
    return str(caller.user_id)


@pytest.fixture
def tokens() -> AccessTokens:
    return AccessTokens(
        TokenIdentity(issuer="https://gpt.example", client_id="meo-gpt"),
        key=Secret("J" * 32),
        encryptor=Encryptor(Secret("a" * 64), token_bytes=secrets.token_bytes),
        clock=utc_now,
        token_bytes=secrets.token_bytes,
    )


@pytest.fixture
def app(tokens: AccessTokens) -> Litestar:
    guarded = Router("/", route_handlers=[me], guards=[admit_caller])
    return Litestar(
        [guarded, forgotten],
        dependencies={"caller": Provide(provide_caller)},
        exception_handlers={Exception: render_error},
        state=State({"admission": Admission(tokens, RateLimit(2, time.monotonic), audience="gpt")}),
        openapi_config=None,
        logging_config=None,
    )


@pytest.fixture
async def client(app: Litestar) -> AsyncIterator[httpx.AsyncClient]:
    async with AsyncTestClient(app, base_url="https://gpt.example", raise_server_exceptions=False) as made:
        yield made


async def test_a_live_token_opens_the_door_and_names_the_user_in_the_log(
    client: httpx.AsyncClient, tokens: AccessTokens
) -> None:
    token = tokens.issue(TokenGrant(42, Secret("7|abc")))
    answer = await client.get("/me", headers={"Authorization": f"bearer  {token}"})
    assert answer.json() == {"user_id": 42, "token": "7|abc", "logged_as": 42}


@pytest.mark.parametrize("header", [None, "", "Basic dTpw", "Bearer", "Bearer ", "Token abc", "abc"])
async def test_without_a_token_the_challenge_names_no_error(client: httpx.AsyncClient, header: str | None) -> None:
    answer = await client.get("/me", headers={"Authorization": header} if header is not None else {})
    assert (answer.status_code, answer.json()["error"]) == (401, "UNAUTHORIZED")
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("token", ["abc", "a.b.c", "e30.e30.e30", "x" * 9_000])
async def test_with_a_bad_token_it_does(client: httpx.AsyncClient, token: str) -> None:
    answer = await client.get("/me", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Bearer error="invalid_token"'
    assert answer.json()["message"] == "Your connection has been revoked. Please reconnect via ChatGPT."
    assert token not in answer.text


@pytest.mark.parametrize("second", ["", "Bearer x", "Basic dTpw", "the same"], ids=repr)
@pytest.mark.parametrize("first_wins", [True, False])
async def test_two_authorization_headers_never_mean_one_of_them(
    app: Litestar, tokens: AccessTokens, second: str, *, first_wins: bool
) -> None:
    good = f"Bearer {tokens.issue(TokenGrant(42, Secret('7|abc')))}"
    values = [good, good if second == "the same" else second]
    headers = [("Authorization", value) for value in (values if first_wins else values[::-1])]
    # Litestar's own client would join the two into one.
    async with httpx.AsyncClient(transport=in_process(app), base_url="https://gpt.example") as plain:
        answer = await plain.get("/me", headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (400, "VALIDATION_ERROR")
    assert answer.json()["message"] == "Send one Authorization header."


async def test_a_caller_in_the_query_is_nobody(client: httpx.AsyncClient) -> None:
    answer = await client.get("/me", params={"caller": "42", "access_token": "abc"})
    assert answer.status_code == 401


async def test_a_route_without_the_guard_serves_nobody(client: httpx.AsyncClient, tokens: AccessTokens) -> None:
    token = tokens.issue(TokenGrant(42, Secret("7|abc")))
    answer = await client.get("/forgotten", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 500


async def test_too_many_calls_are_told_when_to_come_back(client: httpx.AsyncClient, tokens: AccessTokens) -> None:
    headers = {"Authorization": f"Bearer {tokens.issue(TokenGrant(42, Secret('7|abc')))}"}
    statuses = [(await client.get("/me", headers=headers)).status_code for _ in range(2)]
    answer = await client.get("/me", headers=headers)
    assert statuses == [200, 200]
    assert (answer.status_code, answer.json()["error"]) == (429, "RATE_LIMITED")
    assert 1 <= int(answer.headers["retry-after"]) <= 60
    assert answer.json()["retry_after"] == int(answer.headers["retry-after"])

    other = {"Authorization": f"Bearer {tokens.issue(TokenGrant(43, Secret('8|abc')))}"}
    assert (await client.get("/me", headers=other)).status_code == 200


async def test_two_tokens_of_one_user_share_the_limit(client: httpx.AsyncClient, tokens: AccessTokens) -> None:
    for expected in (200, 200, 429):
        headers = {"Authorization": f"Bearer {tokens.issue(TokenGrant(42, Secret('7|abc')))}"}
        assert (await client.get("/me", headers=headers)).status_code == expected


@pytest.mark.parametrize(
    ("header", "token"),
    [("Bearer abc", "abc"), ("BEARER abc", "abc"), ("  Bearer   abc  ", "abc"), ("Bearerabc", None), (None, None)],
)
def test_the_bearer_header_is_read_leniently(header: str | None, token: str | None) -> None:
    assert read_bearer(header) == token
