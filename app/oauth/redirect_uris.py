"""Where the browser may be sent, and how the address is put together."""

import re
from collections.abc import Mapping
from urllib.parse import quote, urlencode, urlsplit

from app.oauth.client import Client
from app.oauth.known_clients import callback_id_pattern

# Both hosts are needed; {id} is not the GPT's id and changes when a GPT is edited.
_CHATGPT = re.compile(r"https://(?:chatgpt\.com|chat\.openai\.com)/aip/([A-Za-z0-9_-]{1,200})/oauth/callback")
# Hosts of one owner that redirect to each other.
_FAMILIES = (
    ("https://chatgpt.com", "https://chat.openai.com", "https://auth.openai.com"),
    ("https://claude.ai", "https://claude.com"),
)
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_LOOPBACK_URI = re.compile(r"(http://(?:127\.0\.0\.1|\[::1\]|localhost))(?::([1-9][0-9]{0,4}))?((?:[/?].*)?)")
_MAX_PORT = 65_535


class RedirectUriAllowlist:
    """The redirect_uri values that are admitted."""

    def __init__(self, exact: tuple[str, ...]) -> None:
        self._exact = exact

    def admits(self, redirect_uri: str) -> bool:
        """Compare by plain equality, without normalising; without a list only ChatGPT's own shape passes."""
        if self._exact:
            return redirect_uri in self._exact
        return _CHATGPT.fullmatch(redirect_uri) is not None

    @property
    def is_one_gpt(self) -> bool:
        """Whether no other address than those of one GPT is admitted, so that a code can be meant for that one only."""
        matches = [_CHATGPT.fullmatch(one) for one in self._exact]
        return len({match[1] if match else None for match in matches}) == 1 and matches[0] is not None


def is_registered(redirect_uri: str, client: Client) -> bool:
    """Tell whether a client's codes may go to this address (RFC 6749, 3.1.2.3).

    Compared by plain equality; only the port of a loopback address is free (RFC 8252, 7.3), and a segment that a pinned
    host makes up.
    """
    given = _without_loopback_port(redirect_uri)
    for registered in map(_without_loopback_port, client.redirect_uris):
        if client.kind == "pinned" and re.fullmatch(callback_id_pattern(registered), given):
            return True
        if registered == given:
            return True
    return False


def with_query(uri: str, parameters: Mapping[str, str | bytes | None]) -> str:
    """Add parameters to an address without fragment; what stands there already is kept as it is, None is left out."""
    added = urlencode({name: value for name, value in parameters.items() if value is not None}, quote_via=quote)
    between = "" if uri.endswith("?") else "&" if "?" in uri else "?"
    return f"{uri}{between}{added}"


def origin_of(uri: str) -> str:
    """Return scheme and host of an absolute address; of an app's own scheme (RFC 8252, 7.1) the scheme alone."""
    parts = urlsplit(uri)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") else f"{parts.scheme}:"


def shown_host(uri: str) -> str:
    """Return what a person should compare: the host, or an app's own scheme."""
    return urlsplit(uri).netloc if is_web(uri) else origin_of(uri)


def is_web(uri: str) -> bool:
    """Tell whether the address leads into the web, and not to an app by its own scheme."""
    return urlsplit(uri).scheme in ("http", "https")


def is_loopback(uri: str) -> bool:
    """Tell whether the address is on the person's own device (RFC 8252, 7.3)."""
    return urlsplit(uri).hostname in _LOOPBACK


def is_on_device(uri: str) -> bool:
    """Tell whether a program on the person's own device gets the answer, whichever listens there (RFC 8252, 8.6)."""
    return is_loopback(uri) or not is_web(uri)


def form_targets(redirect_uri: str) -> str:
    """Return what `form-action` must list for a form whose answer redirects there.

    Chromium holds every hop after a form's POST to `form-action`, and some hosts redirect to another of their names. An
    address of IPv6 cannot be written there, so its scheme stands for it.
    """
    origin = origin_of(redirect_uri)
    if "[" in origin:
        return "http:"
    return " ".join(next((family for family in _FAMILIES if origin in family), (origin,)))


def _without_loopback_port(uri: str) -> str:
    found = _LOOPBACK_URI.fullmatch(uri)
    if found is None or int(found[2] or 1) > _MAX_PORT:
        return uri
    return found[1] + found[3]
