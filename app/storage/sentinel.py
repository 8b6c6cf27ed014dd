"""Redis by Sentinel: each new connection asks the Sentinels for the primary, so that a failover needs no restart.

    redis+sentinel://[user:password@]host[:port][,host[:port]...]/service[/database][?options]
    rediss+sentinel://...

The second form is TLS to the servers and to the Sentinels. User and password are those of the servers; the Sentinels'
own are the options `sentinel_username` and `sentinel_password`.
"""

import asyncio
import re
from typing import Any
from urllib.parse import parse_qsl

from msgspec import Struct
from redis.asyncio import BlockingConnectionPool, SSLConnection
from redis.asyncio.connection import parse_url
from redis.asyncio.retry import Retry
from redis.asyncio.sentinel import Sentinel, SentinelConnectionPool
from redis.backoff import NoBackoff

SENTINEL_SCHEMES = ("redis+sentinel://", "rediss+sentinel://")
_DEFAULT_PORT = 26379
_MEMBER = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::([0-9]{1,5}))?")
_SERVICE = re.compile(r"[A-Za-z0-9._-]+")
_SENTINEL_OPTIONS = frozenset(("sentinel_username", "sentinel_password"))
# One that hangs leaves time to ask the next: the whole of Redis has 0.8 s in one step of a sign-in.
_SENTINEL_TIMEOUT = 0.3


class SentinelUrl(Struct, frozen=True):
    """The parts of such an address."""

    sentinels: tuple[tuple[str, int], ...]
    service: str
    server_url: str
    """Credentials, database and options of the servers as a `redis://` or `rediss://` URL, whose host means nothing."""
    username: str | None
    password: str | None


def read_sentinel_url(url: str) -> SentinelUrl:
    """Take an address apart.

    Raises:
        ValueError: it has another form; the text names no part of it, which could be a piece of a password.
    """
    scheme, separator, rest = url.partition("+sentinel://")
    rest, _, query = rest.partition("?")
    credentials, at, rest = rest.rpartition("@")
    members, _, path = rest.partition("/")
    service, _, database = path.partition("/")
    found = [_MEMBER.fullmatch(member) for member in members.split(",")]
    ports = [int(one[2] or _DEFAULT_PORT) for one in found if one]
    if not (separator and all(found) and all(0 < port < 65_536 for port in ports) and _SERVICE.fullmatch(service)):
        raise ValueError("No address of the form redis+sentinel://host:port,host:port/service.")
    options = query.split("&") if query else []
    own = dict(parse_qsl("&".join(option for option in options if option.partition("=")[0] in _SENTINEL_OPTIONS)))
    others = "&".join(option for option in options if option.partition("=")[0] not in _SENTINEL_OPTIONS)
    return SentinelUrl(
        sentinels=tuple((one[1].strip("[]"), port) for one, port in zip(found, ports, strict=True) if one),
        service=service,
        server_url=f"{scheme}://{credentials}{at}primary/{database}" + (f"?{others}" if others else ""),
        username=own.get("sentinel_username"),
        password=own.get("sentinel_password"),
    )


class SentinelPool(SentinelConnectionPool, BlockingConnectionPool):
    """Connections to whichever server is the primary; waits for a free one as the pool for a single server does."""

    def __init__(self, address: SentinelUrl, **options: Any) -> None:
        """Take the address, and for connections to the servers what a pool for a single server takes."""
        options |= parse_url(address.server_url)
        tls = options.pop("connection_class", None) is SSLConnection
        del options["host"]
        to_sentinels = {
            **{name: value for name, value in options.items() if name.startswith("ssl_")},
            "ssl": tls,
            "username": address.username,
            "password": address.password,
            "socket_timeout": _SENTINEL_TIMEOUT,
            "socket_connect_timeout": _SENTINEL_TIMEOUT,
            "retry": Retry(NoBackoff(), 0),
            "protocol": 2,
        }
        self.sentinels = Sentinels(address.sentinels, sentinel_kwargs=to_sentinels)
        super().__init__(address.service, self.sentinels, ssl=tls, **options)  # type: ignore[no-untyped-call]

    async def aclose(self) -> None:
        """Close the connections to servers and Sentinels."""
        await super().aclose()
        for sentinel in self.sentinels.sentinels:
            await sentinel.aclose()


class Sentinels(Sentinel):
    """The Sentinels, asked by one task at a time.

    The library puts the one that answered first in its list; several tasks that do so at once overwrite others, which
    are then never asked again.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)  # type: ignore[no-untyped-call]
        self._turn = asyncio.Lock()

    async def discover_master(self, service_name: str) -> tuple[str, int]:
        """Return host and port of the primary.

        Raises:
            MasterNotFoundError: no Sentinel that answers knows a living one.
        """
        async with self._turn:
            host, port = await super().discover_master(service_name)
        return str(host), int(port)
