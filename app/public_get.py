"""The GET to an address that a stranger has named: it reaches public hosts only, and takes little from them.

Two subjects have one: documents of MCP clients (`oauth`), and files that people attach (`tools.photos`).

A host is resolved once, every address must be public, and the connection goes to the address that was looked at, so a
second answer of the resolver (DNS rebinding) changes nothing; TLS is still held to the name.
"""

import asyncio
import re
import socket
from collections.abc import Awaitable, Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final

import httpx
from msgspec import Struct

Resolve = Callable[[str], Awaitable[Sequence[str]]]
"""Takes a host's name, returns its addresses; raises `OSError` when there are none."""

_MAX_AT_ONCE: Final = 10
_JSON: Final = re.compile(r"application/(?:[a-z0-9.+-]+\+)?json", re.IGNORECASE)
_LABEL: Final = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS: Final = re.compile(rf"https://((?:{_LABEL}\.)+(?![0-9]){_LABEL})(?:[/?][!-~]*)?")
# Counted as global by some version of Python, and yet not somebody's public host: a cloud's own services, relays, and
# what holds an IPv4 address inside (Teredo, 6to4). NAT64 and mapped addresses lie outside of the global unicast ones.
_NOT_PUBLIC: Final = tuple(
    ip_network(network)
    for network in (
        *("168.63.129.16/32", "192.0.0.0/24", "192.88.99.0/24"),
        *("2001::/23", "2002::/16", "3fff::/20"),
    )
)
_GLOBAL_UNICAST: Final = ip_network("2000::/3")


class NotFetched(Exception):
    """The address was not asked, or its answer not taken; the text says why, for the log."""


class TooManyAtOnce(NotFetched):
    """The address was not asked, for reasons that are not its own."""


async def resolve_host(host: str) -> Sequence[str]:
    """Ask the system's resolver."""
    found = await asyncio.get_running_loop().getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    return [str(address[4][0]) for address in found]


def is_public(address: str) -> bool:
    """Tell whether an address is somebody's public host and cannot lead back into our own network."""
    try:
        parsed = ip_address(address)
    except ValueError:  # among others an address with a zone, as fe80::1%eth0
        return False
    if isinstance(parsed, IPv6Address) and parsed not in _GLOBAL_UNICAST:
        return False
    if isinstance(parsed, IPv4Address) and (parsed.is_multicast or parsed.is_reserved):
        return False
    return parsed.is_global and not any(
        parsed in network for network in _NOT_PUBLIC if network.version == parsed.version
    )


class GetLimits(Struct, frozen=True, kw_only=True):
    """What is taken of an answer.

    Attributes:
        max_bytes: the largest body.
        seconds: for everything.
        only_json: whether another media type is refused.
    """

    max_bytes: int
    seconds: float
    only_json: bool


DOCUMENTS: Final = GetLimits(max_bytes=5_120, seconds=5.0, only_json=True)
FILES: Final = GetLimits(max_bytes=20_000_000, seconds=10.0, only_json=False)


class PublicGet:
    """Fetch over https."""

    def __init__(
        self,
        limits: GetLimits = DOCUMENTS,
        *,
        resolve: Resolve = resolve_host,
        make_transport: Callable[[], httpx.AsyncBaseTransport] | None = None,
    ) -> None:
        """Take the limits and the ways to the network; the transport is made when the first address is asked."""
        self._limits = limits
        self._resolve = resolve
        self._make_transport = make_transport or _transport
        self._transport: httpx.AsyncBaseTransport | None = None
        self._accept = "application/json" if limits.only_json else "*/*"
        self._under_way = 0

    async def fetch(self, url: str) -> bytes:
        """Return the body.

        Raises:
            NotFetched: the address may not be asked, or did not answer 200 with a body within the limits.
            TooManyAtOnce: others are under way; the address may be asked later.
        """
        host = host_of(url)
        if self._under_way >= _MAX_AT_ONCE:
            raise TooManyAtOnce("too many at once")
        self._under_way += 1
        try:
            async with asyncio.timeout(self._limits.seconds):
                return await self._get(url, host, await self._public_address(host))
        except TimeoutError as error:
            raise NotFetched("too slow") from error
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise NotFetched(f"no answer ({type(error).__name__})") from error
        finally:
            self._under_way -= 1

    async def close(self) -> None:
        """Let go of the network."""
        if self._transport is not None:
            await self._transport.aclose()

    async def _public_address(self, host: str) -> str:
        try:
            addresses = await self._resolve(host)
        except (OSError, UnicodeError) as error:
            raise NotFetched("no such host") from error
        # One private address among public ones is an attack or a mistake; neither is worth a try.
        if not addresses or not all(is_public(address) for address in addresses):
            raise NotFetched("not a public host")
        return addresses[0]

    async def _get(self, url: str, host: str, address: str) -> bytes:
        if self._transport is None:
            self._transport = self._make_transport()
        # The host's name goes where TLS and the server look for it, the connection to the address that was checked.
        request = httpx.Request(
            "GET",
            httpx.URL(url).copy_with(host=address),
            headers={"Host": host, "Accept": self._accept, "Accept-Encoding": "identity"},
            extensions={"sni_hostname": host, "timeout": httpx.Timeout(self._limits.seconds).as_dict()},
        )
        response = await self._transport.handle_async_request(request)
        try:
            _check_head(response, self._limits)
            return await _bounded_body(response, self._limits.max_bytes)
        finally:
            await response.aclose()


def host_of(url: str) -> str:
    """Return the host of an https address on port 443; read here, for no two parsers agree on odd addresses.

    Raises:
        NotFetched: it is none.
    """
    found = _ADDRESS.fullmatch(url)
    if found is None:
        raise NotFetched("not https on a public name")
    return found[1].lower()


def _check_head(response: httpx.Response, limits: GetLimits) -> None:
    if response.status_code != 200:
        raise NotFetched(f"status {response.status_code}")
    if limits.only_json and not _JSON.fullmatch(response.headers.get("content-type", "").partition(";")[0].strip()):
        raise NotFetched("no JSON")
    if response.headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise NotFetched("compressed")


async def _bounded_body(response: httpx.Response, max_bytes: int) -> bytes:
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) > max_bytes:
            raise NotFetched("too large")
    return bytes(body)


def _transport() -> httpx.AsyncBaseTransport:
    # No connection is kept: one to an address was held to one name, and must not serve another name at that address.
    return httpx.AsyncHTTPTransport(trust_env=False, limits=httpx.Limits(max_keepalive_connections=0), retries=0)
