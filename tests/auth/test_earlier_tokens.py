"""Drop-in: what the connector before this one issued goes on working until it expires.

The tokens are built here by hand, from nothing but the algorithm: HS256 over {sub, tok, iat, exp}, and
tok = base64url(nonce || AES-256-GCM(token)) without associated data.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.auth.access_token import AccessTokens, UnverifiedToken
from app.errors import Unauthorized

MakeTokens = Callable[..., AccessTokens]
SANCTUM = "9|earlierearlierearlierearlierearlierearlier0badcafe"
NONCE = bytes(range(12))


def base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def seal(key: str = "a" * 64, purpose: bytes | None = None) -> bytes:
    return NONCE + AESGCM(bytes.fromhex(key)).encrypt(NONCE, SANCTUM.encode(), purpose)


def build(key: str = "J" * 32, **claims: Any) -> str:
    header = base64url(json.dumps({"alg": "HS256", "typ": "JWT"}).encode())
    body = base64url(json.dumps(claims).encode())
    signature = hmac.digest(key.encode(), f"{header}.{body}".encode(), hashlib.sha256)
    return f"{header}.{body}.{base64url(signature)}"


@pytest.fixture
def claims(calendar: Any) -> dict[str, Any]:
    issued = int(calendar().timestamp()) - 30 * 24 * 3600
    return {"sub": 42, "tok": base64url(seal()), "iat": issued, "exp": issued + 365 * 24 * 3600}


@pytest.mark.parametrize("subject", [42, "42"], ids=repr)
def test_an_earlier_token_is_accepted_whether_its_subject_is_a_number_or_text(
    make_tokens: MakeTokens, claims: dict[str, Any], subject: int | str
) -> None:
    caller = make_tokens().open(UnverifiedToken(build(**{**claims, "sub": subject})))
    assert (caller.user_id, caller.sanctum_token.reveal(), caller.token_id) == (42, SANCTUM, "")


def test_the_seal_may_be_padded(make_tokens: MakeTokens, claims: dict[str, Any]) -> None:
    padded = base64.urlsafe_b64encode(seal() + b"").decode()
    assert padded.endswith("=") or len(seal()) % 3 == 0
    assert make_tokens().open(UnverifiedToken(build(**{**claims, "tok": padded}))).user_id == 42


def test_times_may_be_fractions(make_tokens: MakeTokens, claims: dict[str, Any]) -> None:
    token = build(**{**claims, "iat": claims["iat"] + 0.5, "exp": claims["exp"] + 0.5})
    assert make_tokens().open(UnverifiedToken(token)).user_id == 42


def test_it_survives_a_rotation_of_both_keys(make_tokens: MakeTokens, claims: dict[str, Any]) -> None:
    rotated = make_tokens("K", "b", previous_jwt="J", previous_encryption="a")
    assert rotated.open(UnverifiedToken(build(**claims))).user_id == 42


def test_it_ends_when_it_expires(make_tokens: MakeTokens, claims: dict[str, Any], calendar: Any) -> None:
    tokens, token = make_tokens(), UnverifiedToken(build(**claims))
    calendar.advance(days=336)
    with pytest.raises(Unauthorized):
        tokens.open(token)
    assert tokens.open(token, even_expired=True).user_id == 42


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
        {"tok": base64url(seal("b" * 64))},
        {"tok": base64url(seal(purpose=b"access token 42 "))},
        {"tok": ""},
        {"tok": None},
        {"exp": None},
        {"iat": None},
        {"aud": "https://gpt.example"},
        {"exp": 0},
        {"exp": "9999999999"},
    ],
    ids=repr,
)
def test_anything_else_is_refused(make_tokens: MakeTokens, claims: dict[str, Any], change: dict[str, Any]) -> None:
    changed = {name: value for name, value in {**claims, **change}.items() if value is not None}
    with pytest.raises(Unauthorized):
        make_tokens().open(UnverifiedToken(build(**changed)))


def test_another_key_is_refused(make_tokens: MakeTokens, claims: dict[str, Any]) -> None:
    with pytest.raises(Unauthorized):
        make_tokens().open(UnverifiedToken(build("X" * 32, **claims)))
