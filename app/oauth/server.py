"""The authorization server put together: what HTTP hands in, which step it goes to, what counts as a failure."""

import re

from msgspec import Struct

from app.main_app.token_exchange import TokenExchangeClient
from app.oauth.authorize import AuthorizeStep
from app.oauth.browser_binding import BrowserCookie
from app.oauth.callback import AskFirst, CallbackStep
from app.oauth.checks import check_main_app_code
from app.oauth.client import Client
from app.oauth.client_auth import authenticate_client
from app.oauth.client_document import ClientDocuments
from app.oauth.client_lookup import ClientLookup
from app.oauth.code_issuance import CodeIssuer
from app.oauth.consent import ConsentPage, ConsentStep
from app.oauth.errors import InvalidRequest, OAuthError, RefusedByPage, TooManyFailures
from app.oauth.grants.code import CodeGrant
from app.oauth.grants.issuing import TokenIssuer
from app.oauth.grants.refresh import RefreshGrant
from app.oauth.metadata import resource_metadata, server_metadata
from app.oauth.models import OAuthConfig, OAuthDependencies, ResourceMetadata, ServerMetadata, TokenResponse
from app.oauth.orphaned_tokens import TokenReaper
from app.oauth.parameters import Parameters
from app.oauth.rate_limits import MemoryCounter, OAuthRateLimits, Share
from app.oauth.registration import RegistrationResponse, Registrations
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


class Stopped(Struct, frozen=True):
    """A person did not go on with this client."""

    client_name: str


class _Click(Struct, frozen=True):
    """An answer on one of our pages."""

    confirmation: str
    choice: str
    only_see: bool


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
        self._on_event = around.on_event
        self.cookie = BrowserCookie(config.public_url, around.token_bytes)
        records, token_reaper = StateStore(store, encryptor), TokenReaper(bridge, sleep=around.sleep)
        self._token_reaper = token_reaper
        code_issuer = CodeIssuer(config, records, bridge, token_reaper, around)
        self._registrations = Registrations(
            encryptor, token_bytes=around.token_bytes, clock=lambda: around.clock().timestamp()
        )
        self._documents = ClientDocuments(around.public_get, clock=lambda: around.clock().timestamp())
        clients = ClientLookup(config, self._registrations, self._documents)
        self._find_client = around.find_client or clients.find_by_id
        self._authorize = AuthorizeStep(config, clients, records, around)
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
        return server_metadata(self._config)

    @property
    def resource_metadata(self) -> ResourceMetadata:
        """What hosts may discover of the MCP endpoint (RFC 9728)."""
        return resource_metadata(self._config)

    @property
    def apps_challenge(self) -> str:
        """The word that OpenAI's directory looks for."""
        return self._config.apps_challenge

    def register(self, body: bytes, *, client: tuple[Share, ...]) -> RegistrationResponse:
        """Register a client (see `Registrations.register`); raises `TooManyFailures` too."""
        self._limits.registration(client)
        return self._registrations.register(body)

    async def authorize(self, raw_query: bytes, browser: str, *, client: tuple[Share, ...]) -> str | ConsentPage:
        """Return where the browser goes, or what our consent page shows (see `AuthorizeStep` and `ConsentStep`)."""
        await self._limits.browser_step(client)
        request = await self._authorize.check(raw_query)
        if request.audience == "mcp" or self._config.browser_check == "always":
            return await self._consent.ask(request)
        return await self._authorize.start(request, browser)

    async def consent(self, body: bytes, browser: str, *, client: tuple[Share, ...]) -> str:
        """Return where the browser goes after a yes on our consent page; raises `RefusedByRedirect` after a no."""
        await self._limits.browser_step(client)
        click = _read_click(body, ("allow", "deny"))
        if click.choice == "deny":
            raise await self._consent.deny(click.confirmation)
        request = await self._consent.allow(click.confirmation, only_see=click.only_see)
        return await self._authorize.start(request, browser)

    async def callback(self, raw_query: bytes, browser: str | None, *, client: tuple[Share, ...]) -> str | AskFirst:
        """Return where the browser goes, or that a person must be asked (see `CallbackStep.arrive`)."""
        try:
            await self._limits.browser_step(client)
            return await self._callback.arrive(raw_query, browser)
        except StoreUnavailable:
            await self._remember(raw_query, client)
            raise

    async def confirm(self, body: bytes, browser: str | None, *, client: tuple[Share, ...]) -> str | Stopped:
        """Return where the browser goes, or that the person stopped (see `CallbackStep`)."""
        await self._limits.browser_step(client)
        click = _read_click(body, ("continue", "stop"))
        if click.choice == "stop":
            return Stopped(await self._callback.stop(click.confirmation, browser))
        return await self._callback.proceed(click.confirmation, browser)

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
        await self._documents.close()

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


def _read_click(body: bytes, choices: tuple[str, str]) -> _Click:
    try:
        form = Parameters.of_form(body)
        confirmation, choice, access = form.required("confirmation"), form.required("choice"), form.one("access")
    except InvalidRequest as error:
        raise RefusedByPage("invalid", detail=error.description) from error
    if choice not in choices or access not in (None, "see") or not _CONFIRMATION.fullmatch(confirmation):
        raise RefusedByPage("invalid", detail="malformed click")
    return _Click(confirmation, choice, access == "see")


def _is_form(call: ServerCall) -> bool:
    return call.content_type.partition(";")[0].strip().lower() == _FORM
