"""Browser sessions at /api: the cookies, the CSRF rule, and who counts as the main app's own page."""

from urllib.parse import urlsplit

from app.devtools.sandbox.api.answers import Bare, Failure
from app.devtools.sandbox.api.call import Call
from app.devtools.sandbox.api.middleware import authenticate
from app.devtools.sandbox.data.people import Session, User

SESSION_COOKIE = "meo_session"
CSRF_COOKIE = "XSRF-TOKEN"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def set_session_cookie(session: Session) -> str:
    """Write the Set-Cookie value of a session."""
    return f"{SESSION_COOKIE}={session.id}; Path=/; HttpOnly; SameSite=Lax"


def load_session(call: Call) -> None:
    """Find the browser's session."""
    session_id = call.request.cookie(SESSION_COOKIE)
    call.session = call.world.accounts.sessions.get(session_id) if session_id else None


def check_csrf(call: Call) -> None:
    """Ask for `Sec-Fetch-Site: same-origin` or the token of `/sanctum/csrf-cookie`; else 419 C."""
    if call.request.headers.get("sec-fetch-site") == "same-origin":
        return
    load_session(call)
    sent = call.request.headers.get("x-xsrf-token")
    if call.session is None or sent != call.session.csrf_token:
        raise Bare(419, "CSRF token mismatch.")


def check_page_requests(call: Call) -> None:
    """Take a request with the main app's own Origin or Referer for one of its pages, which needs CSRF."""
    if call.request.method not in _SAFE and comes_from_own_page(call):
        check_csrf(call)


def comes_from_own_page(call: Call) -> bool:
    """Whether Origin or Referer name the host that was asked."""
    source = call.request.headers.get("referer") or call.request.headers.get("origin") or ""
    return bool(source) and urlsplit(source).netloc == call.request.headers.get("host")


def authenticate_browser(call: Call) -> None:
    """Let logged-in browser sessions in, whose cookie counts only with Origin or Referer; else a living token."""
    load_session(call)
    user_id = call.session.user_id if call.session else None
    if user_id is None or not comes_from_own_page(call):
        authenticate(call)
        return
    call.user = call.world.accounts.users[user_id]


def refuse_bearer(call: Call) -> None:
    """Refuse any bearer header on a session-only route, dead or alive."""
    if call.request.bearer is not None:
        message = "API token management is available only from a session-authenticated browser session."
        raise Failure(403, message)


def log_in(call: Call, user: User) -> Session:
    """Log the browser in under a new session id, as a framework does against fixation."""
    session = call.world.accounts.open_session()
    session.user_id = user.id
    call.session = session
    return session
