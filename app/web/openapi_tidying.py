"""Schemas as the GPT builder takes them in, and the layout of the published files.

Rules: docs/gpt-builder-rules.md, "The document".
"""

import json
from collections.abc import Sequence
from typing import Any

# Raw on purpose, though it crosses to `app.web.openapi`: OpenAPI and JSON Schema lay down what is in it, Litestar and
# msgspec write it, and structs of our own would only say that a third time.
Json = dict[str, Any]

REF = "#/components/schemas/"

_DEEP_NOISE = ("description", "default")
_SCHEMA_NOISE = ("title", "x-note")


def without_texts(schema: Json) -> Json:
    """Keep names and types of what stands deep in an answer: the model is shown no texts from there."""
    fields = {
        name: {key: value for key, value in field.items() if key not in _DEEP_NOISE}
        for name, field in schema["properties"].items()
    }
    return {key: value for key, value in schema.items() if key not in _DEEP_NOISE} | {"properties": fields}


def without_references(node: Any, schemas: Json) -> Any:
    """Write out what an input refers to: some hosts hand a body's fields to the model without looking references up."""
    if isinstance(node, list):
        return [without_references(item, schemas) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        node = {**schemas[node["$ref"].removeprefix(REF)], **{key: node[key] for key in node if key != "$ref"}}
    return {key: without_references(value, schemas) for key, value in node.items()}


def drop_unused(schemas: Json, roots: Sequence[Any]) -> None:
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
