"""What the views work with, made once in `create_playground`, and what they all do with it."""

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import parse_qs

from litestar import Request
from litestar.datastructures import State
from msgspec import Struct

from app.devtools.playground.config import PlaygroundConfig
from app.devtools.playground.connector import Connector
from app.devtools.playground.language import Said, Texts, choose_language, texts_of
from app.devtools.playground.main_app import MainAppDesk
from app.devtools.playground.mcp_host import McpHost
from app.devtools.playground.model.talk import Model
from app.devtools.playground.pages import Frame, Pages, local_path
from app.devtools.playground.problems import problem_of
from app.devtools.playground.sessions import Session
from app.devtools.playground.wire import Run, ToolCall

AnyRequest = Request[Any, Any, State]
Form = dict[str, list[str]]

ENDED = Said("connect.ended")


class Parts(Struct, frozen=True, kw_only=True):
    """The collaborators of the views."""

    config: PlaygroundConfig
    pages: Pages
    connector: Connector
    mcp_host: McpHost
    desk: MainAppDesk
    model: Model | None
    today: Callable[[], date]
    new_secret: Callable[[], str]

    async def frame(self, tab: str, request: AnyRequest) -> Frame:
        """Collect what every page shows."""
        return self.bare_frame(tab, request, fault=await self.desk.fault())

    def bare_frame(self, tab: str, request: AnyRequest, *, fault: str | None = None) -> Frame:
        """Collect what every page shows, without asking anybody."""
        return Frame(
            tab=tab,
            session=session_of(request),
            texts=texts_for(request),
            address=local_path(request.url.path) if tab else "/",
            fault=fault,
            connector_url=self.config.connector_url,
            main_app_url=self.config.main_app_url,
        )

    async def run_tool(self, session: Session, call: ToolCall) -> Run:
        """Make a tool call for a browser; a refused token ends its connection, as it does in ChatGPT.

        Raises:
            UnknownTool, WrongDocument, CannotReach: there is nothing to call.
        """
        token = session.connection.access_token if session.connection else None
        run = await self.connector.run(call, access_token=token, conversation=session.conversation)
        problem = problem_of(run)
        if problem and problem.error == "UNAUTHORIZED" and session.connection:
            session.connection = None
            session.notice = ENDED
        return run


def session_of(request: AnyRequest) -> Session:
    """Return the session that the door has found."""
    session: Session = request.scope["state"]["session"]
    return session


def texts_for(request: AnyRequest) -> Texts:
    """Return the sentences in the language that was picked in this browser, else in the one that it asks for."""
    picked = session_of(request).language
    return texts_of(picked or choose_language(request.headers.get("accept-language", "")))


async def read_form(request: AnyRequest) -> Form:
    """Return the fields of a posted form; unreadable bytes are replaced."""
    return parse_qs((await request.body()).decode("utf-8", "replace"), keep_blank_values=True)


def first(form: Form, name: str) -> str:
    """Return a field's value, empty when it is not there."""
    return form.get(name, [""])[0]
