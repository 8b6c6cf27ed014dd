"""What `tools/list` answers: the published tools in the protocol's words, encoded once per set of scopes.

Texts and schemas come from the published OpenAPI document, so that every face says the same; hints and scopes come
from the kind of a tool.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import msgspec

from app.mcp.cards import card_meta
from app.mcp.file_parameters import file_meta, with_file_input
from app.tokens.audience import Scope
from app.tools.routes import Kind
from app.tools.table import Tool

Json = dict[str, Any]
_REFERENCE: Final = "#/components/schemas/"
_SCOPES: Final[dict[Kind, Scope]] = {"READ": "pets:read", "ADD": "pets:write", "CHANGE": "pets:write"}
_OPERATIONS: Final = ("get", "post", "put", "patch", "delete")


def scope_of(tool: Tool) -> Scope:
    """Return the scope a token must hold to call the tool."""
    return _SCOPES[tool.kind]


def list_tools(document: bytes, tools: Sequence[Tool]) -> list[Json]:
    """Describe all tools, in the order of the document.

    Args:
        document: the published OpenAPI document.
        tools: the table of tools.

    Returns:
        Objects as `tools/list` holds them, without references to anything outside of them.

    Raises:
        KeyError: the document has an operation that the table lacks.
    """
    published = msgspec.json.decode(document)
    by_name = {tool.name: tool for tool in tools}
    schemas = published["components"]["schemas"]
    return [
        _describe(by_name[operation["operationId"]], operation, schemas)
        for path in published["paths"].values()
        for method, operation in path.items()
        if method in _OPERATIONS
    ]


def allowed_tools(described: Sequence[Json], tools: Sequence[Tool], scopes: Collection[str]) -> bytes:
    """Encode the array of the tools that the scopes allow."""
    allowed = {tool.name for tool in tools if scope_of(tool) in scopes}
    return msgspec.json.encode([tool for tool in described if tool["name"] in allowed])


def _describe(tool: Tool, operation: Json, schemas: Mapping[str, Json]) -> Json:
    security = [{"type": "oauth2", "scopes": [scope_of(tool)]}]
    inputs = with_file_input(_input_schema(operation, schemas))
    return {
        "name": tool.name,
        "title": operation["summary"],
        "description": operation["description"],
        "inputSchema": inputs,
        "outputSchema": _output_schema(operation, schemas),
        "annotations": {
            "title": operation["summary"],
            "readOnlyHint": tool.kind == "READ",
            "destructiveHint": tool.kind == "CHANGE",
            "idempotentHint": tool.kind == "READ" or tool.method == "PATCH",
            "openWorldHint": False,
        },
        # ChatGPT reads securitySchemes at the top; SDKs whose types lack it keep the copy in _meta.
        "securitySchemes": security,
        "_meta": {"securitySchemes": security, **file_meta(inputs), **card_meta(tool.name)},
    }


def _input_schema(operation: Json, schemas: Mapping[str, Json]) -> Json:
    """Join the inputs of path, query and body to one flat object."""
    properties: Json = {}
    required: list[str] = []
    for parameter in operation.get("parameters", ()):
        described = {"description": parameter["description"]} if "description" in parameter else {}
        properties[parameter["name"]] = {**described, **parameter["schema"]}
        if parameter.get("required"):
            required.append(parameter["name"])
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    if body:
        body = schemas[body["$ref"].removeprefix(_REFERENCE)] if "$ref" in body else body
        properties |= body.get("properties", {})
        required += body.get("required", [])
    schema: Json = {"type": "object", "properties": properties, "additionalProperties": False}
    if required:
        schema["required"] = required
    return _with_definitions(schema, schemas)


def _output_schema(operation: Json, schemas: Mapping[str, Json]) -> Json:
    answer = operation["responses"]["200"]["content"]["application/json"]["schema"]
    schema = schemas[answer["$ref"].removeprefix(_REFERENCE)] if "$ref" in answer else answer
    return _with_definitions(schema, schemas)


def _with_definitions(schema: Json, schemas: Mapping[str, Json]) -> Json:
    """Carry along, in `$defs`, every schema that is referred to."""
    needed: dict[str, Json] = {}
    waiting = _references(schema)
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed[name] = schemas[name]
            waiting |= _references(schemas[name])
    moved: Json = _moved(schema)
    if needed:
        moved["$defs"] = {name: _moved(needed[name]) for name in sorted(needed)}
    return moved


def _references(node: Any) -> set[str]:
    if isinstance(node, dict):
        own = {node["$ref"].removeprefix(_REFERENCE)} if isinstance(node.get("$ref"), str) else set()
        return own.union(*map(_references, node.values()))
    return set().union(*map(_references, node)) if isinstance(node, list) else set()


def _moved(node: Any) -> Any:
    if isinstance(node, dict):
        return {
            key: f"#/$defs/{value.removeprefix(_REFERENCE)}" if key == "$ref" else _moved(value)
            for key, value in node.items()
        }
    return [_moved(each) for each in node] if isinstance(node, list) else node
