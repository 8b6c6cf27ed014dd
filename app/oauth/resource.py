"""Resource indicators (RFC 8707): which of our two faces a client means."""

from app.oauth.client import Client
from app.oauth.errors import InvalidTarget
from app.oauth.parameters import Parameters
from app.tokens.audience import audience_uri


def check_resource(parameters: Parameters, _client: Client, public_url: str) -> None:
    """RFC 8707, 2: the address of the endpoint or of the server, with or without a slash at the end.

    Whichever is named, the client's own audience is meant.

    Raises:
        InvalidTarget: another address.
    """
    given = parameters.one("resource")
    ours = {public_url, audience_uri(public_url, "mcp")}
    if given is not None and given.removesuffix("/") not in ours:
        raise InvalidTarget("resource is not an address of this server.")
