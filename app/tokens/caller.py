"""The proven caller that the guard hands to every tool."""

from msgspec import Struct

from app.secret import Secret


class Caller(Struct, frozen=True):
    """A signed-in user, the token that acts for them at the main app, and what the access token they showed says.

    Attributes:
        user_id: whose pets.
        sanctum_token: acts for them at the main app.
        token_id: of the access token; empty for tokens of the earlier connector.
        scopes: `pets:read`, `pets:write`; a token of the GPT has both.
        client_id: the client it was issued to; the configured one for every token of the GPT's face.
        client_name: as the client calls itself.
    """

    user_id: int
    sanctum_token: Secret
    token_id: str
    scopes: frozenset[str] = frozenset()
    client_id: str = ""
    client_name: str = ""
