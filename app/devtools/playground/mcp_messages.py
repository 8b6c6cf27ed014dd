"""MCP messages of the revision 2026-07-28 as the playground writes, reads and shows them."""

from http import HTTPStatus

import httpx
import msgspec
from msgspec import Struct, field

from app.devtools.playground.document import Node, Tool, WrongDocument, read_fields
from app.devtools.playground.wire import Json, Run, ToolCall, mask, pretty, shown_headers

_REVISION = "2026-07-28"
_META = "io.modelcontextprotocol"
_CAPABILITIES: dict[str, Json] = {
    "elicitation": {"form": {}},
    "extensions": {"io.modelcontextprotocol/ui": {"mimeTypes": ["text/html;profile=mcp-app"]}},
}
_SHOWN = ("content-type", "mcp-protocol-version", "mcp-method", "mcp-name")


class _Schema(Node, kw_only=True):
    defs: dict[str, Node] = field(default_factory=dict, name="$defs")


class _Hints(Struct, kw_only=True, rename="camel"):
    read_only_hint: bool = False


class _Card(Struct, kw_only=True, rename="camel"):
    resource_uri: str = ""


class _Meta(Struct, kw_only=True):
    ui: _Card = field(default_factory=_Card)


class _Tool(Struct, kw_only=True, rename="camel"):
    name: str
    title: str = ""
    description: str = ""
    input_schema: _Schema
    annotations: _Hints = field(default_factory=_Hints)
    meta: _Meta = field(default_factory=_Meta, name="_meta")


class _ToolList(Struct):
    tools: list[_Tool]


class _ListAnswer(Struct):
    result: _ToolList


class _Failed(Struct, rename="camel"):
    is_error: bool = False


class Option(Struct):
    """One of the answers to choose from."""

    const: str
    title: str


class Answer(Struct, kw_only=True, rename={"one_of": "oneOf"}):
    """What a question wants: yes or no, or one of some options."""

    title: str
    one_of: list[Option] = []


class _Properties(Struct):
    answer: Answer


class _Asked(Struct):
    properties: _Properties


class _Form(Struct, rename="camel"):
    message: str
    requested_schema: _Asked


class _Request(Struct):
    params: _Form


class _Question(Struct, rename="camel"):
    input_requests: dict[str, _Request]
    request_state: str


class _QuestionAnswer(Struct):
    result: _Question


class Question(Struct, frozen=True, kw_only=True):
    """A question to the person, in place of the answer to a call (MCP 2026-07-28, elicitation)."""

    key: str
    message: str
    answer: Answer
    state: str

    def answered(self, said: str) -> dict[str, Json]:
        """Return what the host sends with the same call again; nothing said is a decline."""
        response: dict[str, Json] = {"action": "decline"}
        if said:
            chosen: Json = said if self.answer.one_of else True
            response = {"action": "accept", "content": {"answer": chosen}}
        return {"requestState": self.state, "inputResponses": {self.key: response}}


class _Content(Struct):
    text: str


class _Resource(Struct):
    contents: list[_Content]


class _ResourceAnswer(Struct):
    result: _Resource


class _CallAnswer(Struct):
    result: _Failed | None = None


def request_message(address: str, method: str, params: dict[str, Json], access_token: str) -> httpx.Request:
    """Write a request with the headers that repeat what its body says."""
    meta: dict[str, Json] = {
        f"{_META}/protocolVersion": _REVISION,
        f"{_META}/clientCapabilities": _CAPABILITIES,
        f"{_META}/clientInfo": {"name": "playground", "version": "1"},
    }
    headers = {
        "Authorization": f"Bearer {access_token}",
        "Content-Type": "application/json",
        "Accept": "application/json, text/event-stream",
        "MCP-Protocol-Version": _REVISION,
        "Mcp-Method": method,
    }
    if named := params.get("name", params.get("uri")):
        headers["Mcp-Name"] = str(named)
    body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": {**params, "_meta": meta}}
    return httpx.Request("POST", address, headers=headers, content=msgspec.json.encode(body))


def call_run(call: ToolCall, request: httpx.Request, answer: httpx.Response | None, milliseconds: int) -> Run:
    """Return a request and its answer as a page shows them; the token is masked."""
    shown = {name: value for name, value in request.headers.items() if name in _SHOWN}
    token = request.headers["Authorization"].removeprefix("Bearer ")
    return Run(
        call=call,
        method=request.method,
        address=request.url.path,
        request_headers=(("authorization", f"Bearer {mask(token)}"), *shown.items()),
        request_body=pretty(request.content),
        status=answer.status_code if answer else 0,
        reason=_reason(answer),
        answer_headers=shown_headers(answer.headers.multi_items()) if answer else (),
        body=answer.content if answer else b"",
        milliseconds=milliseconds,
        consequential=False,
    )


def read_tools(run: Run) -> tuple[Tool, ...]:
    """Return the tools of a `tools/list`, each with the inputs of its form.

    Raises:
        WrongDocument: it is no such answer.
    """
    try:
        found = msgspec.json.decode(run.body, type=_ListAnswer).result.tools
    except msgspec.DecodeError as error:
        raise WrongDocument("failure.tool_list", reason=error) from error
    return tuple(_tool(each) for each in found)


def read_cards(run: Run) -> dict[str, str]:
    """Return the addresses of the cards in a `tools/list`, by the tools that have one."""
    found = msgspec.json.decode(run.body, type=_ListAnswer).result.tools
    return {tool.name: tool.meta.ui.resource_uri for tool in found if tool.meta.ui.resource_uri}


def read_page(run: Run) -> str:
    """Return the page of a `resources/read`; empty when it is none."""
    try:
        return msgspec.json.decode(run.body, type=_ResourceAnswer).result.contents[0].text
    except (msgspec.DecodeError, IndexError):
        return ""


def read_question(run: Run) -> Question | None:
    """Return the question that came in place of an answer."""
    try:
        asked = msgspec.json.decode(run.body, type=_QuestionAnswer).result
    except msgspec.DecodeError:
        return None
    key, request = next(iter(asked.input_requests.items()))
    form = request.params
    answer = form.requested_schema.properties.answer
    return Question(key=key, message=form.message, answer=answer, state=asked.request_state)


def is_failure(run: Run) -> bool:
    """Whether the tool says that it failed, which HTTP answers with 200."""
    try:
        result = msgspec.json.decode(run.body, type=_CallAnswer).result
    except msgspec.DecodeError:
        return True
    return result is None or result.is_error


def _tool(raw: _Tool) -> Tool:
    return Tool(
        operation_id=raw.name,
        method="POST",
        path="/mcp",
        summary=raw.title or raw.name,
        description=" ".join(raw.description.split()),
        consequential=not raw.annotations.read_only_hint,
        sign_in=True,
        inputs=tuple(read_fields(raw.input_schema, raw.input_schema.defs)),
    )


def _reason(answer: httpx.Response | None) -> str:
    return HTTPStatus(answer.status_code).phrase if answer else "no answer"
