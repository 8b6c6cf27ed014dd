"""Why Redis cannot be used, in words of our own: the library's texts may name users and are never shown."""

import asyncio
from collections.abc import Awaitable
from typing import cast

from redis.asyncio import Redis
from redis.exceptions import RedisError

from app.secret import Secret
from app.storage.redis import make_redis_pool

Cause = tuple[tuple[str, ...], str, str]
"""Texts of which one must stand in the error, what is said, and what to do."""

_PATIENCE_SECONDS = 5.0  # a slow handshake must not hide what is wrong with it
_START_IT = "Start Redis, or correct REDIS_URL. Until then tools work and new sign-ins get 503."
_CREDENTIALS = (
    "Correct user and password in REDIS_URL: signs such as : / # @ ? % in them are written as %3A %2F %23 %40 %3F %25, "
    "a password without a user as redis://:PASSWORD@host."
)
_AUTHORITY = "Name the file of its authority in REDIS_URL: ?ssl_ca_certs=/path/to/ca.pem."
_CLOSED = ("closed by server", "connection lost", "connection reset", "unexpected_eof", "eof occurred")
# What the texts of Python, OpenSSL, redis-py and Redis have in common; the first that fits counts.
_TLS_CAUSES: tuple[Cause, ...] = (
    (("self-signed", "self signed"), "its certificate is self-signed", _AUTHORITY),
    (("certificate has expired",), "its certificate has expired", "Renew it."),
    (
        ("hostname mismatch", "ip address mismatch", "doesn't match"),
        "its certificate is for another name",
        "Use the name that stands in the certificate.",
    ),
    (("certificate_verify_failed",), "its certificate is from an authority that is not known here", _AUTHORITY),
    (
        ("certificate required", "certificate_required", "handshake failure", " alert ", *_CLOSED),
        "it ends the TLS connection: it may ask for a certificate of ours, or refuse the one we show",
        "Name one that it accepts in REDIS_URL: ?ssl_certfile=/path/to/cert.pem&ssl_keyfile=/path/to/key.pem.",
    ),
    (
        ("wrong_version_number", "wrong version number", "record layer", "record_layer", "timeout"),
        "no TLS is spoken there, or the way is very slow",
        "Use redis:// instead of rediss://, or the port for TLS.",
    ),
)
_CAUSES: tuple[Cause, ...] = (
    (
        ("db index is out of range", "invalid db index", "invalid database"),
        "there is no database of this number",
        "Redis has 0 to 15 unless it was given more: correct the number at the end of REDIS_URL.",
    ),
    (("wrongpass", "invalid password", "invalid username"), "user or password is refused", _CREDENTIALS),
    (
        ("without any password configured", "no password is set"),
        "it has no password, and REDIS_URL names one",
        "Take the password out of REDIS_URL, or set it in Redis (requirepass).",
    ),
    (("noauth", "authentication required"), "it asks for a password, and REDIS_URL names none", _CREDENTIALS),
    (
        ("name or service not known", "name resolution", "nodename nor servname", "no address associated"),
        "there is no host of this name",
        "Correct the host in REDIS_URL.",
    ),
    (("connection refused", "connect call failed"), "nothing listens there", _START_IT),
    (("no such file",), "there is no such socket", _START_IT),
    (("permission denied",), "this user may not open the socket", "Let the connector's user write to it."),
    (_CLOSED, "it closes the connection", "Is it the port for TLS? Then use rediss://. Does Redis admit this address?"),
    (("protocol error", "invalid response"), "something else than Redis answers there", "Correct host and port."),
    (("clusterdown", "moved "), "it is a Cluster, which is not supported", "Name a single Redis."),
    (("oom command", "used memory >"), "its memory is full", "Give it more, or look for what fills it."),
)


async def cause_of_failure(url: Secret, failure: Exception) -> tuple[str, str] | None:
    """Connect once more, patiently, and say what is wrong and what to do.

    Args:
        url: REDIS_URL.
        failure: what happened before; it counts when Redis answers this time.

    Returns:
        None when no cause is known.
    """
    tls = url.reveal().startswith("rediss")
    pool = make_redis_pool(url, timeout=_PATIENCE_SECONDS)
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            await cast("Awaitable[bool]", Redis(connection_pool=pool).ping())
    except (RedisError, OSError) as error:
        return _known_cause(_texts(error), tls=tls)
    finally:
        await pool.aclose()
    return _known_cause(_texts(failure), tls=False)


def _texts(error: BaseException | None) -> str:
    """Return the kinds and texts of an error and of those behind it."""
    found = []
    while error is not None:
        found.append(f"{type(error).__name__}: {error}")
        error = error.__cause__ or error.__context__
    return "\n".join(found).lower()


def _known_cause(texts: str, *, tls: bool) -> tuple[str, str] | None:
    for signs, says, to_do in (*_TLS_CAUSES, *_CAUSES) if tls else _CAUSES:
        if any(sign in texts for sign in signs):
            return says, to_do
    return None
