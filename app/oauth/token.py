"""Third leg: ChatGPT's server trades our code for an access token."""

import structlog

from app.oauth.checks import check_age, check_code_verifier, check_grant_type, check_repeated_redirect_uri
from app.oauth.errors import InvalidGrant, OAuthError
from app.oauth.models import IssuedCode, OAuthDependencies, TokenResponse
from app.oauth.orphaned_tokens import TokenReaper
from app.oauth.parameters import Parameters
from app.oauth.redirect_uris import RedirectUriAllowlist
from app.oauth.state_store import Replay, StateStore
from app.secret import Secret
from app.tokens.access_token import LIFETIME_SECONDS, AccessTokens
from app.tokens.grant import TokenGrant

log = structlog.get_logger()


class TokenStep:
    """Issue access tokens for codes, to a client that has been authenticated."""

    def __init__(
        self,
        allowlist: RedirectUriAllowlist,
        records: StateStore,
        access_tokens: AccessTokens,
        token_reaper: TokenReaper,
        around: OAuthDependencies,
    ) -> None:
        self._allowlist = allowlist
        self._records = records
        self._access_tokens = access_tokens
        self._token_reaper = token_reaper
        self._around = around

    async def exchange(self, form: Parameters) -> TokenResponse:
        """Trade a code in; it is spent by the attempt, right or wrong.

        Raises:
            OAuthError: as RFC 6749, 5.2 says.
            StoreUnavailable: the code may be tried again.
        """
        check_grant_type(form)
        code = await self._take(form.required("code"))
        sanctum_token = Secret(code.sanctum_token)
        try:
            check_age(code, self._around.clock())
            check_repeated_redirect_uri(form, code, self._allowlist)
            check_code_verifier(form, code)
        except OAuthError:
            await self._token_reaper.revoke(sanctum_token)
            raise
        self._around.on_event("exchanged", "ok")
        return TokenResponse(
            access_token=self._access_tokens.issue(TokenGrant(code.user_id, sanctum_token)),
            expires_in=LIFETIME_SECONDS,
        )

    async def _take(self, given: str) -> IssuedCode:
        found = await self._records.take(IssuedCode, given)
        if isinstance(found, Replay):
            # RFC 6749, 4.1.2: somebody else holds this code too, so what it gave out is not trusted any more.
            log.warning("authorization_code_replayed", user_id=found.record.user_id)
            self._around.on_event("replay", "ok")
            await self._token_reaper.revoke(Secret(found.record.sanctum_token))
        if found is None or isinstance(found, Replay):
            raise InvalidGrant("The code is not valid any more.")
        return found.record
