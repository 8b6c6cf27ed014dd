"""Whose request this is, as far as an address can tell: the peer, or what a trusted proxy says."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

import structlog

from app.oauth.models import OnEvent, ignore_event
from app.oauth.rate_limits import Share

Address = IPv4Address | IPv6Address
FORWARDING_HEADERS = ("x-forwarded-for", "forwarded", "x-real-ip")
# A home has a /64 of IPv6 or a /56, a site a /48: whoever holds one of them has all its addresses.
_IPV6_SHARES = ((64, 1), (56, 4), (48, 16))
# Behind a proxy that is not known all people are one client, and one of them must not be able to stop the others.
_UNKNOWN_PROXY_TIMES = 100

log = structlog.get_logger()


class ClientIpReader:
    """Read client addresses behind known proxies."""

    def __init__(self, trusted_proxies: tuple[str, ...], *, on_event: OnEvent = ignore_event) -> None:
        self._trusted: list[IPv4Network | IPv6Network] = [ip_network(one, strict=False) for one in trusted_proxies]
        self._on_event = on_event
        self._warned = False

    def client(
        self, peer: str | None, forwarded_for: Sequence[str], *, is_forwarded: bool = False
    ) -> tuple[Share, ...]:
        """Return the names under which requests of one client are counted, the narrowest first.

        Args:
            peer: the address at the other end of the connection, None for a local socket.
            forwarded_for: every X-Forwarded-For header, in order. Each proxy appends the address it saw, so the list
                is read from the right, and only as far as the proxies are known: the rest is the sender's invention.
            is_forwarded: whether another header says that a proxy has passed the request on.
        """
        found = _parse(peer or "")
        if not self._trusted or not (peer is None or self._is_trusted(found)):
            if not forwarded_for and not is_forwarded:
                return _shares(found, peer)
            self._tell()
            return (Share(f"unknown proxy {_shares(found, peer)[-1].name}", _UNKNOWN_PROXY_TIMES),)
        for hop in reversed(",".join(forwarded_for).split(",")):
            address = _parse(hop)
            if address is None:
                break
            found = address
            if not self._is_trusted(address):
                break
        return _shares(found, peer)

    def _tell(self) -> None:
        """Behind a proxy that is not known, everybody counts as one client: the operator should hear of it."""
        self._on_event("forwarded", "unknown_proxy")
        if not self._warned:
            self._warned = True
            log.warning("forwarded_by_unknown_proxy", setting="TRUSTED_PROXIES")

    def _is_trusted(self, address: Address | None) -> bool:
        return address is not None and any(address in network for network in self._trusted)


def _parse(text: str) -> Address | None:
    text = text.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _shares(address: Address | None, peer: str | None) -> tuple[Share, ...]:
    if isinstance(address, IPv6Address):
        return tuple(
            Share(str(ip_network((int(address), prefix), strict=False)), times) for prefix, times in _IPV6_SHARES
        )
    return (Share(str(address or peer or "local")),)
