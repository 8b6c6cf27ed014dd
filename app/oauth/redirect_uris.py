"""Where the browser may be sent, and how the address is put together."""

import re
from collections.abc import Mapping
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

# Both hosts are needed; {id} is not the GPT's id and changes when a GPT is edited.
_CHATGPT = re.compile(r"https://(?:chatgpt\.com|chat\.openai\.com)/aip/([A-Za-z0-9_-]{1,200})/oauth/callback")
_CHATGPT_ORIGINS = ("https://chatgpt.com", "https://chat.openai.com", "https://auth.openai.com")
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


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


def with_query(uri: str, parameters: Mapping[str, str | bytes | None]) -> str:
    """Add parameters to an address; what stands there already is kept as it is, None is left out."""
    parts = urlsplit(uri)
    added = urlencode({name: value for name, value in parameters.items() if value is not None}, quote_via=quote)
    return urlunsplit(parts._replace(query=f"{parts.query}&{added}" if parts.query else added))


def origin_of(uri: str) -> str:
    """Return scheme and host of an absolute address."""
    parts = urlsplit(uri)
    return f"{parts.scheme}://{parts.netloc}"


def is_loopback(uri: str) -> bool:
    """Tell whether the address is on the person's own device (RFC 8252, 7.3)."""
    return urlsplit(uri).hostname in _LOOPBACK


def form_targets(redirect_uri: str) -> str:
    """Return what `form-action` must list for a form whose answer redirects there.

    Chromium holds every hop after a form's POST to `form-action`, and ChatGPT's two hosts redirect to each other.
    """
    origin = origin_of(redirect_uri)
    return " ".join(_CHATGPT_ORIGINS if origin in _CHATGPT_ORIGINS else (origin,))
