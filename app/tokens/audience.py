"""The two audiences of our tokens, and the scopes of each: the GPT's face and the face for MCP hosts."""

from collections.abc import Iterable
from typing import Final, Literal, get_args

Audience = Literal["gpt", "mcp"]
"""Which face takes a token; each refuses the other's."""
AUDIENCES: Final[tuple[Audience, ...]] = get_args(Audience)

Scope = Literal["pets", "pets:read", "pets:write"]
"""`pets` holds both rights and belongs to the GPT; MCP hosts get the other two, as the person left them."""

GPT_SCOPES: Final[frozenset[Scope]] = frozenset({"pets"})
MCP_SCOPES: Final[frozenset[Scope]] = frozenset({"pets:read", "pets:write"})
GPT_CLIENT_NAME = "ChatGPT"


def audience_uri(public_url: str, audience: Audience) -> str:
    """Return the `aud` claim: the public URL for the GPT, the address of the endpoint for MCP hosts."""
    return public_url if audience == "gpt" else f"{public_url}/mcp"


def scope_text(scopes: Iterable[str]) -> str:
    """Return scopes as RFC 6749, 3.3 writes them, in a fixed order."""
    return " ".join(sorted(scopes))


def mcp_scopes_in(text: str) -> frozenset[str]:
    """Return the scopes of MCP hosts that a scope parameter or claim names; other words are dropped."""
    return frozenset(MCP_SCOPES.intersection(text.split()))
