"""What a connection is: whose it is, the main app's token behind it, and what the client may do with it."""

from msgspec import Struct

from app.secret import Secret
from app.tokens.audience import GPT_CLIENT_NAME, GPT_SCOPES, MCP_SCOPES, Audience


class TokenGrant(Struct, frozen=True):
    """What tokens are issued for.

    Attributes:
        user_id: whose pets.
        sanctum_token: acts for them at the main app.
        audience: the face that takes the tokens. What follows is read for `mcp` only: the GPT is one configured client
            with both rights.
        scopes: of MCP_SCOPES, at least one.
        client_id: the client the tokens are issued to.
        client_name: as it calls itself.
    """

    user_id: int
    sanctum_token: Secret
    audience: Audience = "gpt"
    scopes: frozenset[str] = GPT_SCOPES
    client_id: str = ""
    client_name: str = GPT_CLIENT_NAME

    def __post_init__(self) -> None:
        if self.audience == "mcp" and not (self.client_id and self.scopes and self.scopes <= MCP_SCOPES):
            raise ValueError("A grant for MCP hosts names a client, and scopes of theirs only.")
