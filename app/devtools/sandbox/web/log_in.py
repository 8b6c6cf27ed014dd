"""Logging in without a form, for scripts, and the CSRF cookie.

A script without a browser logs in with POST /login, keeps the cookies and posts to /api/gpt-auth/confirm with
`Sec-Fetch-Site: same-origin` and an `Origin` of the sandbox. POST /sandbox/control/consent does all of it at once.
"""

import msgspec
from litestar import Controller, MediaType, Response, get, post
from msgspec import Struct

from app.devtools.sandbox.api.answers import Invalid, Refusal, success
from app.devtools.sandbox.api.browser import CSRF_COOKIE, SESSION_COOKIE, check_csrf, log_in
from app.devtools.sandbox.api.people_bodies import UserBody, user_body
from app.devtools.sandbox.data.people import Session
from app.devtools.sandbox.web.visit import PageRequest, Visit, open_visit


class LoggedIn(Struct, frozen=True):
    """The `data` of a log-in."""

    user: UserBody


class TwoFactorNeeded(Struct, frozen=True):
    """The whole answer to a log-in that lacks the second factor; nobody is logged in."""

    two_factor: bool = True


class LogInForScripts(Controller):
    """The routes that a browser app calls before it may post."""

    @get("/sanctum/csrf-cookie", status_code=204)
    async def csrf_cookie(self, request: PageRequest) -> Response[None]:
        """Set the session and the CSRF cookie."""
        visit = await open_visit(request)
        response = Response(None, status_code=204)
        _set_cookies(response, visit.session)
        return response

    @post("/login", status_code=200)
    async def log_in(self, request: PageRequest) -> Response[bytes]:
        """Log in with e-mail and password: 419 C, 422 D, else 200; with new cookies unless a second factor is due."""
        visit = await open_visit(request)
        try:
            return _logged_in(visit)
        except Refusal as refusal:
            return _refused(refusal)

    @post("/two-factor-challenge", status_code=200)
    async def pass_two_factor(self, request: PageRequest) -> Response[bytes]:
        """Finish a log-in with the code of the second factor: 419 C, 422 D, else 204 and new cookies."""
        visit = await open_visit(request)
        try:
            return _passed_two_factor(visit)
        except Refusal as refusal:
            return _refused(refusal)


def _logged_in(visit: Visit) -> Response[bytes]:
    check_csrf(visit.call)
    user = visit.call.world.accounts.log_in(visit.sent("email"), visit.sent("password"))
    if user is None:
        raise Invalid({"email": ["These credentials do not match our records."]})
    if user.two_factor_code is not None:
        visit.session.awaits_two_factor_of = user.id
        response = Response(msgspec.json.encode(TwoFactorNeeded()), media_type=MediaType.JSON)
        _set_cookies(response, visit.session)
        return response
    response = Response(success(LoggedIn(user_body(user))).body, media_type=MediaType.JSON)
    _set_cookies(response, log_in(visit.call, user))
    return response


def _passed_two_factor(visit: Visit) -> Response[bytes]:
    check_csrf(visit.call)
    user = visit.call.world.accounts.users.get(visit.session.awaits_two_factor_of or 0)
    if user is None or visit.sent("code") != user.two_factor_code:
        raise Invalid({"code": ["The provided two factor authentication code was invalid."]})
    response = Response(b"", status_code=204, media_type=MediaType.JSON)
    _set_cookies(response, log_in(visit.call, user))
    return response


def _set_cookies(response: Response[None] | Response[bytes], session: Session) -> None:
    """Hand out a session and its CSRF token, which change with each log-in."""
    response.set_cookie(key=SESSION_COOKIE, value=session.id, path="/", httponly=True, samesite="lax")
    response.set_cookie(key=CSRF_COOKIE, value=session.csrf_token, path="/", samesite="lax")


def _refused(refusal: Refusal) -> Response[bytes]:
    return Response(refusal.answer().body, status_code=refusal.status, media_type=MediaType.JSON)
