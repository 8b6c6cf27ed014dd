"""The way out: end the main app's token behind an access token (RFC 7009)."""

from app.errors import Unauthorized, UpstreamError
from app.main_app.token_exchange import TokenExchangeClient
from app.oauth.errors import InvalidRequest, InvalidToken, TemporarilyUnavailable
from app.oauth.models import OnEvent
from app.oauth.parameters import Parameters
from app.oauth.rate_limits import OAuthRateLimits
from app.tokens.access_token import AccessTokens, UnverifiedToken
from app.tokens.caller import Caller

_RETRY_AFTER = 30


class RevokeStep:
    """Revoke access tokens."""

    def __init__(
        self, access_tokens: AccessTokens, bridge: TokenExchangeClient, limits: OAuthRateLimits, *, on_event: OnEvent
    ) -> None:
        self._access_tokens = access_tokens
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
        await self._revoke(caller)

    async def named(self, form: Parameters) -> None:
        """Revoke the token that an authenticated client names (RFC 7009, 2.1).

        An unknown token is as good as a revoked one (2.2); an expired one still holds a living token of the main app.

        Raises:
            InvalidRequest: no token was named.
            TooManyFailures: too many revocations in a minute.
            TemporarilyUnavailable: the main app could not be told, the token lives on (2.2.1).
        """
        unverified_token = UnverifiedToken(form.required("token"))
        try:
            caller = self._access_tokens.verify(unverified_token, audience=None, even_expired=True)
        except Unauthorized:
            self._limits.revocation("unknown")
            self._on_event("revoked", "unknown")
            return
        await self._revoke(caller)

    async def _revoke(self, caller: Caller) -> None:
        self._limits.revocation(f"user {caller.user_id}")
        try:
            await self._bridge.revoke(caller.sanctum_token)
        except UpstreamError as error:
            self._on_event("revoked", "failed")
            raise TemporarilyUnavailable(
                "Meo Mai Moi could not be reached; the token is still valid.", retry_after=_RETRY_AFTER
            ) from error
        self._on_event("revoked", "ok")
