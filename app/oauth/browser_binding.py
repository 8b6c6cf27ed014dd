"""One cookie per browser, so that the browser that started a sign-in can be known again."""

import base64
import hashlib
import hmac
import re
from collections.abc import Callable, Sequence

from litestar.datastructures import Cookie

from app.oauth.models import COOKIE_SECONDS

_VALUE = re.compile(r"[A-Za-z0-9_-]{43}")


class BrowserCookie:
    """Read and make the cookie."""

    def __init__(self, public_url: str, token_bytes: Callable[[int], bytes]) -> None:
        self._secure = public_url.startswith("https://")
        # The prefix keeps other hosts of the domain from setting it, and browsers refuse it without TLS.
        self.name = "__Host-meo_browser" if self._secure else "meo_browser"
        self._token_bytes = token_bytes

    def read(self, cookie_headers: Sequence[str]) -> str | None:
        """Return the browser's value, if it has exactly one of our form.

        Read here and not by the framework, which takes white space of any kind off a name: another host of the domain
        cannot set `__Host-...`, but a no-break space before it makes a name that browsers let it set.

        Args:
            cookie_headers: every Cookie header as it came.
        """
        pairs = [pair.strip(" \t").partition("=") for header in cookie_headers for pair in header.split(";")]
        values = {value for name, _, value in pairs if name == self.name}
        value = values.pop() if len(values) == 1 else ""
        return value if _VALUE.fullmatch(value) else None

    def new_value(self) -> str:
        """Return 256 random bits."""
        return random_text(self._token_bytes)

    def make(self, value: str) -> Cookie:
        """Return the cookie; Lax, because a Strict one does not come back from the main app's page."""
        return Cookie(
            key=self.name,
            value=value,
            path="/",
            max_age=COOKIE_SECONDS,
            secure=self._secure,
            httponly=True,
            samesite="lax",
        )


def browser_hash(value: str) -> str:
    """Return what a session keeps of the cookie."""
    return hashlib.sha256(value.encode()).hexdigest()


def is_same_browser(kept_hash: str, value: str | None) -> bool:
    """Compare in constant time."""
    return value is not None and hmac.compare_digest(kept_hash, browser_hash(value))


def random_text(token_bytes: Callable[[int], bytes]) -> str:
    """Return 256 random bits as 43 characters that need no escaping."""
    return base64.urlsafe_b64encode(token_bytes(32)).rstrip(b"=").decode()
