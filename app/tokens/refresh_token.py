"""The refresh token of an MCP host: sealed, so that nothing about it is stored; each is good for one use.

What was spent is known to `app.oauth.grants.refresh`; see docs/decisions/refresh-tokens.md.
"""

import base64
from collections.abc import Callable
from datetime import datetime

import msgspec
from msgspec import Struct

from app.secret import Secret
from app.tokens.audience import mcp_scopes_in, scope_text
from app.tokens.encryption import DecryptionFailed, Encryptor
from app.tokens.grant import TokenGrant

LIFETIME_SECONDS = 60 * 24 * 3600
_PURPOSE = b"refresh"
_MAX_TOKEN_LENGTH = 8_192


class UnreadableRefreshToken(Exception):
    """Not ours, changed, or sealed with a key nobody has any more."""


class RefreshToken(Struct, frozen=True):
    """What an unsealed token says.

    Attributes:
        token_id: names this one token; its successor has another.
        grant: the connection, the same through all successors.
        ends: seconds since 1970.
    """

    token_id: str
    grant: TokenGrant
    ends: int


class _Sealed(Struct, frozen=True, array_like=True):
    """The same as MessagePack holds it."""

    token_id: bytes
    user_id: int
    sanctum_token: str
    scope: str
    client_id: str
    client_name: str
    issued: int
    ends: int


class RefreshTokens:
    """Issue and open refresh tokens."""

    def __init__(
        self, encryptor: Encryptor, *, clock: Callable[[], datetime], token_bytes: Callable[[int], bytes]
    ) -> None:
        self._encryptor = encryptor
        self._clock = clock
        self._token_bytes = token_bytes

    def issue(self, grant: TokenGrant) -> str:
        """Return a new token for a connection of an MCP host, good for 60 days from now."""
        now = int(self._clock().timestamp())
        sealed = _Sealed(
            token_id=self._token_bytes(16),
            user_id=grant.user_id,
            sanctum_token=grant.sanctum_token.reveal(),
            scope=scope_text(grant.scopes),
            client_id=grant.client_id,
            client_name=grant.client_name,
            issued=now,
            ends=now + LIFETIME_SECONDS,
        )
        text = self._encryptor.encrypt(msgspec.msgpack.encode(sealed), purpose=_PURPOSE)
        return base64.urlsafe_b64encode(text).rstrip(b"=").decode()

    def open(self, text: str) -> RefreshToken:
        """Return what a token says, whether it has ended or not.

        Raises:
            UnreadableRefreshToken: it is none of ours.
        """
        if len(text) > _MAX_TOKEN_LENGTH:
            raise UnreadableRefreshToken
        try:
            content = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
            plain = self._encryptor.decrypt(content, purpose=_PURPOSE)
            sealed = msgspec.msgpack.decode(plain, type=_Sealed)
        except (ValueError, DecryptionFailed) as error:
            raise UnreadableRefreshToken from error
        grant = TokenGrant(
            user_id=sealed.user_id,
            sanctum_token=Secret(sealed.sanctum_token),
            audience="mcp",
            scopes=mcp_scopes_in(sealed.scope),
            client_id=sealed.client_id,
            client_name=sealed.client_name,
        )
        return RefreshToken(sealed.token_id.hex(), grant, sealed.ends)
