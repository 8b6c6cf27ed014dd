import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from app.secret import Secret
from app.tokens.access_token import AccessTokens, TokenIdentity
from app.tokens.encryption import Encryptor

MakeTokens = Callable[..., AccessTokens]


class Calendar:
    """The present, which a test may move."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **how_far: float) -> None:
        self.now += timedelta(**how_far)


@pytest.fixture
def calendar() -> Calendar:
    return Calendar()


@pytest.fixture
def make_tokens(calendar: Calendar) -> MakeTokens:
    """Make `AccessTokens` from key names; a name stands for one key."""

    def make(
        jwt: str = "J",
        encryption: str = "a",
        *,
        previous_jwt: str = "",
        previous_encryption: str | None = None,
        previous_secret: str = "",
        issuer: str = "https://gpt.example",
        mcp_access_days: int = 30,
    ) -> AccessTokens:
        return AccessTokens(
            TokenIdentity(issuer=issuer, client_id="meo-gpt", mcp_access_days=mcp_access_days),
            key=Secret(jwt * 32),
            previous=Secret(previous_secret or previous_jwt * 32) if previous_secret or previous_jwt else None,
            encryptor=Encryptor(
                Secret(encryption * 64),
                previous=Secret(previous_encryption * 64) if previous_encryption else None,
                token_bytes=secrets.token_bytes,
            ),
            clock=calendar,
            token_bytes=secrets.token_bytes,
        )

    return make
