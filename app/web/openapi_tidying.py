"""The last steps of the published document: what the GPT builder takes in, and its layout.

Rules: docs/gpt-builder-rules.md, "The document".
The document is built anew from the parts that count, in one fixed order, so that
a new release of Litestar cannot slip something in.
"""

import json
from collections.abc import Sequence
from typing import Any

# Raw on purpose, though it crosses to `app.web.openapi`: OpenAPI and JSON Schema lay down what is in it, Litestar and
# msgspec write it, and structs of our own would only say that a third time.
Json = dict[str, Any]

REF = "#/components/schemas/"

_FLAG = "x-openai-isConsequential"
_SAVED_ALREADY = "The same thing was saved a moment ago; the record as stored."
_DONE = {"200": "The answer.", "201": "Saved; the record as stored."}
_DEEP_NOISE = ("description", "default")
_SCHEMA_NOISE = ("title", "x-note")


def tidy_document(document: Json, schemas: Json, paths: Sequence[str]) -> Json:
    """Put the document together.

    Args:
        document: as Litestar writes it.
        schemas: the components, as msgspec writes them.
        paths: the order in which a reader should meet them.
    """
    tidy_schemas(schemas)
    items = {path: _path_item(document["paths"][path]) for path in paths}
    for name in sorted(_body_names(items)):
        schemas[name] = _without_references(schemas[name], schemas)
    for name in set(schemas) - _body_names(items) - _answer_names(items):
        schemas[name] = _without_texts(schemas[name])
    _drop_unused(schemas, [items, document["components"]["responses"]])
    components = document["components"]
    return {
        "openapi": "3.1.0",
        "info": document["info"],
        "servers": document["servers"],
        "security": document["security"],
        "paths": items,
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "responses": components["responses"],
            "securitySchemes": components["securitySchemes"],
        },
    }


def _body_names(items: Json) -> set[str]:
    """Name the components that are bodies."""
    operations = [operation for item in items.values() for operation in item.values() if "requestBody" in operation]
    schemas = [operation["requestBody"]["content"]["application/json"]["schema"] for operation in operations]
    return {schema["$ref"].removeprefix(REF) for schema in schemas if "$ref" in schema}


def _answer_names(items: Json) -> set[str]:
    """Name the components that are whole answers."""
    operations = [operation for item in items.values() for operation in item.values()]
    schemas = [operation["responses"]["200"]["content"]["application/json"]["schema"] for operation in operations]
    return {schema["$ref"].removeprefix(REF) for schema in schemas}


def _without_texts(schema: Json) -> Json:
    """Keep names and types of what stands deep in an answer: the model is shown no texts from there."""
    fields = {
        name: {key: value for key, value in field.items() if key not in _DEEP_NOISE}
        for name, field in schema["properties"].items()
    }
    return {key: value for key, value in schema.items() if key not in _DEEP_NOISE} | {"properties": fields}


def _without_references(node: Any, schemas: Json) -> Any:
    """Write out what an input refers to: some hosts hand a body's fields to the model without looking references up."""
    if isinstance(node, list):
        return [_without_references(item, schemas) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        node = {**schemas[node["$ref"].removeprefix(REF)], **{key: node[key] for key in node if key != "$ref"}}
    return {key: _without_references(value, schemas) for key, value in node.items()}


def _drop_unused(schemas: Json, roots: Sequence[Any]) -> None:
    """Keep only the components that something refers to."""
    used: set[str] = set()
    found = set().union(*(_referred(root) for root in roots))
    while found:
        used |= found
        found = set().union(*(_referred(schemas[name]) for name in found)) - used
    for name in set(schemas) - used:
        del schemas[name]


def _referred(node: Any) -> set[str]:
    if isinstance(node, list):
        return set().union(*map(_referred, node))
    if not isinstance(node, dict):
        return set()
    own = {node["$ref"].removeprefix(REF)} if str(node.get("$ref", "")).startswith(REF) else set()
    return own.union(*map(_referred, node.values()))


def tidy_schemas(node: Any) -> None:
    """Optional means "may be left out", never "may be null"; enums carry a type; texts stand on one line."""
    if isinstance(node, list):
        for item in node:
            tidy_schemas(item)
    elif isinstance(node, dict):
        _tidy_schema(node)
        for child in node.values():
            tidy_schemas(child)


def _is_published(field: Json) -> bool:
    return not any(branch.get("x-unpublished") for branch in (field, *field.get("anyOf", ())))


def _tidy_schema(node: Json) -> None:
    if isinstance(node.get("properties"), dict):
        node["properties"] = {
            name: property_schema
            for name, property_schema in node["properties"].items()
            if _is_published(property_schema)
        }
    branches = [branch for branch in node.pop("anyOf", ()) if branch != {"type": "null"}]
    if len(branches) == 1:
        node.update({**branches[0], **node})
    elif branches:
        node["anyOf"] = branches
    if "enum" in node and all(isinstance(value, str) for value in node["enum"]):
        node.setdefault("type", "string")
    if isinstance(node.get("description"), str):
        node["description"] = _one_line(node["description"])
    for name in _SCHEMA_NOISE:
        if isinstance(node.get(name), str):
            del node[name]
    _tidy_default(node)


def _tidy_default(node: Json) -> None:
    if node.get("default", ...) in (None, [], ""):
        del node["default"]
    elif node.get("type") == "boolean" and "default" in node:
        node["default"] = bool(node["default"])


def _path_item(item: Json) -> Json:
    return {method: _operation(operation) for method, operation in item.items()}


def _operation(operation: Json) -> Json:
    kept: Json = {
        "operationId": operation["operationId"],
        "summary": operation["summary"],
        "description": _one_line(operation.get("description", "")),
        _FLAG: operation[_FLAG],
    }
    if "security" in operation:
        kept["security"] = operation["security"]
    if parameters := operation.get("parameters"):
        kept["parameters"] = [_parameter(parameter) for parameter in parameters]
    if body := operation.get("requestBody"):
        kept["requestBody"] = {"required": True, "content": {"application/json": body["content"]["application/json"]}}
    kept["responses"] = _responses(operation["responses"])
    return kept


def _parameter(parameter: Json) -> Json:
    schema = parameter["schema"]
    schema.pop("description", None)  # it stands on the parameter already
    tidy_schemas(schema)
    return {
        "name": parameter["name"],
        "in": parameter["in"],
        "required": parameter.get("required", False),
        "description": _one_line(parameter.get("description", "")),
        "schema": schema,
    }


def _responses(responses: Json) -> Json:
    """Give creations a 200 too: the model takes its return type from there (`app.tools.routes.ToolAnswer`)."""
    found = {
        status: {"description": _DONE.get(status, "Done."), "content": answer["content"]}
        for status, answer in responses.items()
        if status.startswith("2")
    }
    if "201" in found and "200" not in found:
        found["200"] = {**found["201"], "description": _SAVED_ALREADY}
    return {**dict(sorted(found.items())), "default": responses["default"]}


def _one_line(text: str) -> str:
    return " ".join(text.split())


_WIDTH = 120
_STEP = " "


def format_document(node: Any, *, depth: int = 0, taken: int = 0) -> str:
    """Write JSON; an object or array that fits stays on its line, the others take a line for each part.

    Args:
        node: the JSON value.
        depth: how far it is nested.
        taken: how many characters stand before it on its first line.
    """
    line = json.dumps(node, ensure_ascii=False)
    if taken + len(line) < _WIDTH or not isinstance(node, dict | list) or not node:
        return line
    inner, outer = _STEP * (depth + 1), _STEP * depth
    if isinstance(node, list):
        parts = [inner + format_document(part, depth=depth + 1, taken=len(inner)) for part in node]
        return "[\n" + ",\n".join(parts) + f"\n{outer}]"
    names = [f"{inner}{json.dumps(name, ensure_ascii=False)}: " for name in node]
    values = zip(names, node.values(), strict=True)
    parts = [name + format_document(part, depth=depth + 1, taken=len(name)) for name, part in values]
    return "{\n" + ",\n".join(parts) + f"\n{outer}}}"
