"""The published document, read as the GPT builder reads it: which tools there are and what they take."""

from typing import Literal
from urllib.parse import quote

import msgspec
from msgspec import Struct, field

from app.devtools.playground.language import PlaygroundError
from app.devtools.playground.wire import Json, PlacedCall, ToolCall

InputKind = Literal["text", "integer", "number", "yes_no", "choice", "choices", "rows"]
_METHODS = ("get", "post", "put", "patch", "delete")
_FLAG = "x-openai-isConsequential"


class WrongDocument(PlaygroundError):
    """The document cannot be read."""


class UnknownTool(PlaygroundError):
    """The document has no such operation."""


class Node(Struct, kw_only=True):
    """A schema; only what a form needs of it."""

    type: str = ""
    ref: str = field(default="", name="$ref")
    description: str = ""
    enum: list[str] = []
    properties: dict[str, "Node"] = {}
    required: list[str] = []
    items: "Node | None" = None


class _Parameter(Struct, kw_only=True):
    name: str
    place: Literal["path", "query"] = field(name="in")
    description: str = ""
    required: bool = False
    schema: Node = field(default_factory=Node)


class _Media(Struct, kw_only=True):
    schema: Node


class _Body(Struct, kw_only=True):
    content: dict[str, _Media]


class _Operation(Struct, kw_only=True):
    operation_id: str = field(name="operationId")
    summary: str = ""
    description: str = ""
    parameters: list[_Parameter] = []
    request_body: _Body | None = field(default=None, name="requestBody")
    security: list[dict[str, list[str]]] | None = None
    consequential: bool = field(default=False, name=_FLAG)


class _Components(Struct, kw_only=True):
    schemas: dict[str, Node] = {}


class _About(Struct, kw_only=True):
    version: str = ""


class _Raw(Struct, kw_only=True):
    paths: dict[str, dict[str, msgspec.Raw]]
    components: _Components = field(default_factory=_Components)
    info: _About = field(default_factory=_About)


class Input(Struct, frozen=True, kw_only=True):
    """One field of a tool's form; `columns` are the fields of one row of a list."""

    name: str
    place: Literal["path", "query", "body"]
    kind: InputKind
    description: str
    required: bool
    choices: tuple[str, ...] = ()
    columns: tuple["Input", ...] = ()


class Tool(Struct, frozen=True, kw_only=True):
    """One published operation."""

    operation_id: str
    method: str
    path: str
    summary: str
    description: str
    consequential: bool
    sign_in: bool
    inputs: tuple[Input, ...]

    def place(self, call: ToolCall) -> PlacedCall:
        """Sort the arguments of a call into path, query and body, as ChatGPT does."""
        path, query, body = self.path, dict[str, str](), dict[str, Json]()
        places = {each.name: each.place for each in self.inputs}
        for name, value in call.arguments.items():
            match places.get(name, "body"):
                case "path":
                    path = path.replace("{" + name + "}", quote(_text(value), safe=""))
                case "query":
                    query[name] = _text(value)
                case _:
                    body[name] = value
        has_body = self.method != "GET"
        return PlacedCall(
            method=self.method,
            path=path,
            query=query,
            body=body if has_body else None,
            sign_in=self.sign_in,
            consequential=self.consequential,
        )


class Document(Struct, frozen=True, kw_only=True):
    """All tools, in the document's order."""

    version: str
    tools: tuple[Tool, ...]

    def tool(self, operation_id: str) -> Tool:
        """Return a tool.

        Raises:
            UnknownTool: there is none of that name.
        """
        for tool in self.tools:
            if tool.operation_id == operation_id:
                return tool
        raise UnknownTool("failure.no_operation", name=operation_id)


def read_document(text: bytes) -> Document:
    """Read the document.

    Raises:
        WrongDocument: it is no OpenAPI document of the kind the builder takes.
    """
    try:
        raw = msgspec.json.decode(text, type=_Raw)
        tools = [
            _tool(method, path, msgspec.json.decode(item[method], type=_Operation), raw.components.schemas)
            for path, item in raw.paths.items()
            for method in _METHODS
            if method in item
        ]
    except msgspec.DecodeError as error:
        raise WrongDocument("failure.document", reason=error) from error
    return Document(version=raw.info.version, tools=tuple(tools))


def _tool(method: str, path: str, operation: _Operation, schemas: dict[str, Node]) -> Tool:
    inputs = [
        _input(each.name, each.place, each.schema, schemas, required=each.required, description=each.description)
        for each in operation.parameters
    ]
    if operation.request_body and "application/json" in operation.request_body.content:
        body = _resolved(operation.request_body.content["application/json"].schema, schemas)
        inputs += read_fields(body, schemas)
    return Tool(
        operation_id=operation.operation_id,
        method=method.upper(),
        path=path,
        summary=operation.summary,
        description=" ".join(operation.description.split()),
        consequential=operation.consequential,
        sign_in=operation.security != [],
        inputs=tuple(inputs),
    )


def read_fields(body: Node, schemas: dict[str, Node]) -> list[Input]:
    """Return the inputs that the properties of an object make."""
    return [
        _input(name, "body", node, schemas, required=name in body.required) for name, node in body.properties.items()
    ]


def _input(
    name: str,
    place: Literal["path", "query", "body"],
    node: Node,
    schemas: dict[str, Node],
    *,
    required: bool,
    description: str = "",
) -> Input:
    schema = _resolved(node, schemas)
    items = _resolved(schema.items, schemas) if schema.items else None
    return Input(
        name=name,
        place=place,
        kind=_kind(schema, items),
        description=description or node.description or schema.description,
        required=required,
        choices=tuple(schema.enum or (items.enum if items else [])),
        columns=tuple(read_fields(items, schemas)) if items and items.properties else (),
    )


def _kind(schema: Node, items: Node | None) -> InputKind:
    if items is not None:
        return "rows" if items.properties else "choices"
    if schema.enum:
        return "choice"
    kinds: dict[str, InputKind] = {"integer": "integer", "number": "number", "boolean": "yes_no"}
    return kinds.get(schema.type, "text")


def _resolved(node: Node, schemas: dict[str, Node]) -> Node:
    return schemas.get(node.ref.rpartition("/")[2], node) if node.ref else node


def _text(value: Json) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
