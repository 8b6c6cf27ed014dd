"""The end of the browser's way: trade the main app's code in and give the client a code of ours."""

import structlog

from app.errors import UpstreamError
from app.main_app.token_exchange import CodeRefused, ExchangedToken, TokenExchangeClient
from app.oauth.authorize import error_location
from app.oauth.browser_binding import random_text
from app.oauth.errors import AccessDenied, OAuthError, RefusedByRedirect, ServerError
from app.oauth.models import CODE_SECONDS, IssuedCode, OAuthConfig, OAuthDependencies, PendingAuthorization
from app.oauth.orphaned_tokens import TokenReaper
from app.oauth.redirect_uris import with_query
from app.oauth.state_store import FirstUse, StateStore
from app.secret import Secret
from app.storage.one_time import StoreUnavailable

# A code is remembered a little longer than it is good for, so that an unused one can be found and its token ended.
_REMEMBERED = CODE_SECONDS + 30

log = structlog.get_logger()


class CodeIssuer:
    """Make the redirect that ends at the client."""

    def __init__(
        self,
        config: OAuthConfig,
        records: StateStore,
        bridge: TokenExchangeClient,
        token_reaper: TokenReaper,
        around: OAuthDependencies,
    ) -> None:
        self._config = config
        self._records = records
        self._bridge = bridge
        self._token_reaper = token_reaper
        self._around = around

    async def finish(self, session: PendingAuthorization, main_app_code: str | None) -> str:
        """Return the address with our code.

        Args:
            session: what the client asked for.
            main_app_code: what the browser brought; None when that was no code at all.

        Raises:
            RefusedByRedirect: `access_denied` when the main app refused the code, `server_error` when it or the store
                failed; nothing half-done stays.
        """
        exchanged = await self._exchange(session, main_app_code)
        code = random_text(self._around.token_bytes)
        issued = IssuedCode(
            user_id=exchanged.user_id,
            sanctum_token=exchanged.sanctum_token.reveal(),
            redirect_uri=session.redirect_uri,
            code_challenge=session.code_challenge,
            client_id=session.client_id,
            client_name=session.client_name,
            audience=session.audience,
            scope=session.scope,
            resource=session.resource,
            ends=self._around.clock().timestamp() + CODE_SECONDS,
        )
        try:
            await self._records.put(code, issued, _REMEMBERED)
        except StoreUnavailable as error:
            await self._token_reaper.revoke(exchanged.sanctum_token)
            raise self._refusal(session, ServerError("The sign-in could not be finished."), "store") from error
        self._token_reaper.later(CODE_SECONDS + 5, lambda: self._end_unused(code), is_token=True)
        self._around.on_event("returned", "ok")
        issuer = self._config.public_url if self._config.send_issuer else None
        return with_query(session.redirect_uri, {"code": code, "state": session.state, "iss": issuer})

    async def _exchange(self, session: PendingAuthorization, main_app_code: str | None) -> ExchangedToken:
        denied = AccessDenied("Meo Mai Moi did not accept the sign-in.")
        if main_app_code is None:
            raise self._refusal(session, denied, "denied")
        try:
            return await self._bridge.exchange(main_app_code)
        except CodeRefused as error:
            raise self._refusal(session, denied, "denied") from error
        except UpstreamError as error:
            self._token_reaper.discard_code_later(main_app_code)
            raise self._refusal(session, ServerError("Meo Mai Moi could not be reached."), "upstream") from error

    def _refusal(self, session: PendingAuthorization, error: OAuthError, outcome: str) -> RefusedByRedirect:
        self._around.on_event("returned", outcome)
        return RefusedByRedirect(error, error_location(self._config, session.redirect_uri, session.state, error))

    async def _end_unused(self, code: str) -> None:
        try:
            found = await self._records.take(IssuedCode, code)
        except StoreUnavailable:
            log.warning("unused_code_not_checked")
            return
        if isinstance(found, FirstUse):
            await self._token_reaper.revoke(Secret(found.record.sanctum_token))
