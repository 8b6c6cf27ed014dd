"""Our own consent page, before the main app's: it names who asks and where the answer goes.

Whoever opens an authorization link drives the whole sign-in, so a link that somebody forwarded cannot be told from the
person's own by the browser alone: the person is asked. Nothing ties the browser to the sign-in before the yes: neither
the session for the main app nor the browser's cookie exists until then.
"""

from msgspec import Struct
from msgspec.structs import replace

from app.oauth.authorize import error_location
from app.oauth.browser_binding import random_text
from app.oauth.errors import AccessDenied, RefusedByPage, RefusedByRedirect
from app.oauth.models import CONSENT_SECONDS, AuthorizationRequest, OAuthConfig, OAuthDependencies, PendingConsent
from app.oauth.redirect_uris import form_targets, is_on_device, origin_of, shown_host
from app.oauth.state_store import FirstUse, StateStore
from app.tokens.audience import GPT_SCOPES, scope_text

_WRITE = "pets:write"


class ConsentPage(Struct, frozen=True, kw_only=True):
    """What the page shows, its one-time value, and where its form may lead (`form-action`).

    Attributes:
        confirmation: the one-time value.
        client_name: as the client calls itself.
        client_is_known: whether the page may call it a known app: it is in our list, and answers at its own host.
        redirect_host: where the answer goes.
        is_on_device: whether that is a program on the person's own device.
        may_change: whether it asks to change pets, too.
        may_choose: whether the person may leave that out.
        form_targets: where the form may lead.
    """

    confirmation: str
    client_name: str
    client_is_known: bool
    redirect_host: str
    is_on_device: bool
    may_change: bool
    may_choose: bool
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
        scopes = set(request.scope.split())
        is_known = request.is_known_client and request.redirect_uri.startswith("https://")
        return ConsentPage(
            confirmation=confirmation,
            client_name=request.client_name,
            client_is_known=is_known,
            redirect_host=shown_host(request.redirect_uri),
            is_on_device=is_on_device(request.redirect_uri),
            may_change=bool({_WRITE, *GPT_SCOPES} & scopes),
            may_choose=_WRITE in scopes and len(scopes) > 1,
            # Allow leads to the main app, Do not allow back to the client.
            form_targets=f"{form_targets(request.redirect_uri)} {origin_of(self._config.main_app_url)}",
        )

    async def allow(self, confirmation: str, *, only_see: bool) -> AuthorizationRequest:
        """Return the request the person said yes to.

        Args:
            confirmation: the one-time value of the page.
            only_see: whether the person left out the right to change anything.

        Raises:
            RefusedByPage: the value is not known, or was used.
            StoreUnavailable: the request cannot be read.
        """
        request = await self._take(confirmation)
        self._around.on_event("consent", "allowed_to_see" if only_see else "allowed")
        return replace(request, scope=scope_text(set(request.scope.split()) - {_WRITE})) if only_see else request

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
