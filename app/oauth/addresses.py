"""Whose request this is, as far as an address can tell: the peer, or what a trusted proxy says."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

import structlog

Address = IPv4Address | IPv6Address
_IPV6_PREFIX = 64

log = structlog.get_logger()


class AddressReader:
    """Read client addresses behind known proxies."""

    def __init__(self, trusted_proxies: tuple[str, ...]) -> None:
        self._trusted: list[IPv4Network | IPv6Network] = [ip_network(one, strict=False) for one in trusted_proxies]
        self._warned = False

    def client(self, peer: str | None, forwarded_for: list[str]) -> str:
        """Return the name under which requests of one client are counted.

        Args:
            peer: the address at the other end of the connection, None for a local socket.
            forwarded_for: every X-Forwarded-For header, in order. Each proxy appends the address it saw, so the list
                is read from the right, and only as far as the proxies are known: the rest is the sender's invention.
        """
        found = _parse(peer or "")
        if not self._trusted or not (peer is None or self._is_trusted(found)):
            self._warn_once(forwarded_for)
            return _bucket(found, peer)
        for hop in reversed(",".join(forwarded_for).split(",")):
            address = _parse(hop)
            if address is None:
                break
            found = address
            if not self._is_trusted(address):
                break
        return _bucket(found, peer)

    def _warn_once(self, forwarded_for: list[str]) -> None:
        """Behind a proxy that is not known, everybody counts as one address: the operator should hear of it."""
        if forwarded_for and not self._warned:
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


def _bucket(address: Address | None, peer: str | None) -> str:
    """Name an address; a home has a whole /64 of IPv6."""
    if isinstance(address, IPv6Address):
        return str(ip_network((address, _IPV6_PREFIX), strict=False))
    return str(address or peer or "local")
