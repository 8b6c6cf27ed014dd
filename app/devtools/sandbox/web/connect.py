"""The page /gpt-connect: log in or sign up, then Connect or Cancel.

Cancel is a link to the home page; the connector is never told.
"""

from urllib.parse import urlencode

from litestar import Controller, Response, get, post

from app.devtools.sandbox.api.answers import BareBody, FailureBody, InvalidBody, Refusal
from app.devtools.sandbox.api.bridge import grant, read_session
from app.devtools.sandbox.api.browser import log_in
from app.devtools.sandbox.api.registration import create_account, read_registration
from app.devtools.sandbox.data.seed import ACCOUNTS
from app.devtools.sandbox.web.visit import PageRequest, Visit, go_to, open_visit, page

_NO_SECOND_STEP = "This account asks for a second factor, and this page has no step for it: log in elsewhere first."
Page = Response[str] | Response[None]


class ConnectPages(Controller):
    """Log-in, sign-up and consent on one address, as in the browser app."""

    path = "/gpt-connect"

    @get("/")
    async def show(self, request: PageRequest) -> Page:
        """Show what the browser needs next: log-in, sign-up or consent."""
        return _next_step(await open_visit(request))

    @post("/log-in", status_code=200)
    async def log_in(self, request: PageRequest) -> Page:
        """Log in and come back to the consent card."""
        visit = await open_visit(request)
        if not visit.form_is_ours():
            return _next_step(visit, problem="The page was open for too long. Please try again.", status=419)
        user = visit.call.world.accounts.log_in(visit.sent("email"), visit.sent("password"))
        if user is None:
            return _next_step(visit, problem="The e-mail or the password is not right.", status=422)
        if user.two_factor_code is not None:
            return _next_step(visit, problem=_NO_SECOND_STEP, status=422)
        return go_to(_address(visit), log_in(visit.call, user))

    @post("/sign-up", status_code=200)
    async def sign_up(self, request: PageRequest) -> Page:
        """Create an account and come back to the consent card, e-mail unverified."""
        visit = await open_visit(request)
        if not visit.form_is_ours():
            return _next_step(visit, problem="The page was open for too long. Please try again.", status=419)
        try:
            session_id = read_session(visit.call)
            registration = read_registration(visit.call, visit.call.rules())
            user = create_account(visit.call, session_id, registration)
        except Refusal as refusal:
            return _next_step(visit, problem=sentence_of(refusal), status=refusal.status)
        return go_to(_address(visit), log_in(visit.call, user))

    @post("/connect", status_code=200)
    async def connect(self, request: PageRequest) -> Page:
        """Give consent: off to the connector with a code."""
        visit = await open_visit(request)
        if visit.user is None or not visit.form_is_ours():
            return _next_step(visit, problem="Please log in again.", status=419)
        try:
            address = grant(visit.call, visit.user, read_session(visit.call))
        except Refusal as refusal:
            return _next_step(visit, problem=sentence_of(refusal), status=refusal.status)
        return go_to(address)


def sentence_of(refusal: Refusal) -> str:
    """Say what a refusal says: all of a validator's findings, else its message."""
    match refusal.body:
        case InvalidBody(errors=errors):
            return " ".join(sentence for found in errors.values() for sentence in found)
        case FailureBody(message=message) | BareBody(message=message):
            return message
        case _:
            return "Something went wrong."


def _next_step(visit: Visit, *, problem: str = "", status: int = 200) -> Response[str]:
    session_id, signature = visit.sent("session_id"), visit.sent("session_sig")
    if not session_id or not signature:
        return page(visit, "invalid_session.html", status=status)
    template = "consent.html"
    if visit.user is None:
        template = "sign_up.html" if visit.sent("step") == "sign-up" else "log_in.html"
    return page(
        visit,
        template,
        status=status,
        problem=problem,
        session_id=session_id,
        session_sig=signature,
        email=visit.sent("email"),
        name=visit.sent("name"),
        accounts=ACCOUNTS if visit.call.config.seed else (),
        other_step=_address(visit, step="log-in" if template == "sign_up.html" else "sign-up"),
    )


def _address(visit: Visit, **more: str) -> str:
    query = {"session_id": visit.sent("session_id"), "session_sig": visit.sent("session_sig"), **more}
    return f"/gpt-connect?{urlencode(query)}"
