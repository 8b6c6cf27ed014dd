"""What goes wrong on purpose: switches at the main app, and how the connector words what comes of it."""

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from msgspec import Struct

from app.devtools.playground.components import AnyRequest, Parts, first, read_form, session_of
from app.devtools.playground.connector import CannotReach
from app.devtools.playground.document import UnknownTool, WrongDocument
from app.devtools.playground.language import Said
from app.devtools.playground.main_app import SwitchRefused
from app.devtools.playground.pages import go_to
from app.devtools.playground.views.scenarios import user_id_of
from app.devtools.playground.wire import ToolCall


class Switch(Struct, frozen=True, kw_only=True):
    """One thing that can be made to go wrong; its words stand in the catalogs under its mode."""

    mode: str
    drawing: str
    seconds: float | None = None


SWITCHES: tuple[Switch, ...] = (
    Switch(
        mode="slow",
        drawing="snail",
        seconds=20,
    ),
    Switch(mode="down", drawing="moon"),
    Switch(
        mode="throttled",
        drawing="hand",
        seconds=30,
    ),
    Switch(
        mode="quota",
        drawing="hourglass",
    ),
    Switch(mode="maintenance", drawing="broom"),
    Switch(mode="server_error", drawing="bandage"),
)
"""The sandbox knows more; these are the ones a person meets."""


class Trouble(Controller):
    """Switches and their effect."""

    @get("/trouble")
    async def trouble(self, request: AnyRequest, parts: NamedDependency[Parts]) -> Response[str]:
        """Show the switches."""
        session = session_of(request)
        frame = await parts.frame("trouble", request)
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
                session_of(request).notice = error.said
            else:
                await _ask(request, parts)
        return go_to("/trouble")

    @post("/trouble/off")
    async def switch_off(self, request: AnyRequest, parts: NamedDependency[Parts]) -> Response[bytes]:
        """Let the main app be well again."""
        session = session_of(request)
        try:
            await parts.desk.switch_off()
            session.notice = Said("trouble.over")
            session.trouble_run = None
        except SwitchRefused as error:
            session.notice = error.said
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
            session.notice = error.said
        else:
            await _ask(request, parts)
        return go_to("/trouble")


async def _ask(request: AnyRequest, parts: Parts) -> None:
    session = session_of(request)
    if session.connection is None:
        session.notice = Said("trouble.connect_first")
        return
    async with session.lock:
        try:
            session.trouble_run = await parts.run_tool(session, ToolCall(operation_id="list_pets", arguments={}))
        except (CannotReach, WrongDocument, UnknownTool) as error:
            session.notice = error.said
