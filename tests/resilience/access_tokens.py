"""The connector's token for a person of the crowd, as the handshake would make it."""

import random

from app.clock import utc_now
from app.secret import Secret
from app.tokens.access_token import AccessTokens, TokenIdentity
from app.tokens.encryption import Encryptor
from app.tokens.grant import TokenGrant
from tests.resilience.crowd import FIRST_USER, token_of
from tests.resilience.processes import SETTINGS


def access_token_of(number: int, *, issuer: str) -> str:
    """Make a person's token for the connector at an address."""
    chance = random.Random(number)
    tokens = AccessTokens(
        TokenIdentity(issuer=issuer, client_id=SETTINGS["OAUTH_CLIENT_ID"]),
        key=Secret(SETTINGS["JWT_SECRET"]),
        previous=None,
        encryptor=Encryptor(Secret(SETTINGS["ENCRYPTION_KEY"]), previous=None, token_bytes=chance.randbytes),
        clock=utc_now,
        token_bytes=chance.randbytes,
    )
    return tokens.issue(TokenGrant(FIRST_USER + number, Secret(token_of(number))))
