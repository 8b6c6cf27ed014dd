"""Models of the authorization server: configuration, one-time records, answers, injected dependencies."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import ClassVar, Literal

from msgspec import UNSET, Struct, UnsetType, field

from app.oauth.client import FindClient
from app.public_get import PublicGet
from app.secret import Secret
from app.storage.redis import OnTrouble, ignore_trouble
from app.tokens.audience import GPT_CLIENT_NAME, Audience

BrowserCheck = Literal["confirm", "strict", "always", "off"]
McpClients = Literal["any", "known"]
SESSION_SECONDS = 600
CONSENT_SECONDS = 600
CODE_SECONDS = 300
# The main app's code lives five minutes from the consent, which is over when the browser arrives.
CONFIRM_SECONDS = 240
COOKIE_SECONDS = 600
SCOPE = "pets"
"""What a token of the GPT is good for, whatever was asked (RFC 6749, 3.3 and 5.1)."""


class OAuthConfig(Struct, frozen=True, kw_only=True):
    """What an operator decides about the handshake."""

    public_url: str
    main_app_url: str
    client_id: str
    client_secret: Secret
    hmac_secret: Secret
    redirect_uris: tuple[str, ...] = ()
    browser_check: BrowserCheck = "confirm"
    send_issuer: bool = True
    mcp: bool = True
    mcp_clients: McpClients = "any"
    mcp_fetch_clients: bool = False
    apps_challenge: str = ""


class ClientAccess(Struct, frozen=True, kw_only=True):
    """Which client a sign-in is for, and what it may get.

    The defaults stand for the GPT, so that sign-ins under way during an upgrade go on.

    Attributes:
        client_id: empty for the configured client.
        client_name: as the client calls itself.
        audience: the face its tokens are for.
        scope: what is granted, as RFC 6749, 3.3 writes it.
        resource: as the client named it (RFC 8707), if it did.
    """

    client_id: str = ""
    client_name: str = GPT_CLIENT_NAME
    audience: Audience = "gpt"
    scope: str = SCOPE
    resource: str | None = None


class AuthorizationRequest(ClientAccess, frozen=True, kw_only=True):
    """What a client asked for, checked (RFC 6749, 4.1.1)."""

    redirect_uri: str
    state: bytes | None = None
    code_challenge: str | None = None
    is_known_client: bool = False


class PendingConsent(Struct, frozen=True, kw_only=True):
    """A request that waits for the answer to our consent page."""

    kind: ClassVar[str] = "consent"

    request: AuthorizationRequest


class PendingAuthorization(AuthorizationRequest, frozen=True, kw_only=True):
    """The session: the request and the browser it came from, until the browser comes back from the main app."""

    kind: ClassVar[str] = "session"

    browser_hash: str


class PendingConfirmation(Struct, frozen=True, kw_only=True):
    """A consent that came back in another browser and waits for a click."""

    kind: ClassVar[str] = "confirmation"

    authorization: PendingAuthorization
    main_app_code: str


class IssuedCode(ClientAccess, frozen=True, kw_only=True):
    """What the code we gave to a client is worth; kept past `ends` only to recognise a late replay."""

    kind: ClassVar[str] = "code"

    user_id: int
    sanctum_token: str
    redirect_uri: str
    code_challenge: str | None
    ends: float


class RefreshSuccessor(Struct, frozen=True, kw_only=True):
    """The refresh token that took the place of a spent one; given again to whoever repeats the request."""

    kind: ClassVar[str] = "refresh-successor"

    refresh_token: str


class TokenResponse(Struct, frozen=True, kw_only=True):
    """RFC 6749, 5.1; a refresh token goes to MCP hosts only."""

    access_token: str
    token_type: Literal["bearer"] = "bearer"  # noqa: S105 - a word of the RFC, no password
    expires_in: int
    scope: str = SCOPE
    refresh_token: str | UnsetType = UNSET


class ErrorResponse(Struct, frozen=True):
    """RFC 6749, 5.2."""

    error: str
    error_description: str


class Revoked(Struct, frozen=True):
    """The answer to a revocation; RFC 7009 clients look at the status only."""

    revoked: bool = True


class ServerMetadata(Struct, frozen=True, kw_only=True):
    """RFC 8414, section 2, and RFC 9207, section 3."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    revocation_endpoint: str
    registration_endpoint: str | UnsetType = UNSET
    response_types_supported: tuple[str, ...] = ("code",)
    response_modes_supported: tuple[str, ...] = ("query",)
    grant_types_supported: tuple[str, ...] = ("authorization_code",)
    scopes_supported: tuple[str, ...] | UnsetType = UNSET
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_post", "client_secret_basic")
    revocation_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_post", "client_secret_basic")
    code_challenge_methods_supported: tuple[str, ...] = ("S256",)
    ui_locales_supported: tuple[str, ...] = ("en", "vi", "ru", "uk")
    authorization_response_iss_parameter_supported: bool
    client_id_metadata_document_supported: bool | UnsetType = UNSET
    op_policy_uri: str | UnsetType = UNSET


class ResourceMetadata(Struct, frozen=True, kw_only=True):
    """RFC 9728, section 2."""

    resource: str
    authorization_servers: tuple[str, ...]
    scopes_supported: tuple[str, ...]
    bearer_methods_supported: tuple[str, ...] = ("header",)
    resource_name: str = "Meo Mai Moi"
    resource_documentation: str
    resource_policy_uri: str


Sleep = Callable[[float], Awaitable[None]]

OnEvent = Callable[[str, str], None]
"""Takes the name of a step and its outcome; the metrics listen here (`consent`, `started`, `returned`, `browser_check`,
`exchanged`, `refreshed`, `replay`, `revoked`, `forwarded`)."""


def ignore_event(_name: str, _outcome: str) -> None:
    """Count nothing."""


class OAuthDependencies(Struct, frozen=True, kw_only=True):
    """One of each for the whole process; tests bring their own. `find_client` stands in for our lookup."""

    clock: Callable[[], datetime]
    token_bytes: Callable[[int], bytes]
    sleep: Sleep = asyncio.sleep
    public_get: PublicGet = field(default_factory=PublicGet)
    on_event: OnEvent = ignore_event
    find_client: FindClient | None = None
    on_store_trouble: OnTrouble = ignore_trouble
