"""Whether REDIS_URL can be used: it is taken apart as the redis library does, but nothing is connected to."""

import re
import ssl
from urllib.parse import parse_qsl, urlsplit

from redis.asyncio import Connection, SSLConnection
from redis.exceptions import RedisError

from app.secret import Secret
from app.storage.redis import make_redis_pool
from app.storage.sentinel import SENTINEL_SCHEMES, read_sentinel_url

_SCHEMES = ("redis://", "rediss://", "unix://")
_NUMBERS = {"db": 0, "max_connections": 1, "health_check_interval": 0}
"""Options that are whole numbers, with the smallest value of each."""
_OPTIONS = frozenset(
    {*_NUMBERS, "username", "password", "client_name", "socket_timeout", "socket_connect_timeout", "timeout"}
)
# Others, such as decode_responses or retry_on_timeout, would change what the store relies on.
_TLS_OPTIONS = frozenset(
    f"ssl_{name}"
    for name in ("cert_reqs", "ca_certs", "ca_path", "ca_data", "check_hostname", "certfile", "keyfile", "password")
) | {"ssl_ciphers"}


def redis_url_problem(url: str) -> str | None:
    """Say why the application could not use this address, or return None if it could.

    Returns:
        What follows the variable's name in a sentence; no value of the address is repeated in it, because an unescaped
        sign may turn a piece of the password into any other part.
    """
    if url.startswith(SENTINEL_SCHEMES):
        try:
            address = read_sentinel_url(url)
        except ValueError:
            return "by Sentinel has the form redis+sentinel://host:port,host:port,host:port/service."
        server_url = address.server_url
    elif url.startswith(_SCHEMES):
        server_url = url
    else:
        return "must begin with redis://, rediss://, unix:// or redis+sentinel://."
    return _structure_problem(server_url) or _options_problem(server_url) or _library_problem(url)


def _structure_problem(url: str) -> str | None:
    unreadable = "cannot be read; signs such as : / # @ ? in its password are written as %3A %2F %23 %40 %3F."
    try:
        parts = urlsplit(url)
        port_ok = parts.port != 0
    except ValueError:
        return unreadable
    # An unescaped sign ends the address early: the rest of the password and the host then stand behind it.
    if not port_ok or not url.isprintable() or "#" in url or "@" in parts.path + parts.query:
        return unreadable
    if parts.scheme == "unix":
        return None if parts.path else "names no socket: unix:///run/redis/redis.sock, for example."
    if not re.fullmatch(r"/?|/[0-9]+/?", parts.path):
        return "must end with the number of a database, such as /0, or with nothing."
    return None


def _options_problem(url: str) -> str | None:
    parts = urlsplit(url)
    try:
        given = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=True) if parts.query else []
    except ValueError:
        return "has something behind its ? that is no list of options such as name=value&name=value."
    for name, value in given:
        if name in _TLS_OPTIONS and parts.scheme != "rediss":
            return f"has the option {name}, which is for rediss:// only."
        if name not in _OPTIONS | _TLS_OPTIONS:
            return f"has an option that is not supported; known are: {', '.join(sorted(_OPTIONS | _TLS_OPTIONS))}."
        if name in _NUMBERS and not (re.fullmatch(r"[0-9]{1,9}", value) and int(value) >= _NUMBERS[name]):
            return f"has the option {name}, which takes a whole number from {_NUMBERS[name]}."
        if name.endswith("timeout") and not re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,6})?", value):
            return f"has the option {name}, which takes seconds, such as 0.5."
    return None


def _library_problem(url: str) -> str | None:
    try:
        pool = make_redis_pool(Secret(url))
        connection: Connection = pool.make_connection()  # type: ignore[no-untyped-call]  # without annotations there
        if isinstance(connection, SSLConnection):
            connection.ssl_context.get()
    except (OSError, ssl.SSLError):
        return "has ssl_ options (certificate or key files, ciphers) that cannot be used."
    except (RedisError, TypeError, ValueError, AttributeError):
        return "has an option with a value that the redis library refuses."
    return None
