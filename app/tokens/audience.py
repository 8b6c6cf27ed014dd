"""The two audiences of our tokens, and the scopes of each: the GPT's face and the face for MCP hosts."""

from typing import Final, Literal

Audience = Literal["gpt", "mcp"]
"""Which face takes a token; each refuses the other's."""

Scope = Literal["pets", "pets:read", "pets:write"]
"""`pets` holds both rights and belongs to the GPT; MCP hosts get the other two, as the person left them."""

GPT_SCOPES: Final[frozenset[Scope]] = frozenset({"pets"})
MCP_SCOPES: Final[frozenset[Scope]] = frozenset({"pets:read", "pets:write"})


def audience_uri(public_url: str, audience: Audience) -> str:
    """Return the `aud` claim: the public URL for the GPT, the address of the endpoint for MCP hosts."""
    return public_url if audience == "gpt" else f"{public_url}/mcp"
