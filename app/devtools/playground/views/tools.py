"""The published tools, a form for each, and what came back."""

from itertools import groupby

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from app.devtools.playground.answers import Answer, PetList, PetTypes, Unreadable, read_answer
from app.devtools.playground.components import AnyRequest, Parts, read_form, session_of
from app.devtools.playground.connector import CannotReach
from app.devtools.playground.document import Document, Tool, UnknownTool
from app.devtools.playground.form_help import Suggestions, days_before, example_for, wrong_inputs
from app.devtools.playground.form_values import ROWS, call_from_form, missing_from_address
from app.devtools.playground.language import Said
from app.devtools.playground.pages import go_to
from app.devtools.playground.sessions import Session
from app.devtools.playground.wire import ToolCall

_GROUPS = (
    ("vaccinations", "vaccination"),
    ("medical", "medical"),
    ("weights", "weight"),
    ("care", "care"),
    ("pets", ""),
)
_ORDER = ("pets", "vaccinations", "medical", "weights", "care")


class Tools(Controller):
    """Try a tool."""

    @get("/tools")
    async def tools(self, request: AnyRequest, parts: NamedDependency[Parts]) -> Response[str]:
        """List the tools."""
        document = await parts.connector.document()
        frame = await parts.frame("tools", request)
        return parts.pages.page("tools.html", frame, document=document, groups=_groups(document))

    @get("/tools/{operation_id:str}")
    async def tool(
        self, operation_id: FromPath[str], request: AnyRequest, parts: NamedDependency[Parts]
    ) -> Response[str]:
        """Show a tool's form with what was typed and what came back."""
        session = session_of(request)
        tool = _find(await parts.connector.document(), operation_id)
        return parts.pages.page(
            "tool.html",
            await parts.frame("tools", request),
            tool=tool,
            rows=ROWS,
            typed=session.typed.get(operation_id, {}),
            run=session.tool_runs.get(operation_id),
            wrong=wrong_inputs(session.tool_runs.get(operation_id), session.typed.get(operation_id, {})),
            suggestions=await suggest(parts, session, tool),
        )

    @post("/tools/{operation_id:str}/example")
    async def example(
        self, operation_id: FromPath[str], request: AnyRequest, parts: NamedDependency[Parts]
    ) -> Response[bytes]:
        """Fill in the form."""
        session = session_of(request)
        tool = _find(await parts.connector.document(), operation_id)
        pets = (await suggest(parts, session, tool)).pets
        session.typed[operation_id] = example_for(tool, pets[0] if pets else "Mimi")
        session.tool_runs.pop(operation_id, None)
        return go_to(f"/tools/{operation_id}")

    @post("/tools/{operation_id:str}/clear")
    async def clear(
        self, operation_id: FromPath[str], request: AnyRequest, parts: NamedDependency[Parts]
    ) -> Response[bytes]:
        """Empty the form."""
        session = session_of(request)
        _find(await parts.connector.document(), operation_id)
        session.typed.pop(operation_id, None)
        session.tool_runs.pop(operation_id, None)
        return go_to(f"/tools/{operation_id}")

    @post("/tools/{operation_id:str}")
    async def run(
        self, operation_id: FromPath[str], request: AnyRequest, parts: NamedDependency[Parts]
    ) -> Response[bytes]:
        """Call the tool with what was typed."""
        session, form = session_of(request), await read_form(request)
        tool = _find(await parts.connector.document(), operation_id)
        session.typed[operation_id] = form
        async with session.lock:
            await _run(parts, session, tool, form)
        return go_to(f"/tools/{operation_id}")


async def suggest(parts: Parts, session: Session, tool: Tool) -> Suggestions:
    """Collect what the inputs of a form can be: the account's pets, the species, the last days."""
    names = {column.name for each in tool.inputs for column in (each, *each.columns)}
    pets: tuple[str, ...] = ()
    if session.connection and names & {"pet_id", "pet"}:
        answer = await _read(parts, session, "list_pets", PetList)
        living_first = sorted(answer.pets, key=lambda pet: pet.status == "deceased") if answer else []
        pets = tuple(dict.fromkeys(pet.name for pet in living_first))
    kinds = await _read(parts, session, "list_pet_types", PetTypes) if "species" in names else None
    species = tuple(kind.slug for kind in kinds.pet_types) if kinds else ()
    return Suggestions(pets=pets, species=species, days=days_before(parts.today()))


async def _read(parts: Parts, session: Session, operation_id: str, kind: type[Answer]) -> Answer | None:
    try:
        run = await parts.run_tool(session, ToolCall(operation_id=operation_id, arguments={}))
        return read_answer(run, kind) if run.ok else None
    except (CannotReach, UnknownTool, Unreadable):
        return None


async def _run(parts: Parts, session: Session, tool: Tool, form: dict[str, list[str]]) -> None:
    call = call_from_form(tool, form)
    if tool.sign_in and session.connection is None:
        session.notice = Said("tools_page.connect_first")
        return
    if missing := missing_from_address(tool, call):
        session.notice = Said("tools_page.part_of_address", {"name": missing[0]})
        return
    try:
        session.tool_runs[tool.operation_id] = await parts.run_tool(session, call)
    except CannotReach as error:
        session.notice = error.said


def _find(document: Document, operation_id: str) -> Tool:
    try:
        return document.tool(operation_id)
    except UnknownTool as error:
        raise NotFoundException("The published document has no such tool.") from error


def _groups(document: Document) -> list[tuple[str, list[Tool]]]:
    """Sort the tools by subject, as a person would look for them."""

    def group(tool: Tool) -> str:
        return next(title for title, word in _GROUPS if word in tool.path)

    tools = sorted(document.tools, key=lambda tool: _ORDER.index(group(tool)))
    return [(title, list(found)) for title, found in groupby(tools, key=group)]
