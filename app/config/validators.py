"""What a single value of the environment must look like; `settings` says what it means when it does not."""

import re
from ipaddress import IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo


def is_web_address(value: str) -> bool:
    """Tell whether this is an absolute http or https address."""
    try:
        parts = urlsplit(value)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def is_origin(value: str) -> bool:
    """Tell whether this is scheme and host alone, as `https://example.org`."""
    return is_web_address(value) and not any(urlsplit(value)[2:]) and value[-1] not in "?#" and "@" not in value


def is_host_pattern(value: str) -> bool:
    """Tell whether this is a host's name of at least two parts, or `*.` and such a name."""
    return re.fullmatch(r"(\*\.)?([a-z0-9-]+\.)+[a-z][a-z0-9-]*", value) is not None


def is_redirect_uri(value: str) -> bool:
    """Tell whether this can stand in a Location header and in an exact comparison."""
    # `urlsplit` drops line breaks, so that two addresses on two lines would look like one.
    plain = value.isascii() and value.isprintable() and not any(sign in value for sign in " #*")
    return plain and is_web_address(value) and "@" not in urlsplit(value).netloc


def shortest_origin(origin: str) -> str:
    """Write an origin as browsers do in `Origin`: small letters, no port that goes without saying."""
    plain = origin.rstrip("/").lower()
    return plain.removesuffix({"https:": ":443", "http:/": ":80"}.get(plain[:6], "/"))


def is_private_host(host: str) -> bool:
    """Tell whether this name or address is one of the machine, the container network or the local network.

    Private are loopback, RFC 1918, unique local (RFC 4193) and link-local addresses, names without a dot (`app`,
    `localhost`), and names under the endings that are never in the public DNS.
    """
    try:
        address = ip_address(host)
    except ValueError:
        return _is_private_name(host)
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or address
    return any(address in network for network in _PRIVATE_NETWORKS if network.version == address.version)


_PRIVATE_IPV4 = ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16")
_PRIVATE_IPV6 = ("::1/128", "fc00::/7", "fe80::/10")
_PRIVATE_NETWORKS = tuple(ip_network(network) for network in (*_PRIVATE_IPV4, *_PRIVATE_IPV6))
# RFC 6761, 6762, 8375, ICANN's "internal", and what Kubernetes calls its services.
_PRIVATE_NAME = re.compile(
    r"[a-z0-9_-]+|([a-z0-9_-]+\.)+(localhost|local|internal|home\.arpa|svc|svc\.cluster\.local)", re.IGNORECASE
)


def _is_private_name(host: str) -> bool:
    # A number is read as an IPv4 address by resolvers: 134744072 and 0x8080808 are 8.8.8.8.
    name = host.removesuffix(".")
    return bool(_PRIVATE_NAME.fullmatch(name)) and not re.fullmatch(r"[0-9]+|0[xX][0-9a-fA-F]*", name)


def is_network(value: str) -> bool:
    """Tell whether this is an IP address or network."""
    try:
        ip_network(value, strict=False)
    except ValueError:
        return False
    return True


def is_timezone(name: str) -> bool:
    """Tell whether this is a name of the time zone database."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown, malformed, a folder's name
        return False
    return True
