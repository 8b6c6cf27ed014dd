"""Resource indicators (RFC 8707): which server a client wants a token for."""

from app.oauth.client import Client
from app.oauth.errors import InvalidTarget
from app.oauth.parameters import Parameters
from app.tokens.audience import AUDIENCES, audience_uri


def check_resource(parameters: Parameters, client: Client, public_url: str) -> str | None:
    """Return the audience's address if the client named a resource, None if it named none.

    Which audience its tokens have follows from the client, not from the spelling: clients write the address of the
    endpoint or the server's own, each with or without a slash at the end.

    Raises:
        InvalidTarget: one of them is another server (RFC 8707, 2).
    """
    given = parameters.all("resource")
    ours = {audience_uri(public_url, audience) for audience in AUDIENCES}
    if any(one.removesuffix("/") not in ours for one in given):
        raise InvalidTarget("resource is not this server.")
    return audience_uri(public_url, client.audience) if given else None
