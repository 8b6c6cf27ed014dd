"""The proven caller that the guard hands to every tool."""

from msgspec import Struct

from app.secret import Secret


class Caller(Struct, frozen=True):
    """A signed-in user, the token that acts for them at the main app, and the id of the access token they showed."""

    user_id: int
    sanctum_token: Secret
    token_id: str
