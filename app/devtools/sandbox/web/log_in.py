"""Logging in without a form, for scripts, and the CSRF cookie (docs/main-app-api.md, "Bridge routes").

A script without a browser logs in with POST /login, keeps the cookie and posts to /api/gpt-auth/confirm with
`Sec-Fetch-Site: same-origin` and an `Origin` of the sandbox. POST /sandbox/control/consent does all of it at once.
"""

import msgspec
from litestar import Controller, MediaType, Response, get, post
from msgspec import Struct

from app.devtools.sandbox.api.answers import Invalid, Refusal
from app.devtools.sandbox.api.browser import CSRF_COOKIE, check_csrf, log_in, set_session_cookie
from app.devtools.sandbox.web.visit import PageRequest, Visit, open_visit


class LoggedIn(Struct, frozen=True):
    """The main app's answer to a log-in."""

    two_factor: bool = False


class LogInForScripts(Controller):
    """The two routes that a browser app calls before it may post."""

    @get("/sanctum/csrf-cookie", status_code=204)
    async def csrf_cookie(self, request: PageRequest) -> Response[None]:
        """Set the session and the CSRF cookie."""
        visit = await open_visit(request)
        response = Response(None, status_code=204)
        response.set_cookie(key=CSRF_COOKIE, value=visit.session.csrf_token, path="/", samesite="lax")
        if visit.is_new:
            response.headers["Set-Cookie"] = set_session_cookie(visit.session)
        return response

    @post("/login", status_code=200)
    async def log_in(self, request: PageRequest) -> Response[bytes]:
        """Log in with e-mail and password: 419 C, 422 D, else 200 and a session cookie."""
        visit = await open_visit(request)
        try:
            return _logged_in(visit)
        except Refusal as refusal:
            return Response(refusal.answer().body, status_code=refusal.status, media_type=MediaType.JSON)


def _logged_in(visit: Visit) -> Response[bytes]:
    check_csrf(visit.call)
    user = visit.call.world.accounts.user_by_email(visit.sent("email"))
    if user is None or not user.password.matches(visit.sent("password")):
        raise Invalid({"email": ["These credentials do not match our records."]})
    headers = {"Set-Cookie": set_session_cookie(log_in(visit.call, user))}
    return Response(msgspec.json.encode(LoggedIn()), media_type=MediaType.JSON, headers=headers)
