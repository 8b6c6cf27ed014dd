"""The door of every tool: a request without a live access token of ours does not get in."""

from typing import Any, cast

import structlog
from litestar import Request
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from app.errors import Unauthorized
from app.tokens.access_token import AccessTokens, UnverifiedToken
from app.tokens.caller import Caller
from app.tokens.rate_limit import limit_calls
from app.web.body import authorization_of


def read_bearer(header: str | None) -> UnverifiedToken | None:
    """Return the token of an Authorization header, or None when it holds none (RFC 6750, 2.1)."""
    scheme, _, token = (header or "").strip().partition(" ")
    token = token.strip()
    return UnverifiedToken(token) if scheme.lower() == "bearer" and token else None


async def require_caller(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Refuse the request unless it carries a live access token; remember whose it is.

    Asynchronous, because Litestar runs synchronous guards in threads.

    Raises:
        Unauthorized: the challenge names an error only if there was a token (RFC 6750, 3.1).
        RepeatedAuthorization: there are several Authorization headers.
    """
    unverified_token = read_bearer(authorization_of(connection))
    if unverified_token is None:
        raise Unauthorized("Sign in to Meo Mai Moi first.", token_sent=False)
    access_tokens = cast("AccessTokens", connection.app.state.access_tokens)
    caller = access_tokens.open(unverified_token)
    structlog.contextvars.bind_contextvars(user_id=caller.user_id)
    connection.scope["auth"] = caller


async def admit_caller(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Prove the caller, then count the call: one guard, so that neither can be left out or come first.

    Raises:
        Unauthorized: see `require_caller`.
        RateLimited: see `limit_calls`.
    """
    await require_caller(connection, handler)
    await limit_calls(connection, handler)


async def provide_caller(request: Request[Any, Any, Any]) -> Caller:
    """Inject the proven caller; a route without the guard fails here rather than serving everyone."""
    return cast("Caller", request.auth)
