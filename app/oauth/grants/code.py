"""Third leg: the client's server trades our code for tokens."""

import structlog

from app.oauth.checks import check_age, check_code_verifier, check_repeated_redirect_uri
from app.oauth.client import Client
from app.oauth.errors import InvalidGrant, OAuthError
from app.oauth.grants.issuing import TokenIssuer
from app.oauth.models import IssuedCode, OAuthConfig, OAuthDependencies, TokenResponse
from app.oauth.orphaned_tokens import TokenReaper
from app.oauth.parameters import Parameters
from app.oauth.redirect_uris import RedirectUriAllowlist
from app.oauth.state_store import Replay, StateStore
from app.secret import Secret
from app.tokens.audience import GPT_SCOPES, mcp_scopes_in
from app.tokens.grant import TokenGrant

log = structlog.get_logger()


class CodeGrant:
    """Issue tokens for codes, to a client that has been authenticated."""

    def __init__(
        self,
        config: OAuthConfig,
        records: StateStore,
        issuer: TokenIssuer,
        token_reaper: TokenReaper,
        around: OAuthDependencies,
    ) -> None:
        self._gpt_client_id = config.client_id
        self._allowlist = RedirectUriAllowlist(config.redirect_uris)
        self._records = records
        self._issuer = issuer
        self._token_reaper = token_reaper
        self._around = around

    async def exchange(self, form: Parameters, client: Client) -> TokenResponse:
        """Trade a code in; it is spent by the attempt, right or wrong.

        Raises:
            OAuthError: as RFC 6749, 5.2 says.
            StoreUnavailable: the code may be tried again.
        """
        code = await self._take(form.required("code"))
        try:
            check_age(code, self._around.clock())
            self._check_client(code, client)
            check_repeated_redirect_uri(form, code, self._allowlist)
            check_code_verifier(form, code)
        except OAuthError:
            await self._token_reaper.revoke(Secret(code.sanctum_token))
            raise
        grant = _grant_of(code)
        self._around.on_event("exchanged", "ok")
        return self._issuer.answer(grant, grant.scopes)

    def _check_client(self, code: IssuedCode, client: Client) -> None:
        """RFC 6749, 4.1.3: a code is for the client it was issued to; without PKCE only for the configured one."""
        if (code.client_id or self._gpt_client_id) != client.id or code.audience != client.audience:
            raise InvalidGrant("The code was issued to another client.")
        if code.code_challenge is None and client.kind != "configured":
            raise InvalidGrant("There was no code_challenge for this code.")

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


def _grant_of(code: IssuedCode) -> TokenGrant:
    return TokenGrant(
        user_id=code.user_id,
        sanctum_token=Secret(code.sanctum_token),
        audience=code.audience,
        scopes=GPT_SCOPES if code.audience == "gpt" else mcp_scopes_in(code.scope),
        client_id=code.client_id,
        client_name=code.client_name,
    )
