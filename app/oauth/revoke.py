"""The way out: end the main app's token behind an access or refresh token (RFC 7009), and so the whole connection."""

from msgspec import Struct

from app.errors import Unauthorized, UpstreamError
from app.main_app.token_exchange import TokenExchangeClient
from app.oauth.client import Client
from app.oauth.errors import InvalidGrant, InvalidRequest, InvalidToken, TemporarilyUnavailable
from app.oauth.models import OnEvent
from app.oauth.parameters import Parameters
from app.oauth.rate_limits import OAuthRateLimits
from app.secret import Secret
from app.tokens.access_token import AccessTokens, UnverifiedToken
from app.tokens.refresh_token import RefreshTokens, UnreadableRefreshToken

_RETRY_AFTER = 30


class _Connection(Struct, frozen=True):
    user_id: int
    client_id: str
    sanctum_token: Secret


class RevokeStep:
    """Revoke access tokens of both faces, and refresh tokens."""

    def __init__(
        self,
        access_tokens: AccessTokens,
        refresh_tokens: RefreshTokens,
        bridge: TokenExchangeClient,
        limits: OAuthRateLimits,
        *,
        on_event: OnEvent,
    ) -> None:
        self._access_tokens = access_tokens
        self._refresh_tokens = refresh_tokens
        self._bridge = bridge
        self._limits = limits
        self._on_event = on_event

    async def own(self, unverified_token: UnverifiedToken, form: Parameters) -> None:
        """Revoke the caller's own token.

        Raises:
            InvalidToken: it is not one.
            InvalidRequest: the form names another one.
            TooManyFailures: too many revocations in a minute.
            TemporarilyUnavailable: the main app could not be told, the token lives on.
        """
        try:
            caller = self._access_tokens.verify(unverified_token, audience=None)
        except Unauthorized as error:
            raise InvalidToken("The access token is not valid.") from error
        if form.one("token") not in (None, unverified_token):
            raise InvalidRequest("Send the token in the header or in the form, not two of them.")
        await self._revoke(_Connection(caller.user_id, caller.client_id, caller.sanctum_token))

    async def named(self, form: Parameters, client: Client) -> None:
        """Revoke the token that an authenticated client names (RFC 7009, 2.1).

        An unknown token is as good as a revoked one (2.2); an expired one still holds a living token of the main app.

        Raises:
            InvalidRequest: no token was named.
            InvalidGrant: it is another client's (2.1); it lives on.
            TooManyFailures: too many revocations in a minute.
            TemporarilyUnavailable: the main app could not be told, the token lives on (2.2.1).
        """
        connection = self._read(form.required("token"))
        if connection is None:
            self._limits.revocation("unknown")
            self._on_event("revoked", "unknown")
            return
        if connection.client_id != client.id:
            self._on_event("revoked", "other client")
            raise InvalidGrant("The token was issued to another client.")
        await self._revoke(connection)

    def _read(self, given: str) -> _Connection | None:
        try:
            caller = self._access_tokens.verify(UnverifiedToken(given), audience=None, even_expired=True)
        except Unauthorized:
            pass
        else:
            return _Connection(caller.user_id, caller.client_id, caller.sanctum_token)
        try:
            grant = self._refresh_tokens.open(given).grant
        except UnreadableRefreshToken:
            return None
        return _Connection(grant.user_id, grant.client_id, grant.sanctum_token)

    async def _revoke(self, connection: _Connection) -> None:
        self._limits.revocation(f"user {connection.user_id}")
        try:
            await self._bridge.revoke(connection.sanctum_token)
        except UpstreamError as error:
            self._on_event("revoked", "failed")
            raise TemporarilyUnavailable(
                "Meo Mai Moi could not be reached; the token is still valid.", retry_after=_RETRY_AFTER
            ) from error
        self._on_event("revoked", "ok")
