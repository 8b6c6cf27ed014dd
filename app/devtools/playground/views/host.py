"""The page that plays an MCP host: connect, list the tools, call one."""

import hmac
from urllib.parse import parse_qs

from litestar import Controller, MediaType, Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from app.devtools.playground.components import AnyRequest, Parts, read_form, session_of
from app.devtools.playground.connector import CannotReach, TokenRefused
from app.devtools.playground.document import Tool, WrongDocument
from app.devtools.playground.form_values import ROWS, call_from_form
from app.devtools.playground.language import Said
from app.devtools.playground.mcp_messages import is_failure, read_cards, read_page, read_question, read_tools
from app.devtools.playground.pages import go_to
from app.devtools.playground.sessions import HostSession, PendingHostSignIn, Session
from app.devtools.playground.wire import Run


class HostPage(Controller):
    """The same tools over MCP."""

    path = "/host"

    @get("/")
    async def host(self, request: AnyRequest, parts: NamedDependency[Parts]) -> Response[str]:
        """Show the connection and the list."""
        session = session_of(request)
        frame = await parts.frame("host", request)
        return parts.pages.page("host.html", frame, host=session.host, address=parts.mcp_host.address)

    @post("/connect")
    async def connect(self, request: AnyRequest, parts: NamedDependency[Parts]) -> Response[bytes]:
        """Start a sign-in."""
        session = session_of(request)
        pending = PendingHostSignIn(state=parts.new_secret(), verifier=parts.new_secret())
        try:
            address = await parts.mcp_host.authorize_address(pending.state, pending.verifier)
        except (CannotReach, TokenRefused) as error:
            session.notice = error.said
            return go_to("/host")
        session.host.pending = pending
        return go_to(address)

    @get("/callback")
    async def callback(self, request: AnyRequest, parts: NamedDependency[Parts]) -> Response[bytes]:
        """Finish a sign-in and read the list."""
        session = session_of(request)
        query = {name: values[-1] for name, values in parse_qs(request.scope["query_string"].decode("latin-1")).items()}
        async with session.lock:
            session.notice = await _finish(parts, session, query)
            if session.notice is None:
                await _list(parts, session)
        return go_to("/host")

    @post("/list")
    async def list_tools(self, request: AnyRequest, parts: NamedDependency[Parts]) -> Response[bytes]:
        """Read the list."""
        session = session_of(request)
        async with session.lock:
            if session.host.access_token:
                await _list(parts, session)
        return go_to("/host")

    @get("/tools/{name:str}")
    async def tool(self, name: FromPath[str], request: AnyRequest, parts: NamedDependency[Parts]) -> Response[str]:
        """Show a tool's form, made from its input schema, with what came back."""
        session = session_of(request)
        run = session.host.runs.get(name)
        return parts.pages.page(
            "host_tool.html",
            await parts.frame("host", request),
            tool=_find(session.host, name),
            rows=ROWS,
            typed=session.host.typed.get(name, {}),
            run=run,
            failed=run is not None and is_failure(run),
            question=read_question(run) if run else None,
            card=bool(run and run.ok and name in session.host.cards),
        )

    @post("/tools/{name:str}/answer")
    async def answer(self, name: FromPath[str], request: AnyRequest, parts: NamedDependency[Parts]) -> Response[bytes]:
        """Send the same call again with what the person answered."""
        session, form = session_of(request), await read_form(request)
        async with session.lock:
            run = session.host.runs.get(name)
            question = read_question(run) if run else None
            if run and question:
                said = question.answered(form.get("answer", [""])[0])
                session.host.runs[name] = run = await parts.mcp_host.ask(
                    "tools/call", session.host.access_token, run.call, said
                )
                _note_refusal(session, run)
        return go_to(f"/host/tools/{name}" if session.host.access_token else "/host")

    @get("/cards/{name:str}")
    async def card(self, name: FromPath[str], request: AnyRequest, parts: NamedDependency[Parts]) -> Response[str]:
        """Give the page of a tool's card, for the frame; the outermost layer shuts it in."""
        session = session_of(request)
        address = session.host.cards.get(name)
        if not address:
            raise NotFoundException("This tool has no card.")
        read = await parts.mcp_host.ask("resources/read", session.host.access_token, more={"uri": address})
        return Response(read_page(read), media_type=MediaType.HTML)

    @post("/tools/{name:str}")
    async def call(self, name: FromPath[str], request: AnyRequest, parts: NamedDependency[Parts]) -> Response[bytes]:
        """Call the tool with what was typed."""
        session, form = session_of(request), await read_form(request)
        tool = _find(session.host, name)
        session.host.typed[name] = form
        async with session.lock:
            token = session.host.access_token
            run = await parts.mcp_host.ask("tools/call", token, call_from_form(tool, form))
            session.host.runs[name] = run
            _note_refusal(session, run)
        return go_to(f"/host/tools/{name}" if session.host.access_token else "/host")

    @post("/disconnect")
    async def disconnect(self, request: AnyRequest, parts: NamedDependency[Parts]) -> Response[bytes]:
        """End this host's connection; the GPT's stays."""
        session = session_of(request)
        try:
            if session.host.access_token:
                await parts.mcp_host.revoke(session.host.access_token)
        except CannotReach as error:
            session.notice = error.said
            return go_to("/host")
        session.host = HostSession()
        session.notice = Said("host.disconnected")
        return go_to("/host")


async def _finish(parts: Parts, session: Session, query: dict[str, str]) -> Said | None:
    """Trade the code in; return why that did not go well."""
    pending, session.host.pending = session.host.pending, None
    if pending is None or not hmac.compare_digest(pending.state.encode(), query.get("state", "").encode()):
        return Said("connect.foreign")
    if query.get("iss") != parts.config.connector_url:
        return Said("connect.other_issuer")
    if "code" not in query:
        error = query.get("error", "no code")
        return Said("host.not_allowed") if error == "access_denied" else Said("host.ended_with", {"error": error})
    try:
        token = await parts.mcp_host.exchange(query["code"], pending.verifier)
    except (CannotReach, TokenRefused) as error:
        return error.said
    session.host = HostSession()  # it may be another account
    session.host.access_token, session.host.scope = token.access_token, token.scope
    return None


async def _list(parts: Parts, session: Session) -> None:
    run = await parts.mcp_host.ask("tools/list", session.host.access_token)
    session.host.listed = run
    _note_refusal(session, run)
    if not run.ok:
        return
    try:
        session.host.tools, session.host.cards = read_tools(run), read_cards(run)
    except WrongDocument as error:
        session.notice = error.said


def _note_refusal(session: Session, run: Run) -> None:
    """A refused token ends the connection, as it does in a host."""
    if run.status == 401:
        session.host = HostSession()
        session.notice = Said("host.ended")
    elif run.status == 403:
        session.notice = Said("host.forbidden")


def _find(host: HostSession, name: str) -> Tool:
    tool = host.find(name)
    if tool is None:
        raise NotFoundException("This host's list has no such tool.")
    return tool
