"""The rules of the handshake, one function each, named after the parameter; a check returns or raises."""

import base64
import hashlib
import hmac
import re
from datetime import datetime
from urllib.parse import urlsplit

from app.oauth.client import Client
from app.oauth.client_lookup import ClientLookup
from app.oauth.errors import (
    InvalidGrant,
    InvalidRequest,
    InvalidScope,
    RefusedByPage,
    UnknownClient,
    UnsupportedResponseType,
)
from app.oauth.models import SCOPE, IssuedCode
from app.oauth.parameters import Parameters
from app.oauth.redirect_uris import RedirectUriAllowlist, is_registered
from app.tokens.audience import MCP_SCOPES, mcp_scopes_in, scope_text

_MAX_STATE = 2_048  # bytes; ChatGPT sends some hundred, and every one of them is kept in the store
_SHOWN = 200
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")
_SCOPE = re.compile(r"[ \x21\x23-\x5b\x5d-\x7e]*")
_UUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")


async def check_client_id(query: Parameters, clients: ClientLookup) -> Client:
    """RFC 6749, 4.1.1 and 4.1.2.1: nothing is redirected for an unknown client."""
    given = _for_page(query, "client_id")
    try:
        return await clients.find(given or "")
    except UnknownClient as error:
        raise _page("client_id", given, error.setting, detail=str(error)) from error


def check_redirect_uri(query: Parameters, client: Client, allowlist: RedirectUriAllowlist) -> str:
    """RFC 6749, 3.1.2.4: nothing is redirected to an address that is not registered.

    Args:
        query: of the authorization request.
        client: who asks.
        allowlist: the addresses of the configured client, which has none of its own.
    """
    given = _for_page(query, "redirect_uri")
    is_configured = client.kind == "configured"
    admitted = given is not None and (allowlist.admits(given) if is_configured else is_registered(given, client))
    if given is None or not admitted:
        raise _page("redirect_uri", given, "OAUTH_REDIRECT_URIS" if is_configured else "", client=client.name)
    return given


def check_state(query: Parameters) -> bytes | None:
    """RFC 6749, 4.1.1: opaque, given back as it came.

    A page where that is impossible: an error without its `state` would be dropped by the client without a word.
    """
    given = _for_page(query, "state")
    if given is None:
        return None
    state = given.encode("utf-8", "surrogateescape")
    if len(state) > _MAX_STATE:
        raise RefusedByPage("invalid", detail="state too long", parameter="state", given=f"{len(state)} bytes")
    return state


def check_response_type(query: Parameters) -> None:
    """RFC 6749, 4.1.1: only the authorization code flow."""
    if query.required("response_type") != "code":
        raise UnsupportedResponseType("response_type must be code.")


def check_scope(query: Parameters, client: Client) -> str:
    """RFC 6749, 3.3: words of its characters, with any number of blanks anywhere.

    Returns:
        What may be granted, in a fixed order: of the words asked for those we know, or everything if there is none.
    """
    asked = _scope_of(query)
    return SCOPE if client.audience == "gpt" else scope_text(mcp_scopes_in(asked) or MCP_SCOPES)


def check_refresh_scope(form: Parameters, held: frozenset[str]) -> frozenset[str]:
    """RFC 6749, 6: all that the connection has, or less; more is refused, words that mean nothing here are dropped."""
    asked = mcp_scopes_in(_scope_of(form))
    if not asked <= held:
        raise InvalidScope("The scope is more than what was granted.")
    return asked or held


def check_code_challenge(query: Parameters, client: Client) -> str | None:
    """RFC 7636, 4.3 and 4.4.1: S256 or nothing; a missing method would mean plain.

    Only the configured client may do without: it authenticates, and its platform sends none.
    """
    challenge, method = query.one("code_challenge"), query.one("code_challenge_method")
    if challenge is None:
        if method is not None or client.kind != "configured":
            raise InvalidRequest("code_challenge is missing.")
        return None
    if method != "S256":
        raise InvalidRequest("code_challenge_method must be S256.")
    if not _CHALLENGE.fullmatch(challenge):
        raise InvalidRequest("code_challenge must be 43 characters of base64url.")
    return challenge


def check_session_id(query: Parameters) -> str | None:
    """Return a UUID as we made it; None for anything else."""
    return _uuid(query, "session_id")


def check_main_app_code(query: Parameters) -> str | None:
    """Return a UUID; None for anything else, which the main app is not asked about."""
    return _uuid(query, "code")


def check_age(code: IssuedCode, now: datetime) -> None:
    """RFC 6749, 4.1.2: a code is short-lived."""
    if code.ends <= now.timestamp():
        raise InvalidGrant("The code is not valid any more.")


def check_repeated_redirect_uri(form: Parameters, code: IssuedCode, allowlist: RedirectUriAllowlist) -> None:
    """RFC 6749, 4.1.3: the address of the authorization request.

    It keeps a code that another GPT has obtained out of ours, so it may be left out only when there is no other GPT.
    """
    given = form.one("redirect_uri")
    if given is None and not allowlist.is_one_gpt:
        raise InvalidRequest("The parameter redirect_uri is missing.")
    if given is not None and not hmac.compare_digest(given.encode(), code.redirect_uri.encode()):
        raise InvalidGrant("redirect_uri is not the one the code was issued for.")


def check_code_verifier(form: Parameters, code: IssuedCode) -> None:
    """RFC 7636, 4.6; a verifier belongs to a challenge and a challenge to a verifier, so neither can be stripped."""
    verifier = form.one("code_verifier")
    if code.code_challenge is None:
        if verifier is not None:
            raise InvalidGrant("There was no code_challenge for this code.")
        return
    if verifier is None:
        raise InvalidGrant("code_verifier is missing.")
    if not _VERIFIER.fullmatch(verifier):
        raise InvalidGrant("code_verifier does not fit the code_challenge.")
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    if not hmac.compare_digest(digest, code.code_challenge):
        raise InvalidGrant("code_verifier does not fit the code_challenge.")


def check_origin(origin: str | None, site: str | None, public_url: str) -> bool:
    """Let a click on a page of ours pass, and none on somebody else's.

    Our pages send no referrer, so browsers write `Origin: null` there, and `Sec-Fetch-Site` tells the truth. Browsers
    without it (Safari before 16.4, old web views) have nothing else to say: the one-time value has to do.

    Returns:
        Whether the browser has shown that the page was ours.

    Raises:
        RefusedByPage: the click came from elsewhere, or nothing is said about where it came from.
    """
    parts = urlsplit(public_url)
    own = origin == f"{parts.scheme}://{parts.netloc}".lower()
    if site not in (None, "same-origin") or not (own or origin == "null" or (origin is None and site)):
        raise RefusedByPage("invalid", status=403, detail="click on a page of another origin")
    return own or site is not None


def _scope_of(parameters: Parameters) -> str:
    scope = parameters.one("scope") or ""
    if not _SCOPE.fullmatch(scope):
        raise InvalidScope("The scope is malformed.")
    return scope


def _for_page(query: Parameters, name: str) -> str | None:
    try:
        return query.one(name)
    except InvalidRequest as error:
        raise RefusedByPage("invalid", detail=error.description, parameter=name, given="repeated") from None


def _page(name: str, given: str | None, setting: str, *, detail: str = "", client: str = "") -> RefusedByPage:
    shown = (given or "").encode("utf-8", "replace").decode()[:_SHOWN]
    return RefusedByPage(
        "invalid", detail=detail or f"{name} refused", parameter=name, given=shown, setting=setting, client=client
    )


def _uuid(query: Parameters, name: str) -> str | None:
    value = query.one(name)
    return value if value is not None and _UUID.fullmatch(value) else None
