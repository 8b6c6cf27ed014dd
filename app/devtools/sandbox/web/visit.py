"""A visit to a page: the call as /api sees it, the browser's session, and the answers pages give."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import MediaType, Request, Response
from msgspec import Struct

from app.devtools.sandbox.api.browser import SESSION_COOKIE, load_session, set_session_cookie
from app.devtools.sandbox.api.call import Call
from app.devtools.sandbox.api.locale import choose_locale
from app.devtools.sandbox.api.request import read_request
from app.devtools.sandbox.data.people import Session, User

LANGUAGES: Final = {"en": "English", "vi": "Tiếng Việt", "ru": "Русский", "uk": "Українська"}
PageRequest = Request[Any, Any, Any]
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


class Visit(Struct, frozen=True, kw_only=True):
    """One request to a page."""

    call: Call
    session: Session
    is_new: bool

    @property
    def user(self) -> User | None:
        """Who is logged in in this browser."""
        user_id = self.session.user_id
        return None if user_id is None else self.call.world.accounts.users[user_id]

    @property
    def language(self) -> str:
        """The language that was picked in this browser, else the one that it asks for."""
        return self.session.language or self.call.locale

    def sent(self, name: str) -> str:
        """Return an input, empty when it was not sent."""
        value = self.call.inputs.get(name)
        return value if isinstance(value, str) else ""

    def form_is_ours(self) -> bool:
        """Whether a form carries the session's own token."""
        return self.sent("_token") == self.session.csrf_token


async def open_visit(request: PageRequest) -> Visit:
    """Read the request and find or start the browser's session."""
    state = request.app.state
    read = await read_request(request.scope, request.receive)
    call = Call(world=state.world, config=state.config, services=state.services, request=read, parameters={})
    call.locale = choose_locale(read.headers.get("accept-language", ""), None)
    load_session(call)
    if call.session is not None:
        return Visit(call=call, session=call.session, is_new=False)
    return Visit(call=call, session=call.world.accounts.open_session(), is_new=True)


def page(visit: Visit, template: str, *, status: int = 200, **values: object) -> Response[str]:
    """Render a page and keep the session's cookie alive."""
    facts = {
        "user": visit.user,
        "token": visit.session.csrf_token,
        "new_mails": len(visit.call.world.accounts.mailbox),
        "language": visit.language,
        "languages": LANGUAGES,
        "t": _texts()[visit.language],
        "back_url": visit.call.config.back_url,
    }
    html = _templates().get_template(template).render(facts, **values)
    headers = dict(_HEADERS)
    if visit.is_new:
        headers["Set-Cookie"] = set_session_cookie(visit.session)
    return Response(html, status_code=status, media_type=MediaType.HTML, headers=headers)


def go_to(address: str, session: Session | None = None) -> Response[None]:
    """Send the browser elsewhere; a new session comes along after a log-in."""
    headers = {"Location": address, "Cache-Control": "no-store"}
    if session is not None:
        headers["Set-Cookie"] = set_session_cookie(session)
    return Response(None, status_code=303, headers=headers)


def log_out(visit: Visit) -> Response[None]:
    """Forget the session and its cookie."""
    visit.call.world.accounts.sessions.pop(visit.session.id, None)
    response = go_to("/")
    response.headers["Set-Cookie"] = f"{SESSION_COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"
    return response


@cache
def _texts() -> dict[str, dict[str, str]]:
    return tomllib.loads((Path(__file__).parent / "texts.toml").read_text("utf-8"))


@cache
def _templates() -> Environment:
    folder = Path(__file__).parent / "templates"
    return Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
