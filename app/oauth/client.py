"""A client of the authorization server (RFC 6749, 2): who may ask for access, and where its answers go."""

from collections.abc import Awaitable, Callable
from typing import Literal

from msgspec import Struct

from app.secret import Secret
from app.tokens.audience import Audience

ClientKind = Literal["configured", "pinned", "document", "registered"]
"""Set in the settings (the GPT), listed in our code, described by its own document (CIMD), or registered (RFC 7591)."""


class Client(Struct, frozen=True, kw_only=True):
    """A client as the server knows it during one request.

    Attributes:
        id: its `client_id`.
        name: as it calls itself; a claim, except for configured and pinned clients.
        kind: how it became known.
        redirect_uris: where codes may go. A pinned row may hold `{cb}` for one path segment of letters, digits, `-`
            and `_`. The port of an http loopback address is ignored (RFC 8252, 7.3). Empty for the configured client,
            whose addresses `RedirectUriAllowlist` knows.
        secret: of a confidential client; None for a public one, of which PKCE is required.
        audience: which face its tokens are for.
        is_known: whether the page may call it a known app.
    """

    id: str
    name: str
    kind: ClientKind
    redirect_uris: tuple[str, ...] = ()
    secret: Secret | None = None
    audience: Audience
    is_known: bool = False

    @property
    def is_public(self) -> bool:
        """Whether it holds no secret (RFC 6749, 2.1)."""
        return self.secret is None


FindClient = Callable[[str], Awaitable[Client]]
"""Takes a `client_id`; raises `RefusedByPage` if there is no such client."""
