"""Our own consent page, before the main app's: it names who asks and where the answer goes.

Whoever opens an authorization link drives the whole sign-in, so a link that somebody forwarded cannot be told from the
person's own by the browser alone: the person is asked. Nothing ties the browser to the sign-in before the yes: neither
the session for the main app nor the browser's cookie exists until then.
"""

from msgspec import Struct

from app.oauth.authorize import error_location
from app.oauth.browser_binding import random_text
from app.oauth.errors import AccessDenied, RefusedByPage, RefusedByRedirect
from app.oauth.models import CONSENT_SECONDS, AuthorizationRequest, OAuthConfig, OAuthDependencies, PendingConsent
from app.oauth.redirect_uris import form_targets, is_loopback, origin_of
from app.oauth.state_store import FirstUse, StateStore

_GPT_CLIENT_NAME = "ChatGPT"


class ConsentPage(Struct, frozen=True, kw_only=True):
    """What the page shows, its one-time value, and where its form may lead (`form-action`)."""

    confirmation: str
    client_name: str
    redirect_host: str
    is_loopback: bool = False
    form_targets: str


class ConsentStep:
    """Ask the person, and take the answer."""

    def __init__(self, config: OAuthConfig, records: StateStore, around: OAuthDependencies) -> None:
        self._config = config
        self._records = records
        self._around = around

    async def ask(self, request: AuthorizationRequest) -> ConsentPage:
        """Keep the request until the answer; each page has a value of its own, so several may be open.

        Raises:
            StoreUnavailable: the request cannot be kept.
        """
        confirmation = random_text(self._around.token_bytes)
        await self._records.put(confirmation, PendingConsent(request=request), CONSENT_SECONDS)
        self._around.on_event("consent", "asked")
        return ConsentPage(
            confirmation=confirmation,
            client_name=_GPT_CLIENT_NAME,
            redirect_host=origin_of(request.redirect_uri).partition("://")[2],
            is_loopback=is_loopback(request.redirect_uri),
            # Allow leads to the main app, Do not allow back to the client.
            form_targets=f"{form_targets(request.redirect_uri)} {origin_of(self._config.main_app_url)}",
        )

    async def allow(self, confirmation: str) -> AuthorizationRequest:
        """Return the request the person said yes to.

        Raises:
            RefusedByPage: the value is not known, or was used.
            StoreUnavailable: the request cannot be read.
        """
        request = await self._take(confirmation)
        self._around.on_event("consent", "allowed")
        return request

    async def deny(self, confirmation: str) -> RefusedByRedirect:
        """Return how the client hears of a no (RFC 6749, 4.1.2.1); raises as `allow`."""
        request = await self._take(confirmation)
        self._around.on_event("consent", "denied")
        error = AccessDenied("The user did not allow the connection.")
        return RefusedByRedirect(error, error_location(self._config, request.redirect_uri, request.state, error))

    async def _take(self, confirmation: str) -> AuthorizationRequest:
        found = await self._records.take(PendingConsent, confirmation)
        if not isinstance(found, FirstUse):
            self._around.on_event("consent", "expired")
            raise RefusedByPage("expired")
        return found.record.request
