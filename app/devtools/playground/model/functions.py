"""The published document as a model gets it: one function per operation, path, query and body as flat arguments."""

import json
from typing import Any

from msgspec import Struct


class Function(Struct, frozen=True):
    """One tool; `parameters` is the JSON schema of its arguments."""

    name: str
    description: str
    parameters: dict[str, Any]


def read_functions(document: bytes) -> dict[str, Function]:
    """Read every operation of a published document, by its name."""
    raw = json.loads(document)
    found = [
        _function(operation, raw["components"]["schemas"])
        for item in raw["paths"].values()
        for operation in item.values()
    ]
    return {function.name: function for function in found}


def _function(operation: dict[str, Any], schemas: dict[str, Any]) -> Function:
    properties: dict[str, Any] = {}
    required: list[str] = []
    for parameter in operation.get("parameters", []):
        properties[parameter["name"]] = {**parameter["schema"], "description": parameter["description"]}
        required += [parameter["name"]] if parameter["required"] else []
    if body := operation.get("requestBody"):
        schema = schemas[body["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]]
        properties |= schema["properties"]
        required += schema.get("required", [])
    return Function(
        operation["operationId"],
        operation["description"],
        {"type": "object", "properties": properties, "required": required, "additionalProperties": False},
    )
