"""The authorization server put together: what HTTP hands in, which step it goes to, what counts as a failure."""

import re

from msgspec import Struct

from app.main_app.token_exchange import TokenExchangeClient
from app.oauth.authorize import AuthorizeStep
from app.oauth.browser_binding import BrowserCookie
from app.oauth.callback import AskFirst, CallbackStep
from app.oauth.checks import check_main_app_code
from app.oauth.client import Client
from app.oauth.client_auth import authenticate_client, only_configured
from app.oauth.code_issuance import CodeIssuer
from app.oauth.consent import ConsentPage, ConsentStep
from app.oauth.errors import InvalidRequest, OAuthError, RefusedByPage, TooManyFailures
from app.oauth.grants.code import CodeGrant
from app.oauth.grants.issuing import TokenIssuer
from app.oauth.grants.refresh import RefreshGrant
from app.oauth.models import OAuthConfig, OAuthDependencies, ServerMetadata, TokenResponse
from app.oauth.orphaned_tokens import TokenReaper
from app.oauth.parameters import Parameters
from app.oauth.rate_limits import MemoryCounter, OAuthRateLimits, Share
from app.oauth.revoke import RevokeStep
from app.oauth.state_store import StateStore
from app.oauth.token import TokenStep
from app.storage.one_time import OneTimeStore, StoreUnavailable
from app.tokens.access_token import AccessTokens
from app.tokens.admission import read_bearer
from app.tokens.encryption import Encryptor
from app.tokens.rate_limit import RateLimit
from app.tokens.refresh_token import RefreshTokens

_FORM = "application/x-www-form-urlencoded"
_CONFIRMATION = re.compile(r"[A-Za-z0-9_-]{43}")


class ServerCall(Struct, frozen=True, kw_only=True):
    """A POST of another server."""

    body: bytes
    content_type: str
    authorization: list[str]
    client: tuple[Share, ...]


class AuthorizationServer:
    """The steps of the handshake behind their limits."""

    def __init__(
        self,
        config: OAuthConfig,
        around: OAuthDependencies,
        *,
        store: OneTimeStore,
        limits: OAuthRateLimits,
        bridge: TokenExchangeClient,
        access_tokens: AccessTokens,
        encryptor: Encryptor,
    ) -> None:
        self._config = config
        self._limits = limits
        self._find_client = around.find_client or only_configured(config)
        self._on_event = around.on_event
        self.cookie = BrowserCookie(config.public_url, around.token_bytes)
        records, token_reaper = StateStore(store, encryptor), TokenReaper(bridge, sleep=around.sleep)
        self._token_reaper = token_reaper
        code_issuer = CodeIssuer(config, records, bridge, token_reaper, around)
        self._authorize = AuthorizeStep(config, records, around)
        self._consent = ConsentStep(config, records, around)
        self._callback = CallbackStep(records, code_issuer, token_reaper, around, browser_check=config.browser_check)
        refresh_tokens = RefreshTokens(encryptor, clock=around.clock, token_bytes=around.token_bytes)
        issuer = TokenIssuer(access_tokens, refresh_tokens)
        self._token = TokenStep(
            CodeGrant(config, records, issuer, token_reaper, around),
            RefreshGrant(records, refresh_tokens, issuer, token_reaper, bridge, around),
            public_url=config.public_url,
        )
        self._revoke = RevokeStep(access_tokens, refresh_tokens, bridge, limits, on_event=around.on_event)
        # While the store is down nothing else bounds what is remembered for later.
        self._outage_limit = MemoryCounter(RateLimit(10, lambda: around.clock().timestamp()))

    @property
    def public_url(self) -> str:
        """The issuer."""
        return self._config.public_url

    @property
    def metadata(self) -> ServerMetadata:
        """What clients may discover (RFC 8414)."""
        url = self._config.public_url
        return ServerMetadata(
            issuer=url,
            authorization_endpoint=f"{url}/oauth/authorize",
            token_endpoint=f"{url}/oauth/token",
            revocation_endpoint=f"{url}/oauth/revoke",
            authorization_response_iss_parameter_supported=self._config.send_issuer,
        )

    async def authorize(self, raw_query: bytes, browser: str, *, client: tuple[Share, ...]) -> str | ConsentPage:
        """Return where the browser goes, or what our consent page shows (see `AuthorizeStep` and `ConsentStep`)."""
        await self._limits.browser_step(client)
        request = self._authorize.check(raw_query)
        if self._config.browser_check == "always":
            return await self._consent.ask(request)
        return await self._authorize.start(request, browser)

    async def consent(self, body: bytes, browser: str, *, client: tuple[Share, ...]) -> str:
        """Return where the browser goes after a yes on our consent page; raises `RefusedByRedirect` after a no."""
        await self._limits.browser_step(client)
        confirmation, choice = _read_click(body, ("allow", "deny"))
        if choice == "deny":
            raise await self._consent.deny(confirmation)
        return await self._authorize.start(await self._consent.allow(confirmation), browser)

    async def callback(self, raw_query: bytes, browser: str | None, *, client: tuple[Share, ...]) -> str | AskFirst:
        """Return where the browser goes, or that a person must be asked (see `CallbackStep.arrive`)."""
        try:
            await self._limits.browser_step(client)
            return await self._callback.arrive(raw_query, browser)
        except StoreUnavailable:
            await self._remember(raw_query, client)
            raise

    async def confirm(self, body: bytes, browser: str | None, *, client: tuple[Share, ...]) -> str | None:
        """Return where the browser goes, or None when the person stopped (see `CallbackStep`)."""
        await self._limits.browser_step(client)
        confirmation, choice = _read_click(body, ("continue", "stop"))
        if choice == "stop":
            await self._callback.stop(confirmation, browser)
            return None
        return await self._callback.proceed(confirmation, browser)

    async def token(self, call: ServerCall) -> TokenResponse:
        """Return tokens (see `TokenStep.exchange`); raises `OAuthError` and `StoreUnavailable`."""
        form, client = await self._authenticated(call)
        try:
            return await self._token.exchange(form, client)
        except OAuthError as error:
            self._on_event("exchanged", error.code)
            await self._count_failure(error, _counted_as(client, call))
            raise

    async def revoke(self, call: ServerCall) -> None:
        """End a token, in the Bearer form or the RFC 7009 form (see `RevokeStep`)."""
        bearer = read_bearer(call.authorization[0]) if len(call.authorization) == 1 else None
        if bearer is None:
            form, client = await self._authenticated(call)
        try:
            if bearer is None:
                await self._revoke.named(form, client)
            else:
                await self._revoke.own(bearer, Parameters.of_form(call.body if _is_form(call) else b""))
        except OAuthError as error:
            await self._count_failure(error, _counted_as(client, call) if bearer is None else call.client)
            raise

    async def close(self) -> None:
        """End what runs in the background."""
        await self._token_reaper.close()

    async def _authenticated(self, call: ServerCall) -> tuple[Parameters, Client]:
        try:
            if not _is_form(call):
                raise InvalidRequest(f"Send the parameters as {_FORM}.")
            form = Parameters.of_form(call.body)
            client = await authenticate_client(self._find_client, form, call.authorization)
        except OAuthError as error:
            await self._count_failure(error, call.client)
            raise
        return form, client

    async def _count_failure(self, error: OAuthError, who: tuple[Share, ...]) -> None:
        if error.status < 500 and not isinstance(error, TooManyFailures):
            await self._limits.failure(who)

    async def _remember(self, raw_query: bytes, client: tuple[Share, ...]) -> None:
        """The person may reload the page; if nobody does, the main app's token must not live on."""
        try:
            code = check_main_app_code(Parameters.of_query(raw_query))
        except OAuthError:
            return
        if code and await self._outage_limit.hit(*client) is None:
            self._token_reaper.discard_code_later(code)


def _counted_as(client: Client, call: ServerCall) -> tuple[Share, ...]:
    """Count failures of a client that has proved itself as its own; anybody can fail in the name of a public one."""
    return call.client if client.is_public else (Share(f"client {client.id}"),)


def _read_click(body: bytes, choices: tuple[str, str]) -> tuple[str, str]:
    try:
        form = Parameters.of_form(body)
        confirmation, choice = form.required("confirmation"), form.required("choice")
    except InvalidRequest as error:
        raise RefusedByPage("invalid", detail=error.description) from error
    if choice not in choices or not _CONFIRMATION.fullmatch(confirmation):
        raise RefusedByPage("invalid", detail="malformed click")
    return confirmation, choice


def _is_form(call: ServerCall) -> bool:
    return call.content_type.partition(";")[0].strip().lower() == _FORM
