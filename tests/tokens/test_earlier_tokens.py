"""Drop-in: what the connector before this one issued goes on working until it expires.

The tokens are built here by hand, from nothing but the algorithm: HS256 over {sub, tok, exp, jti}, and
tok = padded base64url(nonce || AES-256-GCM(token)) without associated data.
"""

import base64
import hashlib
import hmac
import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.errors import Unauthorized
from app.tokens.access_token import AccessTokens, UnverifiedToken

MakeTokens = Callable[..., AccessTokens]
SANCTUM = "9|earlierearlierearlierearlierearlierearlier0badcafe"
NONCE = bytes(range(12))
DAY = 24 * 3600


def base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def encrypt(key: str = "a" * 64, purpose: bytes | None = None, plain: str = SANCTUM) -> bytes:
    return NONCE + AESGCM(bytes.fromhex(key)).encrypt(NONCE, plain.encode(), purpose)


def build(key: str = "J" * 32, **claims: Any) -> str:
    return sign(json.dumps(claims), key)


def sign(claims: str, key: str = "J" * 32) -> str:
    header = base64url(json.dumps({"alg": "HS256", "typ": "JWT"}).encode())
    body = base64url(claims.encode())
    signature = hmac.digest(key.encode(), f"{header}.{body}".encode(), hashlib.sha256)
    return f"{header}.{body}.{base64url(signature)}"


@pytest.fixture
def claims(calendar: Any) -> dict[str, Any]:
    issued = int(calendar().timestamp()) - 30 * DAY
    padded = base64.urlsafe_b64encode(encrypt()).decode()
    token_id = str(uuid.UUID(int=7, version=4))
    return {"sub": "42", "tok": padded, "exp": issued + 365 * DAY, "jti": token_id}


def test_a_token_exactly_as_the_earlier_connector_made_it_is_accepted(
    make_tokens: MakeTokens, claims: dict[str, Any]
) -> None:
    assert set(claims) == {"sub", "tok", "exp", "jti"}
    caller = make_tokens().verify(UnverifiedToken(build(**claims)), audience="gpt")
    assert (caller.user_id, caller.sanctum_token.reveal()) == (42, SANCTUM)


@pytest.mark.parametrize("subject", [42, "42"], ids=repr)
def test_an_earlier_token_is_accepted_whether_its_subject_is_a_number_or_text(
    make_tokens: MakeTokens, claims: dict[str, Any], subject: int | str
) -> None:
    caller = make_tokens().verify(UnverifiedToken(build(**{**claims, "sub": subject})), audience="gpt")
    assert (caller.user_id, caller.sanctum_token.reveal(), caller.token_id) == (42, SANCTUM, "")


@pytest.mark.parametrize("token", ["9|a", "9|ab", "9|abc"], ids=len)
@pytest.mark.parametrize("padded", [True, False])
def test_the_seal_may_be_padded_or_not(
    make_tokens: MakeTokens, claims: dict[str, Any], token: str, *, padded: bool
) -> None:
    sealed = base64.urlsafe_b64encode(encrypt(plain=token)).decode()
    tok = sealed if padded else sealed.rstrip("=")
    caller = make_tokens().verify(UnverifiedToken(build(**{**claims, "tok": tok})), audience="gpt")
    assert caller.sanctum_token.reveal() == token


def test_times_may_be_fractions(make_tokens: MakeTokens, claims: dict[str, Any]) -> None:
    token = UnverifiedToken(build(**{**claims, "exp": claims["exp"] + 0.5}))
    assert make_tokens().verify(token, audience="gpt").user_id == 42


def test_a_time_of_issue_and_no_id_are_no_hindrance(make_tokens: MakeTokens, claims: dict[str, Any]) -> None:
    other = {"sub": "42", "tok": claims["tok"], "iat": claims["exp"] - 365 * DAY, "exp": claims["exp"]}
    assert make_tokens().verify(UnverifiedToken(build(**other)), audience="gpt").user_id == 42


def test_it_survives_a_rotation_of_both_keys(make_tokens: MakeTokens, claims: dict[str, Any]) -> None:
    rotated = make_tokens("K", "b", previous_jwt="J", previous_encryption="a")
    assert rotated.verify(UnverifiedToken(build(**claims)), audience="gpt").user_id == 42


def test_it_ends_when_it_expires(make_tokens: MakeTokens, claims: dict[str, Any], calendar: Any) -> None:
    tokens, token = make_tokens(), UnverifiedToken(build(**claims))
    calendar.advance(days=336)
    with pytest.raises(Unauthorized):
        tokens.verify(token, audience="gpt")
    assert tokens.verify(token, audience="gpt", even_expired=True).user_id == 42


@pytest.mark.parametrize(
    "change",
    [
        {"sub": True},
        {"sub": 0},
        {"sub": -42},
        {"sub": 42.0},
        {"sub": None},
        {"sub": ["42"]},
        {"sub": "me"},
        {"tok": base64url(encrypt("b" * 64))},
        {"tok": base64url(encrypt(purpose=b"access token 42 "))},
        {"tok": ""},
        {"tok": None},
        {"exp": None},
        {"jti": 7},
        {"iss": "https://gpt.example"},
        {"iss": "https://other.example"},
        {"iss": ""},
        {"iss": 7},
        {"aud": "https://gpt.example"},
        {"aud": ["https://gpt.example"]},
        {"aud": []},
        {"aud": ""},
        {"exp": 0},
        {"exp": "9999999999"},
        {"exp": True},
        {"exp": []},
        {"exp": 10**11},
        {"exp": 10**400},
        {"iat": "1764000000"},
        {"iat": True},
        {"iat": 10**11},
        {"nbf": 10**11},
        {"nbf": []},
    ],
    ids=repr,
)
def test_anything_else_is_refused(make_tokens: MakeTokens, claims: dict[str, Any], change: dict[str, Any]) -> None:
    changed = {name: value for name, value in {**claims, **change}.items() if value is not None}
    with pytest.raises(Unauthorized):
        make_tokens().verify(UnverifiedToken(build(**changed)), audience="gpt")


@pytest.mark.parametrize("name", ["iss", "aud"])
def test_an_issuer_or_audience_of_null_is_one_too(make_tokens: MakeTokens, claims: dict[str, Any], name: str) -> None:
    with pytest.raises(Unauthorized):
        make_tokens().verify(UnverifiedToken(build(**{**claims, name: None})), audience="gpt")


@pytest.mark.parametrize("name", ["exp", "iat", "nbf", "sub"])
@pytest.mark.parametrize("number", ["NaN", "-NaN", "Infinity", "-Infinity", "1e999", "-1e999", "1" * 5_000])
def test_a_number_that_is_not_finite_is_refused(
    make_tokens: MakeTokens, claims: dict[str, Any], name: str, number: str
) -> None:
    text = json.dumps({**claims, name: "@"}).replace('"@"', number)
    with pytest.raises(Unauthorized):
        make_tokens().verify(UnverifiedToken(sign(text)), audience="gpt")


@pytest.mark.parametrize(("days", "accepted"), [(365, True), (366, True), (366.001, False), (367, False), (730, False)])
def test_none_may_end_later_than_a_year_from_now(
    make_tokens: MakeTokens, claims: dict[str, Any], calendar: Any, days: float, *, accepted: bool
) -> None:
    tokens = make_tokens()
    token = UnverifiedToken(build(**{**claims, "exp": calendar().timestamp() + days * DAY}))
    if accepted:
        assert tokens.verify(token, audience="gpt").user_id == 42
        return
    with pytest.raises(Unauthorized):
        tokens.verify(token, audience="gpt")
    with pytest.raises(Unauthorized):
        tokens.verify(token, audience="gpt", even_expired=True)


@pytest.mark.parametrize("length", [1, 8, 31])
def test_the_secret_before_may_have_been_short(make_tokens: MakeTokens, claims: dict[str, Any], length: int) -> None:
    tokens = make_tokens("K", previous_secret="k" * length)
    assert tokens.verify(UnverifiedToken(build("k" * length, **claims)), audience="gpt").user_id == 42


def test_another_key_is_refused(make_tokens: MakeTokens, claims: dict[str, Any]) -> None:
    with pytest.raises(Unauthorized):
        make_tokens().verify(UnverifiedToken(build("X" * 32, **claims)), audience="gpt")
