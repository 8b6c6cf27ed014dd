"""Two faces, two audiences: what each token says, and that neither face takes a token of the other."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

import jwt
import pytest
import structlog
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.errors import RateLimited, Unauthorized
from app.secret import Secret
from app.tokens.access_token import AccessTokens, UnverifiedToken
from app.tokens.admission import Admission
from app.tokens.audience import Audience
from app.tokens.grant import TokenGrant
from app.tokens.rate_limit import RateLimit

MakeTokens = Callable[..., AccessTokens]
SANCTUM = Secret("7|aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hJ6kL9nb3a1f00d")
BOTH = frozenset({"pets:read", "pets:write"})
HOST = TokenGrant(42, SANCTUM, "mcp", BOTH, "https://claude.ai/oauth/client", "Claude")
GPT = TokenGrant(42, SANCTUM)
DAY = 24 * 3600


def claims_of(token: str) -> dict[str, Any]:
    return dict(jwt.decode(token, options={"verify_signature": False}))


def base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def signed(claims: dict[str, Any], key: str = "J" * 32) -> str:
    """Sign as every version of this connector did: HS256 under a key id made of the key."""
    key_id = hmac.digest(key.encode(), b"kid", hashlib.sha256)[:8].hex()
    header = base64url(json.dumps({"alg": "HS256", "kid": key_id, "typ": "JWT"}).encode())
    body = base64url(json.dumps(claims).encode())
    return f"{header}.{body}.{base64url(hmac.digest(key.encode(), f'{header}.{body}'.encode(), hashlib.sha256))}"


def gpt_claims_of_before(issued: int, **changes: Any) -> dict[str, Any]:
    """Build what this connector put into a token before there was a second face, by hand."""
    token_id, nonce = "0f" * 16, bytes(range(12))
    sealed = AESGCM(bytes.fromhex("a" * 64)).encrypt(
        nonce, SANCTUM.reveal().encode(), f"access token 42 {token_id}".encode()
    )
    return {
        "iss": "https://gpt.example",
        "aud": "https://gpt.example",
        "sub": "42",
        "tok": base64url(nonce + sealed),
        "iat": issued,
        "exp": issued + 365 * DAY,
        "jti": token_id,
        "client_id": "meo-gpt",
        **changes,
    }


@pytest.mark.parametrize("client_id", ["meo-gpt", "an-id-the-operator-has-changed-since"])
@pytest.mark.parametrize("age", [0, 364])
def test_a_token_issued_before_there_was_a_second_face_is_the_gpts_until_it_ends(
    make_tokens: MakeTokens, calendar: Any, client_id: str, age: int
) -> None:
    token = UnverifiedToken(signed(gpt_claims_of_before(int(calendar().timestamp()) - age * DAY, client_id=client_id)))

    caller = make_tokens().verify(token, audience="gpt")

    assert (caller.user_id, caller.sanctum_token, caller.token_id) == (42, SANCTUM, "0f" * 16)
    assert (caller.scopes, caller.client_id, caller.client_name) == (BOTH, "meo-gpt", "ChatGPT")
    with pytest.raises(Unauthorized):
        make_tokens().verify(token, audience="mcp")


def test_a_token_of_the_gpt_is_made_as_before(make_tokens: MakeTokens, calendar: Any) -> None:
    made = claims_of(make_tokens().issue(GPT))
    before = gpt_claims_of_before(int(calendar().timestamp()))
    assert list(made) == list(before)
    assert {**made, "tok": "", "jti": ""} == {**before, "tok": "", "jti": ""}


def test_a_token_of_a_host_says_who_may_do_what_where(make_tokens: MakeTokens, calendar: Any) -> None:
    tokens = make_tokens()
    token = tokens.issue(HOST)
    claims, now = claims_of(token), int(calendar().timestamp())
    assert (claims["iss"], claims["aud"]) == ("https://gpt.example", "https://gpt.example/mcp")
    assert (claims["client_id"], claims["client_name"]) == ("https://claude.ai/oauth/client", "Claude")
    assert (claims["scope"], claims["iat"], claims["exp"]) == ("pets:read pets:write", now, now + 30 * DAY)

    caller = tokens.verify(UnverifiedToken(token), audience="mcp")
    assert (caller.user_id, caller.sanctum_token, caller.scopes) == (42, SANCTUM, BOTH)
    assert (caller.client_id, caller.client_name) == ("https://claude.ai/oauth/client", "Claude")


def test_only_see_stays_only_see(make_tokens: MakeTokens) -> None:
    tokens = make_tokens()
    token = tokens.issue(TokenGrant(1, SANCTUM, "mcp", frozenset({"pets:read"}), "c", "C"))
    assert tokens.verify(UnverifiedToken(token), audience="mcp").scopes == {"pets:read"}


@pytest.mark.parametrize(("grant", "face"), [(GPT, "mcp"), (HOST, "gpt")])
@pytest.mark.parametrize("even_expired", [False, True])
@pytest.mark.parametrize("seen_before", [False, True])
def test_each_face_refuses_the_tokens_of_the_other(
    make_tokens: MakeTokens, grant: TokenGrant, face: Audience, *, even_expired: bool, seen_before: bool
) -> None:
    tokens = make_tokens()
    token = UnverifiedToken(tokens.issue(grant))
    if seen_before:
        tokens.verify(token, audience=grant.audience)
    with pytest.raises(Unauthorized):
        tokens.verify(token, audience=face, even_expired=even_expired)
    assert tokens.verify(token, audience=None).user_id == 42


@pytest.mark.parametrize(
    "change",
    [
        {"aud": "https://gpt.example"},
        {"aud": "https://gpt.example/mcp/"},
        {"aud": "https://gpt.example/"},
        {"aud": "https://evil.example/mcp"},
        {"aud": ["https://gpt.example", "https://gpt.example/mcp"]},
        {"aud": ["https://gpt.example/mcp"]},
        {"aud": []},
        {"aud": None},
        {"scope": None},
        {"scope": 7},
        {"scope": ["pets:read"]},
        {"client_id": None},
        {"client_id": 7},
        {"client_name": None},
        {"client_name": ["Claude"]},
    ],
    ids=repr,
)
def test_a_changed_or_missing_claim_is_refused_at_the_face_for_hosts(
    make_tokens: MakeTokens, change: dict[str, Any]
) -> None:
    tokens = make_tokens()
    claims = {name: value for name, value in {**claims_of(tokens.issue(HOST)), **change}.items() if value is not None}
    with pytest.raises(Unauthorized):
        tokens.verify(UnverifiedToken(signed(claims)), audience="mcp")


@pytest.mark.parametrize("scope", ["", "pets", "openid offline_access", "PETS:READ", "pets:read,pets:write"])
def test_a_scope_of_no_meaning_gives_no_right(make_tokens: MakeTokens, scope: str) -> None:
    tokens = make_tokens()
    token = UnverifiedToken(signed({**claims_of(tokens.issue(HOST)), "scope": scope}))
    assert tokens.verify(token, audience="mcp").scopes == frozenset()


@pytest.mark.parametrize("days", [1, 30, 365])
def test_how_long_a_hosts_token_lives_is_set_and_the_gpts_is_not(
    make_tokens: MakeTokens, calendar: Any, days: int
) -> None:
    tokens = make_tokens(mcp_access_days=days)
    token = UnverifiedToken(tokens.issue(HOST))
    assert (tokens.lifetime("mcp"), tokens.lifetime("gpt")) == (days * DAY, 365 * DAY)
    calendar.advance(days=days, seconds=-1)
    assert tokens.verify(token, audience="mcp").user_id == 42
    calendar.advance(seconds=1)
    with pytest.raises(Unauthorized):
        tokens.verify(token, audience="mcp")
    assert tokens.verify(token, audience=None, even_expired=True).sanctum_token == SANCTUM


@pytest.mark.parametrize(
    ("scopes", "client_id"),
    [(frozenset(), "c"), (frozenset({"pets"}), "c"), (BOTH | {"admin"}, "c"), (BOTH, "")],
    ids=["no scope", "the GPT's", "an invented one", "no client"],
)
def test_nothing_is_granted_to_a_host_without_a_client_or_with_scopes_of_others(
    scopes: frozenset[str], client_id: str
) -> None:
    with pytest.raises(ValueError, match="grant for MCP hosts"):
        TokenGrant(1, SANCTUM, "mcp", scopes, client_id)


@pytest.mark.parametrize(("face", "app"), [("gpt", "ChatGPT"), ("mcp", "the app you use")])
@pytest.mark.parametrize("token", ["", "a.b.c", "x" * 9_000, "other"], ids=lambda token: token[:5])
def test_a_refusal_names_the_app_of_the_face(make_tokens: MakeTokens, face: Audience, app: str, token: str) -> None:
    tokens = make_tokens()
    shown = tokens.issue(HOST if face == "gpt" else GPT) if token == "other" else token
    with pytest.raises(Unauthorized) as refused:
        tokens.verify(UnverifiedToken(shown), audience=face)
    assert refused.value.message == f"Your connection has been revoked. Please reconnect via {app}."


class TestAdmission:
    @pytest.mark.parametrize(("face", "grant"), [("gpt", GPT), ("mcp", HOST)])
    def test_each_face_admits_its_own(self, make_tokens: MakeTokens, face: Audience, grant: TokenGrant) -> None:
        tokens = make_tokens()
        shown = [(b"authorization", f"Bearer {tokens.issue(grant)}".encode())]
        admissions: dict[Audience, Admission] = {
            one: Admission(tokens, RateLimit(1, lambda: 0.0), audience=one) for one in ("gpt", "mcp")
        }
        with structlog.contextvars.bound_contextvars():
            assert admissions[face].admit(shown).user_id == 42
            with pytest.raises(Unauthorized) as refused:
                admissions["gpt" if face == "mcp" else "mcp"].admit(shown)
            assert refused.value.token_sent
            with pytest.raises(RateLimited):
                admissions[face].admit(shown)
