"""The access token: what is in it, which keys open it, and every way to forge one."""

import base64
import json
from collections.abc import Callable
from typing import Any

import jwt
import pytest

from app.errors import Unauthorized
from app.secret import Secret
from app.tokens.access_token import LIFETIME_SECONDS, AccessTokens, UnverifiedToken
from app.tokens.grant import TokenGrant

MakeTokens = Callable[..., AccessTokens]
SANCTUM = Secret("7|aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hJ6kL9nb3a1f00d")
KEY = "J" * 32


def opened(tokens: AccessTokens, token: str) -> int:
    return tokens.verify(UnverifiedToken(token), audience="gpt").user_id


def parts(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    claims = jwt.decode(token, options={"verify_signature": False})
    return dict(jwt.get_unverified_header(token)), claims


def resigned(token: str, *, header: dict[str, Any] | None = None, key: str = KEY, **claims: Any) -> str:
    """Sign changed claims with the right key: what is left is the check of the claim itself."""
    old_header, old_claims = parts(token)
    changed = {name: value for name, value in {**old_claims, **claims}.items() if value is not None}
    return jwt.encode(changed, key, algorithm="HS256", headers={"kid": old_header["kid"], **(header or {})})


def test_a_token_gives_back_the_user_and_the_main_apps_token(make_tokens: MakeTokens) -> None:
    tokens = make_tokens()
    caller = tokens.verify(UnverifiedToken(tokens.issue(TokenGrant(42, SANCTUM))), audience="gpt")
    assert (caller.user_id, caller.sanctum_token) == (42, SANCTUM)
    assert len(caller.token_id) == 32


def test_the_token_has_the_decided_shape(make_tokens: MakeTokens, calendar: Callable[[], Any]) -> None:
    header, claims = parts(make_tokens().issue(TokenGrant(42, SANCTUM)))
    now = int(calendar().timestamp())
    assert header["alg"] == "HS256"
    assert len(header["kid"]) == 16
    assert set(claims) == {"iss", "aud", "sub", "tok", "iat", "exp", "jti", "client_id"}
    assert claims["iss"] == claims["aud"] == "https://gpt.example"
    assert (claims["sub"], claims["client_id"]) == ("42", "meo-gpt")
    assert (claims["iat"], claims["exp"]) == (now, now + 31_536_000)
    assert LIFETIME_SECONDS == 31_536_000
    assert len(base64.urlsafe_b64decode(claims["tok"] + "==")) == 12 + len(SANCTUM.reveal()) + 16


def test_neither_the_main_apps_token_nor_the_key_can_be_read_from_it(make_tokens: MakeTokens) -> None:
    token = make_tokens().issue(TokenGrant(42, SANCTUM))
    readable = token + "".join(str(base64.urlsafe_b64decode(part + "==")) for part in token.split(".")[:2])
    assert SANCTUM.reveal() not in readable
    assert SANCTUM.reveal()[2:] not in readable
    assert KEY not in readable


def test_two_tokens_of_one_user_differ_in_id_and_seal(make_tokens: MakeTokens) -> None:
    tokens = make_tokens()
    (_, first), (_, second) = parts(tokens.issue(TokenGrant(1, SANCTUM))), parts(tokens.issue(TokenGrant(1, SANCTUM)))
    assert first["jti"] != second["jti"]
    assert first["tok"] != second["tok"]


class TestLifetime:
    def test_it_is_good_until_the_last_second_of_its_year(self, make_tokens: MakeTokens, calendar: Any) -> None:
        tokens = make_tokens()
        token = tokens.issue(TokenGrant(1, SANCTUM))
        calendar.advance(seconds=LIFETIME_SECONDS - 1)
        assert opened(tokens, token) == 1
        calendar.advance(seconds=1)
        with pytest.raises(Unauthorized):
            opened(tokens, token)

    def test_an_expired_one_can_still_be_opened_to_revoke_it(self, make_tokens: MakeTokens, calendar: Any) -> None:
        tokens = make_tokens()
        token = UnverifiedToken(tokens.issue(TokenGrant(1, SANCTUM)))
        calendar.advance(days=400)
        assert tokens.verify(token, audience="gpt", even_expired=True).sanctum_token == SANCTUM

    def test_one_from_the_future_is_refused(self, make_tokens: MakeTokens, calendar: Any) -> None:
        tokens = make_tokens()
        calendar.advance(days=2)
        token = tokens.issue(TokenGrant(1, SANCTUM))
        calendar.advance(days=-2)
        with pytest.raises(Unauthorized):
            opened(tokens, token)


class TestRotation:
    def test_the_previous_secret_and_key_still_open(self, make_tokens: MakeTokens) -> None:
        token = make_tokens("J", "a").issue(TokenGrant(1, SANCTUM))
        assert opened(make_tokens("K", "b", previous_jwt="J", previous_encryption="a"), token) == 1

    def test_each_can_be_rotated_alone(self, make_tokens: MakeTokens) -> None:
        token = make_tokens("J", "a").issue(TokenGrant(1, SANCTUM))
        assert opened(make_tokens("K", "a", previous_jwt="J"), token) == 1
        assert opened(make_tokens("J", "b", previous_encryption="a"), token) == 1

    def test_new_tokens_are_made_with_the_new_keys(self, make_tokens: MakeTokens) -> None:
        token = make_tokens("K", "b", previous_jwt="J", previous_encryption="a").issue(TokenGrant(1, SANCTUM))
        assert opened(make_tokens("K", "b"), token) == 1

    @pytest.mark.parametrize(
        "later",
        [
            {"jwt": "K", "encryption": "a"},
            {"jwt": "J", "encryption": "b"},
            {"jwt": "K", "encryption": "b", "previous_jwt": "L", "previous_encryption": "c"},
        ],
    )
    def test_a_key_that_is_gone_ends_the_token_without_a_crash(
        self, make_tokens: MakeTokens, later: dict[str, str]
    ) -> None:
        token = make_tokens("J", "a").issue(TokenGrant(1, SANCTUM))
        with pytest.raises(Unauthorized):
            opened(make_tokens(**later), token)


class TestForgery:
    @pytest.mark.parametrize(
        "claims",
        [
            {"iss": "https://evil.example"},
            {"aud": "https://evil.example"},
            {"aud": ["https://evil.example"]},
            {"sub": "2"},
            {"sub": "0"},
            {"sub": "-1"},
            {"sub": "1 "},
            {"sub": "1\n"},
            {"sub": "٤"},
            {"sub": ""},
            {"sub": "9" * 30},
            {"jti": "0" * 32},
            {"jti": ""},
            {"exp": "tomorrow"},
            {"exp": True},
            {"iat": "yesterday"},
            {"tok": "AAAA"},
            {"tok": "not base64!"},
            {"tok": "ключ"},
            {"tok": 7},
            {"tok": ""},
            *({name: None} for name in ("iss", "aud", "sub", "tok", "iat", "exp", "jti", "client_id")),
        ],
        ids=repr,
    )
    def test_a_changed_or_missing_claim_is_refused_even_rightly_signed(
        self, make_tokens: MakeTokens, claims: dict[str, Any]
    ) -> None:
        tokens = make_tokens()
        with pytest.raises(Unauthorized):
            opened(tokens, resigned(tokens.issue(TokenGrant(1, SANCTUM)), **claims))

    @pytest.mark.parametrize("name", ["exp", "iat", "nbf"])
    @pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999", "null", "[]", '"1"', "true"])
    def test_a_time_that_is_no_finite_number_is_refused(self, make_tokens: MakeTokens, name: str, number: str) -> None:
        tokens = make_tokens()
        header, claims = parts(tokens.issue(TokenGrant(1, SANCTUM)))
        text = json.dumps({**claims, name: "@"}).replace('"@"', number)
        token = jwt.api_jws.encode(text.encode(), KEY, algorithm="HS256", headers={"kid": header["kid"]})
        with pytest.raises(Unauthorized):
            opened(tokens, token)
        with pytest.raises(Unauthorized):
            tokens.verify(UnverifiedToken(token), audience="gpt", even_expired=True)

    @pytest.mark.parametrize("end", [10**11, 10**300, 1e300])
    def test_none_ends_later_than_it_can_have_been_issued_for(self, make_tokens: MakeTokens, end: float) -> None:
        tokens = make_tokens()
        with pytest.raises(Unauthorized):
            opened(tokens, resigned(tokens.issue(TokenGrant(1, SANCTUM)), exp=end))

    def test_the_seal_of_one_token_does_not_fit_another(self, make_tokens: MakeTokens) -> None:
        tokens = make_tokens()
        stolen = parts(tokens.issue(TokenGrant(1, SANCTUM)))[1]["tok"]
        with pytest.raises(Unauthorized):
            opened(tokens, resigned(tokens.issue(TokenGrant(1, SANCTUM)), tok=stolen))

    @pytest.mark.parametrize("kid", ["", "unknown", "../../dev/null", 7, ["x"], {"a": 1}], ids=repr)
    def test_an_unknown_key_id_is_refused(self, make_tokens: MakeTokens, kid: Any) -> None:
        tokens = make_tokens()
        _, claims = parts(tokens.issue(TokenGrant(1, SANCTUM)))
        header = base64.urlsafe_b64encode(json.dumps({"alg": "HS256", "kid": kid}).encode()).rstrip(b"=").decode()
        body = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
        signed = jwt.api_jws.PyJWS().get_algorithm_by_name("HS256").sign(f"{header}.{body}".encode(), KEY.encode())
        signature = base64.urlsafe_b64encode(signed).rstrip(b"=").decode()
        with pytest.raises(Unauthorized):
            opened(tokens, f"{header}.{body}.{signature}")

    @pytest.mark.parametrize("algorithm", ["HS384", "HS512"])
    def test_another_algorithm_is_refused(self, make_tokens: MakeTokens, algorithm: str) -> None:
        tokens = make_tokens("J" * 4)  # 128 characters: long enough for every algorithm
        header, claims = parts(tokens.issue(TokenGrant(1, SANCTUM)))
        token = jwt.encode(claims, "J" * 128, algorithm=algorithm, headers={"kid": header["kid"]})
        with pytest.raises(Unauthorized):
            opened(tokens, token)

    @pytest.mark.parametrize("kid", ["with", "without"])
    @pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "", None], ids=repr)
    def test_an_unsigned_token_is_refused(self, make_tokens: MakeTokens, algorithm: str | None, kid: str) -> None:
        tokens = make_tokens()
        token = tokens.issue(TokenGrant(1, SANCTUM))
        named = {"kid": parts(token)[0]["kid"]} if kid == "with" else {}
        header = base64.urlsafe_b64encode(json.dumps({"alg": algorithm, **named}).encode()).rstrip(b"=").decode()
        body = token.split(".")[1]
        for signature in ("", "AAAA", token.split(".")[2]):
            with pytest.raises(Unauthorized):
                opened(tokens, f"{header}.{body}.{signature}")

    def test_dropping_the_key_id_does_not_reach_the_looser_earlier_form(self, make_tokens: MakeTokens) -> None:
        tokens = make_tokens()
        header, body, signature = tokens.issue(TokenGrant(1, SANCTUM)).split(".")
        bare = base64.urlsafe_b64encode(b'{"alg":"HS256","typ":"JWT"}').rstrip(b"=").decode()
        with pytest.raises(Unauthorized):
            opened(tokens, f"{bare}.{body}.{signature}")
        assert header != bare

    def test_a_token_of_another_issuer_with_the_same_keys_is_refused(self, make_tokens: MakeTokens) -> None:
        token = make_tokens(issuer="https://staging.example").issue(TokenGrant(1, SANCTUM))
        with pytest.raises(Unauthorized):
            opened(make_tokens(), token)

    @pytest.mark.parametrize(
        "garbage",
        [
            "",
            ".",
            "..",
            "a.b.c",
            "a" * 100_000,
            "e30.e30.",
            "\x00",
            "токен",
            "\ud800",
            "eyJhbGciOiJIUzI1NiJ9.W10.x",
            base64.urlsafe_b64encode(b"[" * 6_000).decode() + ".e30.x",
            base64.urlsafe_b64encode(b'{"alg":"HS256","kid":' + b"9" * 5_000 + b"}").decode() + ".e30.x",
        ],
        ids=lambda garbage: f"{len(garbage)} {garbage[:8]!r}",
    )
    def test_garbage_is_refused_without_a_crash(self, make_tokens: MakeTokens, garbage: str) -> None:
        with pytest.raises(Unauthorized):
            opened(make_tokens(), garbage)

    def test_every_changed_character_is_noticed(self, make_tokens: MakeTokens) -> None:
        tokens = make_tokens()
        token = tokens.issue(TokenGrant(1, SANCTUM))
        # The very last character of a signature holds two bits that no decoder reads.
        for position in range(0, len(token) - 1, 7):
            changed = token[:position] + ("A" if token[position] != "A" else "B") + token[position + 1 :]
            with pytest.raises(Unauthorized):
                opened(tokens, changed)
