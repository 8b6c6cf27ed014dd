"""The answer of the token endpoint: an access token, and for MCP hosts a refresh token, asked for or not."""

from msgspec import UNSET
from msgspec.structs import replace

from app.oauth.models import TokenResponse
from app.tokens.access_token import AccessTokens
from app.tokens.audience import scope_text
from app.tokens.grant import TokenGrant
from app.tokens.refresh_token import RefreshTokens


class TokenIssuer:
    """Make answers."""

    def __init__(self, access_tokens: AccessTokens, refresh_tokens: RefreshTokens) -> None:
        self._access_tokens = access_tokens
        self._refresh_tokens = refresh_tokens

    def answer(self, grant: TokenGrant, scopes: frozenset[str], refresh_token: str | None = None) -> TokenResponse:
        """Return new tokens.

        Args:
            grant: what the connection is good for; the refresh token keeps all of it (RFC 6749, 6).
            scopes: what this access token is good for, which may be less.
            refresh_token: given instead of a new one.
        """
        for_host = grant.audience == "mcp"
        return TokenResponse(
            access_token=self._access_tokens.issue(replace(grant, scopes=scopes)),
            expires_in=self._access_tokens.lifetime(grant.audience),
            scope=scope_text(scopes),
            refresh_token=(refresh_token or self._refresh_tokens.issue(grant)) if for_host else UNSET,
        )
