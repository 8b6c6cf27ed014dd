"""Tokens for the MCP face, issued as the end of a sign-in does."""

from collections.abc import Collection

from litestar import Litestar

from app.secret import Secret
from app.tokens.grant import TokenGrant

BOTH = ("pets:read", "pets:write")


def issue_host_token(
    connector: Litestar, user_id: int, sanctum_token: str, scopes: Collection[str] = BOTH, client_name: str = "Claude"
) -> str:
    """Return an access token for a host."""
    grant = TokenGrant(
        user_id,
        Secret(sanctum_token),
        audience="mcp",
        scopes=frozenset(scopes),
        client_id="https://host.example/client.json",
        client_name=client_name,
    )
    token: str = connector.state.access_tokens.issue(grant)
    return token
