"""Remembering genuine tokens makes nothing valid that was not, and holds no secret."""

import gc
import secrets
from datetime import UTC, datetime, timedelta

import pytest

from app.errors import Unauthorized
from app.secret import Secret
from app.tokens.access_token import LIFETIME_SECONDS, AccessTokens, TokenIdentity, UnverifiedToken
from app.tokens.encryption import Encryptor
from app.tokens.grant import TokenGrant
from app.tokens.verification_cache import VerificationCache, VerifiedToken

MAIN_APP_TOKEN = "512|a-token-of-the-main-app-that-nobody-may-see"


class Calendar:
    now = datetime(2026, 8, 24, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def calendar() -> Calendar:
    return Calendar()


@pytest.fixture
def access_tokens(calendar: Calendar) -> AccessTokens:
    return AccessTokens(
        TokenIdentity("https://gpt.example", "meo-gpt"),
        key=Secret("k" * 40),
        encryptor=Encryptor(Secret("ab" * 32), token_bytes=secrets.token_bytes),
        clock=calendar,
        token_bytes=secrets.token_bytes,
    )


def test_a_token_that_was_seen_before_still_expires(access_tokens: AccessTokens, calendar: Calendar) -> None:
    token = UnverifiedToken(access_tokens.issue(TokenGrant(7, Secret(MAIN_APP_TOKEN))))
    assert access_tokens.verify(token, audience="gpt").user_id == 7

    calendar.now += timedelta(seconds=LIFETIME_SECONDS + 1)

    with pytest.raises(Unauthorized):
        access_tokens.verify(token, audience="gpt")
    assert access_tokens.verify(token, audience="gpt", even_expired=True).user_id == 7


def test_a_changed_copy_of_a_token_that_was_seen_is_refused(access_tokens: AccessTokens) -> None:
    token = access_tokens.issue(TokenGrant(7, Secret(MAIN_APP_TOKEN)))
    access_tokens.verify(UnverifiedToken(token), audience="gpt")

    for position in range(0, len(token), 7):
        letter = "A" if token[position] != "A" else "B"
        with pytest.raises(Unauthorized):
            access_tokens.verify(UnverifiedToken(token[:position] + letter + token[position + 1 :]), audience="gpt")


def test_a_token_that_was_refused_stays_refused(access_tokens: AccessTokens) -> None:
    forged = UnverifiedToken(access_tokens.issue(TokenGrant(7, Secret(MAIN_APP_TOKEN)))[:-2] + "AA")

    for _ in range(2):
        with pytest.raises(Unauthorized):
            access_tokens.verify(forged, audience="gpt")


def test_what_is_remembered_holds_neither_the_token_nor_the_main_apps(access_tokens: AccessTokens) -> None:
    token = access_tokens.issue(TokenGrant(7, Secret(MAIN_APP_TOKEN)))
    access_tokens.verify(UnverifiedToken(token), audience="gpt")

    kept = repr(gc.get_referents(access_tokens._verified_claims._known))
    assert "user_id=7" in kept
    assert token not in kept
    assert MAIN_APP_TOKEN not in kept


def test_no_more_is_remembered_than_allowed() -> None:
    known = VerificationCache(most=3)
    for number in range(5):
        known.remember(f"token {number}", VerifiedToken(number, "", 0, 1, b"", b"", "gpt", frozenset(), "", ""))

    assert [known.recall(f"token {number}") is not None for number in range(5)] == [False, False, True, True, True]
