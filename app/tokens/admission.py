"""Admission of a signed-in call: the bearer token is proved, then the call is counted. Every face asks here."""

from collections.abc import Iterable

import structlog

from app.errors import AppError, RateLimited, Unauthorized
from app.tokens.access_token import AccessTokens, UnverifiedToken
from app.tokens.audience import Audience
from app.tokens.caller import Caller
from app.tokens.rate_limit import RateLimit

RawHeaders = Iterable[tuple[bytes, bytes]]
"""Headers as an ASGI scope holds them: lower-case names, in the order sent."""


class RepeatedAuthorization(AppError):
    """Two Authorization headers: which of them counts would depend on who reads them (RFC 9110, 5.3; RFC 6750, 3.1)."""

    code = "VALIDATION_ERROR"
    status = 400


def read_authorization(headers: RawHeaders) -> str | None:
    """Return the Authorization header, or None when there is none.

    Raises:
        RepeatedAuthorization: there are several.
    """
    found = [value for name, value in headers if name == b"authorization"]
    if len(found) > 1:
        raise RepeatedAuthorization("Send one Authorization header.")
    return found[0].decode("latin-1") if found else None


def read_bearer(header: str | None) -> UnverifiedToken | None:
    """Return the token of an Authorization header, or None when it holds none (RFC 6750, 2.1)."""
    scheme, _, token = (header or "").strip().partition(" ")
    token = token.strip()
    return UnverifiedToken(token) if scheme.lower() == "bearer" and token else None


class Admission:
    """Proves and counts in one step, so that neither can be left out or come first."""

    def __init__(self, access_tokens: AccessTokens, limit: RateLimit, *, audience: Audience) -> None:
        """Take the issuer of the tokens, the rate limit per user, and the face that is guarded."""
        self._access_tokens = access_tokens
        self._limit = limit
        self._audience = audience

    def admit(self, headers: RawHeaders) -> Caller:
        """Return the caller that the Authorization header proves, and bind the user id to the log line.

        Raises:
            Unauthorized: no live access token; `token_sent` tells whether there was one (RFC 6750, 3.1).
            RepeatedAuthorization: there are several Authorization headers.
            RateLimited: too many calls in this minute, with the seconds to wait.
        """
        unverified_token = read_bearer(read_authorization(headers))
        if unverified_token is None:
            raise Unauthorized("Sign in to Meo Mai Moi first.", token_sent=False)
        caller = self._access_tokens.verify(unverified_token, audience=self._audience)
        structlog.contextvars.bind_contextvars(user_id=caller.user_id)
        if (wait := self._limit.hit(str(caller.user_id))) is not None:
            raise RateLimited(f"Too many calls in one minute. Try again in {wait} seconds.", retry_after=wait)
        return caller
