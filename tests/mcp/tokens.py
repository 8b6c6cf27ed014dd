"""Tokens for the MCP face, issued as the end of a sign-in does."""

from collections.abc import Sequence

from litestar import Litestar

from app.secret import Secret


def issue_host_token(connector: Litestar, user_id: int, sanctum_token: str, scopes: Sequence[str]) -> str:
    """Return an access token for a host."""
    del scopes
    token: str = connector.state.access_tokens.issue(user_id, Secret(sanctum_token))
    return token
