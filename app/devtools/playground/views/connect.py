"""Connecting and disconnecting: the real authorization-code flow, with this server in ChatGPT's place."""

import hmac
from urllib.parse import parse_qs

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from msgspec.structs import replace

from app.devtools.playground.components import AnyRequest, Parts, first, read_form, session_of
from app.devtools.playground.connector import CannotReach, Token, TokenRefused
from app.devtools.playground.flow import Flow
from app.devtools.playground.language import Said
from app.devtools.playground.main_app import SwitchRefused
from app.devtools.playground.pages import go_to, local_path
from app.devtools.playground.sessions import Connection, PendingSignIn, Session
from app.devtools.playground.views.scenarios import user_id_of
from app.devtools.playground.wire import Claim, claims_of, mask

_REASONS = ("access_denied", "server_error", "temporarily_unavailable")


class Connect(Controller):
    """The flow, and the page that draws it."""

    @get("/connection")
    async def connection(self, request: AnyRequest, parts: NamedDependency[Parts]) -> Response[str]:
        """Show the flow."""
        session = session_of(request)
        return parts.pages.page("connection.html", await parts.frame("connection", request), flow=session.flow)

    @post("/connect")
    async def connect(self, request: AnyRequest, parts: NamedDependency[Parts]) -> Response[bytes]:
        """Start a sign-in."""
        session, form = session_of(request), await read_form(request)
        state = parts.new_secret()
        back_to = local_path(first(form, "back_to"))
        session.pending = PendingSignIn(state=state, counted_before=await parts.desk.counts(), back_to=back_to)
        session.flow = Flow()
        session.flow.done("press", "seen", (Claim("state", mask(state)),))
        return go_to(parts.connector.authorize_address(state))

    @get("/oauth/callback")
    async def callback(self, request: AnyRequest, parts: NamedDependency[Parts]) -> Response[bytes]:
        """Finish a sign-in, well or badly; the code does not stay in the address bar."""
        session = session_of(request)
        query = {name: values[-1] for name, values in parse_qs(request.scope["query_string"].decode("latin-1")).items()}
        pending, session.pending = session.pending, None
        if pending is None or not hmac.compare_digest(pending.state.encode(), query.get("state", "").encode()):
            session.flow = Flow()
            session.flow.failed("returned", Said("connect.foreign"))
            return go_to("/connection")
        await _note_the_way(parts, session.flow, pending)
        connected = await _finish(parts, session, query)
        return go_to(pending.back_to if connected else "/connection")

    @post("/disconnect")
    async def disconnect(self, request: AnyRequest, parts: NamedDependency[Parts]) -> Response[bytes]:
        """End the connection at the connector, and forget the token."""
        session = session_of(request)
        back_to = local_path(first(await read_form(request), "back_to"))
        if session.connection is None:
            return go_to(back_to)
        try:
            ended = await parts.connector.revoke(session.connection.access_token)
        except CannotReach as error:
            session.notice = error.said
            return go_to(back_to)
        if ended:
            session.connection, session.flow = None, Flow()
            session.forget()
            session.notice = Said("connect.disconnected")
        else:
            session.notice = Said("connect.not_ended")
        return go_to(back_to)

    @post("/fresh")
    async def renew(self, request: AnyRequest, parts: NamedDependency[Parts]) -> Response[bytes]:
        """Put a fresh household in the place of the account's pets, and begin all conversations anew."""
        session = session_of(request)
        back_to = local_path(first(await read_form(request), "back_to"))
        async with session.lock:
            try:
                await parts.desk.renew_household(user_id_of(session))
            except SwitchRefused as error:
                session.notice = error.said
            else:
                session.begin_anew(parts.new_secret())
                session.notice = Said("fresh.done")
        return go_to(back_to)


async def _finish(parts: Parts, session: Session, query: dict[str, str]) -> bool:
    flow, code = session.flow, query.get("code", "")
    if "error" in query or not code:
        error = query.get("error", "")
        described = query.get("error_description")
        fallback = Said("connect.as_said", {"said": described}) if described else Said("connect.no_code")
        # These two mean that the way ended when the connector traded in the main app's code.
        ended_at = "callback" if error in ("access_denied", "server_error") else "authorize"
        if ended_at == "authorize":
            flow.steps = Flow().steps
            flow.done("press", "seen")
        shown = Claim("error", error) if error else Claim("error", "", "flow.no_code")
        flow.failed(ended_at, Said(f"connect.{error}") if error in _REASONS else fallback, (shown,))
        return False
    if query.get("iss", parts.config.connector_url) != parts.config.connector_url:
        flow.failed("returned", Said("connect.other_issuer"))
        return False
    flow.done("returned", "seen", (Claim("code", mask(code)), Claim("state", "", "flow.as_sent")))
    try:
        token = await parts.connector.exchange(code)
    except (TokenRefused, CannotReach) as error:
        flow.failed("token", error.said)
        return False
    _connected(session, token)
    if session.connection and session.account.isdecimal():
        session.connection = replace(session.connection, name=await parts.desk.name_of(int(session.account)))
    return True


def _connected(session: Session, token: Token) -> None:
    connection = Connection(
        access_token=token.access_token,
        masked_token=mask(token.access_token),
        claims=claims_of(token.access_token),
    )
    session.connect(connection)
    facts = (
        Claim("token_type", token.token_type),
        Claim("access_token", mask(token.access_token)),
        Claim("expires_in", str(token.expires_in // 86400), "flow.days"),
    )
    session.flow.done("token", "seen", facts)
    session.notice = Said("connect.done")


async def _note_the_way(parts: Parts, flow: Flow, pending: PendingSignIn) -> None:
    """Mark the steps that the browser took elsewhere; the main app's counters witness some of them."""
    now = await parts.desk.counts()
    before = pending.counted_before
    flow.done("authorize", "seen")
    for key in ("consent", "callback"):
        flow.done(key, "unseen")
    if now is None or before is None:
        return
    grown = {name for name, count in now.items() if count > before.get(name, 0)}
    for key, route in (("consent", "gpt-auth/confirm"), ("callback", "gpt-auth/exchange")):
        names = [name for name in grown if route in name]
        if names:
            flow.done(key, "counted", (Claim("at Meo Mai Moi", names[0]),))
    if any("gpt-auth/register" in name for name in grown):
        flow.done("consent", "counted", (Claim("at Meo Mai Moi", "a new account was made on the way"),))
