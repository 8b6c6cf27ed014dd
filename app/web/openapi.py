"""The published document, written from the table of tools as the GPT builder imports it.

msgspec writes the schemas. Rules: docs/gpt-builder-rules.md, "The document".
"""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from msgspec.structs import FieldInfo

from app.lenient import encode_lenient, lenient_schema
from app.tools.failures import ErrorBody
from app.tools.table import Place, Tool
from app.web.openapi_tidying import (
    REF,
    Json,
    drop_unused,
    format_document,
    tidy_schemas,
    without_references,
    without_texts,
)

_TITLE: Final = "Meo Mai Moi connector"
_DESCRIPTION: Final = (
    "Manage the pets of a Meo Mai Moi user: pets, vaccinations, medical records, weights and what is due next. "
    "Wherever an operation takes pet_id, the pet's number or its exact name will do."
)
_ERROR: Final = {"$ref": "#/components/responses/Error"}


def build_document(tools: Sequence[Tool], *, public_url: str, version: str) -> bytes:
    """Write the document.

    Args:
        tools: the published tools, in the order of the document.
        public_url: the one server, without trailing slash.
        version: shown as `info.version`.

    Returns:
        JSON in UTF-8, laid out for people, with a final newline; the same bytes on every run.
    """
    schemas = _schemas(tools)
    paths: Json = {}
    for tool in tools:
        paths.setdefault(tool.path, {})[tool.method.lower()] = _operation(tool)
    responses = {"Error": {"description": "What went wrong and what to do next.", **_json_content(ErrorBody)}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": _TITLE, "version": version, "description": _DESCRIPTION},
        "servers": [{"url": public_url}],
        "security": [{"connector": []}],
        "paths": paths,
        "components": {
            "schemas": _components(tools, schemas, roots=[paths, responses]),
            "responses": responses,
            "securitySchemes": {"connector": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
    }
    return f"{format_document(document)}\n".encode()


def _schemas(tools: Sequence[Tool]) -> Json:
    """Describe every struct by its name: bodies, answers, the error, and what is in them."""
    kinds: list[Any] = [ErrorBody, *(kind for tool in tools for kind in (tool.result, tool.body) if kind)]
    _, schemas = msgspec.json.schema_components(kinds, ref_template=f"{REF}{{name}}", schema_hook=lenient_schema)
    tidy_schemas(schemas)
    return schemas


def _components(tools: Sequence[Tool], schemas: Json, *, roots: Sequence[Json]) -> Json:
    """Keep what the paths refer to: bodies written out, no texts deep in answers."""
    bodies = {tool.body.__name__ for tool in tools if tool.body}
    for name in sorted(bodies):
        schemas[name] = without_references(schemas[name], schemas)
    for name in set(schemas) - bodies - {tool.result.__name__ for tool in tools}:
        schemas[name] = without_texts(schemas[name])
    drop_unused(schemas, roots)
    return dict(sorted(schemas.items()))


def _operation(tool: Tool) -> Json:
    operation: Json = {
        "operationId": tool.name,
        "summary": tool.title,
        "description": tool.description,
        "x-openai-isConsequential": tool.kind == "CHANGE",
    }
    if tool.is_public:
        operation["security"] = []
    if tool.places:
        operation["parameters"] = _parameters(tool)
    if tool.body:
        operation["requestBody"] = {"required": True, **_json_content(tool.body)}
    operation["responses"] = _responses(tool)
    return operation


def _parameters(tool: Tool) -> list[Json]:
    fields = {field.name: field for field in msgspec.structs.fields(tool.inputs)}
    return [_parameter(fields[name], place) for name, place in tool.places.items()]


def _parameter(field: FieldInfo, place: Place) -> Json:
    (schema,), _ = msgspec.json.schema_components([field.type], schema_hook=lenient_schema)
    if not field.required:
        schema["default"] = msgspec.to_builtins(field.default, enc_hook=encode_lenient)
    tidy_schemas(schema)
    described = {"description": schema.pop("description")}
    return {"name": field.name, "in": place, "required": field.required, **described, "schema": schema}


def _responses(tool: Tool) -> Json:
    """Give creations a 200 too: the model takes its return type from there (`app.tools.routes.ToolAnswer`)."""
    answer = _json_content(tool.result)
    if tool.status == 200:
        return {"200": {"description": "The answer.", **answer}, "default": _ERROR}
    return {
        "200": {"description": "The same thing was saved a moment ago; the record as stored.", **answer},
        "201": {"description": "Saved; the record as stored.", **answer},
        "default": _ERROR,
    }


def _json_content(kind: type[msgspec.Struct]) -> Json:
    return {"content": {"application/json": {"schema": {"$ref": f"{REF}{kind.__name__}"}}}}
