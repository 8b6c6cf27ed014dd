"""What goes wrong on purpose: switches at the main app, and how the connector words what comes of it."""

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from msgspec import Struct

from app.devtools.playground.components import AnyRequest, Parts, first, read_form, session_of
from app.devtools.playground.connector import CannotReach
from app.devtools.playground.document import UnknownTool, WrongDocument
from app.devtools.playground.main_app import SwitchRefused
from app.devtools.playground.pages import go_to
from app.devtools.playground.views.scenarios import user_id_of
from app.devtools.playground.wire import ToolCall


class Switch(Struct, frozen=True, kw_only=True):
    """One thing that can be made to go wrong."""

    mode: str
    title: str
    about: str
    drawing: str
    seconds: float | None = None


SWITCHES: tuple[Switch, ...] = (
    Switch(
        mode="slow",
        title="Very slow",
        about="Every answer takes 20 seconds. The connector waits 10 for each call and then says so.",
        drawing="snail",
        seconds=20,
    ),
    Switch(mode="down", title="Down", about="Nobody answers at all. Reads are tried a second time.", drawing="moon"),
    Switch(
        mode="throttled",
        title="Too many requests",
        about="Meo Mai Moi asks for a pause of 30 seconds.",
        drawing="hand",
        seconds=30,
    ),
    Switch(
        mode="quota",
        title="Daily limit reached",
        about="The account has used its 1,000 requests of today; trying again would not help.",
        drawing="hourglass",
    ),
    Switch(mode="maintenance", title="Maintenance", about="A new version is being rolled out.", drawing="broom"),
    Switch(mode="server_error", title="Broken inside", about="It fails with an error of its own.", drawing="bandage"),
)
"""The sandbox knows more; these are the ones a person meets."""

_CONNECT_FIRST = "Press Connect first, so that there is somebody to ask for."


class Trouble(Controller):
    """Switches and their effect."""

    @get("/trouble")
    async def trouble(self, request: AnyRequest, parts: NamedDependency[Parts]) -> Response[str]:
        """Show the switches."""
        session = session_of(request)
        frame = await parts.frame("trouble", session)
        return parts.pages.page("trouble.html", frame, switches=SWITCHES, run=session.trouble_run)

    @post("/trouble/on")
    async def switch_on(self, request: AnyRequest, parts: NamedDependency[Parts]) -> Response[bytes]:
        """Switch a fault on and ask for the pets at once."""
        form = await read_form(request)
        switch = next((each for each in SWITCHES if each.mode == first(form, "mode")), None)
        if switch:
            try:
                await parts.desk.switch_on(switch.mode, switch.seconds)
            except SwitchRefused as error:
                session_of(request).notice = str(error)
            else:
                await _ask(request, parts)
        return go_to("/trouble")

    @post("/trouble/off")
    async def switch_off(self, request: AnyRequest, parts: NamedDependency[Parts]) -> Response[bytes]:
        """Let the main app be well again."""
        session = session_of(request)
        try:
            await parts.desk.switch_off()
            session.notice = "Meo Mai Moi is well again."
            session.trouble_run = None
        except SwitchRefused as error:
            session.notice = str(error)
        return go_to("/trouble")

    @post("/trouble/ask")
    async def ask(self, request: AnyRequest, parts: NamedDependency[Parts]) -> Response[bytes]:
        """Ask for the pets again."""
        await _ask(request, parts)
        return go_to("/trouble")

    @post("/trouble/revoke")
    async def revoke(self, request: AnyRequest, parts: NamedDependency[Parts]) -> Response[bytes]:
        """End the account's tokens at the main app, behind ChatGPT's back, and ask."""
        session = session_of(request)
        try:
            await parts.desk.switch_off()
            await parts.desk.revoke_tokens(user_id_of(session))
        except SwitchRefused as error:
            session.notice = str(error)
        else:
            await _ask(request, parts)
        return go_to("/trouble")


async def _ask(request: AnyRequest, parts: Parts) -> None:
    session = session_of(request)
    if session.connection is None:
        session.notice = _CONNECT_FIRST
        return
    async with session.lock:
        try:
            session.trouble_run = await parts.run_tool(session, ToolCall(operation_id="list_pets", arguments={}))
        except (CannotReach, WrongDocument, UnknownTool) as error:
            session.notice = str(error)
