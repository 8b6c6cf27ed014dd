"""What a single value of the environment must look like; `settings` says what it means when it does not."""

from ipaddress import ip_network
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


def is_redirect_uri(value: str) -> bool:
    """Tell whether this can stand in a Location header and in an exact comparison."""
    # `urlsplit` drops line breaks, so that two addresses on two lines would look like one.
    plain = value.isascii() and value.isprintable() and not any(sign in value for sign in " #*")
    return plain and is_web_address(value) and "@" not in urlsplit(value).netloc


def shortest_origin(origin: str) -> str:
    """Write an origin as browsers do in `Origin`: small letters, no port that goes without saying."""
    plain = origin.rstrip("/").lower()
    return plain.removesuffix({"https:": ":443", "http:/": ":80"}.get(plain[:6], "/"))


def has_port(value: str) -> bool:
    """Tell whether the address can be taken apart; signs in a password often prevent it."""
    try:
        return urlsplit(value).port != 0
    except ValueError:
        return False


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
