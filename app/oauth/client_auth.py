"""Client authentication: in the form or by Basic, exactly one of them, in constant time (RFC 6749, 2.3.1).

A public client has nothing to prove here; it names itself, and what it brings is bound to it (PKCE, sealed tokens).
"""

import base64
from urllib.parse import unquote_plus

from msgspec import Struct

from app.oauth.client import Client, FindClient
from app.oauth.errors import InvalidClient, InvalidRequest, RefusedByPage, TemporarilyUnavailable
from app.oauth.parameters import Parameters
from app.secret import Secret

_RETRY_AFTER = 30


class ClientCredentials(Struct, frozen=True):
    """What a client claims to be."""

    client_id: str
    client_secret: Secret
    used_header: bool


async def authenticate_client(find_client: FindClient, form: Parameters, authorization: list[str]) -> Client:
    """Return the client that makes this request.

    Args:
        find_client: knows the clients.
        form: the parsed body.
        authorization: every Authorization header of the request.

    Raises:
        InvalidRequest: two ways at once, or two headers.
        InvalidClient: none, or wrong values; which of them is not told.
        TemporarilyUnavailable: the client cannot be looked up now.
    """
    if len(authorization) > 1:
        raise InvalidRequest("Send one Authorization header.")
    # An empty header carries no credentials, as some clients send it beside a form that does.
    given = _from_header(form, authorization[0]) if "".join(authorization).strip() else _from_form(form)
    client = await _find(find_client, given)
    if not _proves(given, client):
        raise InvalidClient("Client authentication failed.", used_header=given.used_header)
    return client


async def _find(find_client: FindClient, given: ClientCredentials) -> Client:
    names = [given.client_id]
    if given.used_header and (decoded := unquote_plus(given.client_id, errors="replace")) != given.client_id:
        names.append(decoded)
    for name in names:
        try:
            return await find_client(name)
        except RefusedByPage as refused:
            if refused.status >= 500:
                raise TemporarilyUnavailable("The client cannot be looked up now.", retry_after=_RETRY_AFTER) from None
    raise InvalidClient("Client authentication failed.", used_header=given.used_header)


def _proves(given: ClientCredentials, client: Client) -> bool:
    """A public client must not send a secret: it would have another client's, or none that anybody checks."""
    if client.secret is None:
        return not given.client_secret
    return _matches(client.secret, given.client_secret.reveal(), used_header=given.used_header)


def _from_form(form: Parameters) -> ClientCredentials:
    client_id, secret = form.one("client_id"), form.one("client_secret")
    if client_id is None:
        raise InvalidClient("Client authentication is missing.", used_header=False)
    return ClientCredentials(client_id, Secret(secret or ""), used_header=False)


def _from_header(form: Parameters, authorization: str) -> ClientCredentials:
    if form.one("client_secret") is not None:
        raise InvalidRequest("Use one way of client authentication only.")
    scheme, _, encoded = authorization.strip().partition(" ")
    try:
        decoded = base64.b64decode(encoded.strip(), validate=True).decode() if scheme.lower() == "basic" else ""
    except ValueError:  # no base64, no UTF-8, not even ASCII
        decoded = ""
    client_id, colon, secret = decoded.partition(":")
    if not colon:
        raise InvalidClient("Client authentication failed.", used_header=True)
    named = form.one("client_id")
    if named is not None and not _matches(Secret(named), client_id, used_header=True):
        raise InvalidRequest("client_id differs from the Authorization header.")
    return ClientCredentials(client_id, Secret(secret), used_header=True)


def _matches(expected: Secret, given: str, *, used_header: bool) -> bool:
    """RFC 6749, 2.3.1 has both parts of a Basic header form-encoded; many clients send them as they are."""
    plain = expected.matches(given)
    encoded = expected.matches(unquote_plus(given, errors="replace"))
    return plain or (used_header and encoded)
