"""What a client says of itself (RFC 7591, 2), in a registration or in its own document: one check per member."""

import re
from typing import Final

from msgspec import Struct

from app.lenient.visible_text import BLANK, visible_line
from app.oauth.errors import InvalidClientMetadata, InvalidRedirectUri
from app.oauth.redirect_uris import shown_host

MAX_REDIRECT_URIS: Final = 10
_MAX_NAME: Final = 60
_MAX_URI: Final = 1_000
# All of them together stand in a sealed client id, which travels in an address.
_MAX_URIS: Final = 2_500
_GRANT_TYPE: Final = "authorization_code"
_RESPONSE_TYPE: Final = "code"

_CHARACTERS = r"[A-Za-z0-9._~:/?@!$&'()*+,;=%-]"
_PORT = r"(?::[1-9][0-9]{0,4})?"
_REST = rf"(?:[/?]{_CHARACTERS}*)?"
_HTTPS: Final = re.compile(rf"https://[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?{_PORT}{_REST}")
_LOOPBACK: Final = re.compile(rf"http://(?:127\.0\.0\.1|\[::1\]|localhost){_PORT}{_REST}")
_PRIVATE_USE: Final = re.compile(r"([a-z][a-z0-9+.-]{1,60}):/[A-Za-z0-9._~/?!$&()*+=%-]+")
# What browsers and systems open by themselves; an app of a person's device has a scheme of its own (RFC 8252, 7.1).
_NO_APP: Final = re.compile(
    r"https?|wss?|s?ftps?|file|filesystem|data|blob|about|javascript|vbscript|view-source|jar|resource|content|intent"
    r"|android-app|chrome.*|edge|moz-.*|safari.*|devtools|opera|brave|ms-.*|search-ms|shell|cmd|ldaps?|smb|cifs|nfs|ssh"
    r"|telnet|vnc|rdp|mailto|tel|sms|callto|facetime.*|news|nntp|gopher|urn|irc.?|magnet|dict|itms.*|market|steam|git.*"
)


class ClientMetadata(Struct, frozen=True, kw_only=True):
    """The members we read; what else a client sends is ignored (RFC 7591, 2)."""

    redirect_uris: list[str] | None = None
    client_name: str | None = None
    token_endpoint_auth_method: str | None = None
    grant_types: list[str] | None = None
    response_types: list[str] | None = None


def check_redirect_uris(metadata: ClientMetadata) -> tuple[str, ...]:
    """Return the addresses codes may go to (RFC 7591, 2; RFC 8252, 7).

    Raises:
        InvalidRedirectUri: none, too many, or one of another kind than https, loopback http, or an app's own scheme.
    """
    uris = metadata.redirect_uris or []
    if not 1 <= len(uris) <= MAX_REDIRECT_URIS:
        raise InvalidRedirectUri(f"Send 1 to {MAX_REDIRECT_URIS} redirect_uris.")
    if any(len(uri) > _MAX_URI or not _may_be_redirected_to(uri) for uri in uris):
        raise InvalidRedirectUri(
            "Each of redirect_uris must be https, http on loopback (127.0.0.1, [::1] or localhost), or an app's own "
            "scheme, without fragment and user info."
        )
    if sum(map(len, uris)) > _MAX_URIS:
        raise InvalidRedirectUri("The redirect_uris are too long together.")
    return tuple(uris)


def check_flow(metadata: ClientMetadata) -> None:
    """Let a client pass that can use the authorization code flow, whatever else it can (RFC 7591, 2).

    Raises:
        InvalidClientMetadata: it cannot.
    """
    if _GRANT_TYPE not in (metadata.grant_types or [_GRANT_TYPE]):
        raise InvalidClientMetadata(f"grant_types must have {_GRANT_TYPE}.")
    if _RESPONSE_TYPE not in (metadata.response_types or [_RESPONSE_TYPE]):
        raise InvalidClientMetadata(f"response_types must have {_RESPONSE_TYPE}.")


def readable_name(metadata: ClientMetadata, redirect_uris: tuple[str, ...]) -> str:
    """Return one short visible line: the client's own claim, or else where it answers."""
    words = visible_line(metadata.client_name or "").strip(BLANK).split()
    claimed = " ".join(words)[:_MAX_NAME].strip()
    return claimed or shown_host(redirect_uris[0])[:_MAX_NAME]


def _may_be_redirected_to(uri: str) -> bool:
    if _HTTPS.fullmatch(uri) or _LOOPBACK.fullmatch(uri):
        return True
    found = _PRIVATE_USE.fullmatch(uri)
    return found is not None and not _NO_APP.fullmatch(found[1])
