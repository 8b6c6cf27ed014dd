"""The document as the rules see it: its operations, their bodies and answers, and every schema with its place."""

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Struct

Json = Any
"""Decoded JSON: the rules are made for documents that may be wrong in any way."""

METHODS = ("get", "post", "put", "patch", "delete")
COMPONENTS = "#/components/schemas/"


class Finding(Struct, frozen=True):
    """One breach of a rule."""

    rule: str
    where: str
    text: str

    def __str__(self) -> str:
        return f"{self.where}: {self.text} [{self.rule}]"


class Place(Struct, frozen=True):
    """A piece of the document and how a reader finds it."""

    where: str
    value: Json


class Operation(Struct, frozen=True):
    """One operation."""

    path: str
    method: str
    raw: Json

    @property
    def where(self) -> str:
        """Name it as the builder does."""
        return f"{self.method} {self.path} ({text(self.raw, 'operationId') or 'without operationId'})"

    @property
    def parameters(self) -> list[Json]:
        """The parameters that are objects; others are found by a rule of their own."""
        return [each for each in listed(self.raw, "parameters") if isinstance(each, dict)]


class Document(Struct, frozen=True):
    """A decoded document; broken parts are passed over, because other rules report them."""

    raw: Json
    size: int

    @property
    def schemas(self) -> dict[str, Json]:
        """The components."""
        return mapping(mapping(self.raw, "components"), "schemas")

    @property
    def operations(self) -> list[Operation]:
        """All operations, in the document's order."""
        return [
            Operation(path, method, item[method])
            for path, item in mapping(self.raw, "paths").items()
            if isinstance(item, dict)
            for method in METHODS
            if isinstance(item.get(method), dict)
        ]

    def resolved(self, schema: Json) -> Json:
        """Follow a reference to a component; anything else is returned as it is."""
        for _ in range(10):
            name = text(schema, "$ref").removeprefix(COMPONENTS)
            if not name:
                break
            schema = self.schemas.get(name, {})
        return schema

    def body(self, operation: Operation) -> Json:
        """The schema of the JSON body, or None."""
        content = mapping(mapping(operation.raw, "requestBody"), "content")
        return self.resolved(content["application/json"].get("schema", {})) if "application/json" in content else None

    def every_schema(self) -> Iterator[Place]:
        """Yield every schema of the document once, components by their name."""
        for name, schema in self.schemas.items():
            yield from _within(f"components.schemas.{name}", schema)
        for operation in self.operations:
            for parameter in operation.parameters:
                yield from _within(f"{operation.where}, parameter {parameter.get('name')}", parameter.get("schema"))
            for status, media in _contents(operation):
                yield from _within(f"{operation.where}, {status}", media.get("schema"))


def read(document: bytes) -> Document:
    """Decode a document.

    Raises:
        ValueError: it is no JSON object.
    """
    raw = msgspec.json.decode(document)
    if not isinstance(raw, dict):
        raise ValueError("An OpenAPI document is a JSON object.")  # noqa: TRY004 - one kind of failure for callers
    return Document(raw, len(document.decode()))


def mapping(value: Json, name: str) -> dict[str, Json]:
    """Return a member that is an object, or an empty one."""
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def listed(value: Json, name: str) -> list[Json]:
    """Return a member that is a list, or an empty one."""
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, list) else []


def text(value: Json, name: str) -> str:
    """Return a member that is text, or an empty one."""
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""


def references(node: Json) -> set[str]:
    """Name every component a piece of the document refers to."""
    if isinstance(node, list):
        return set().union(*map(references, node))
    if not isinstance(node, dict):
        return set()
    own = {node["$ref"]} if isinstance(node.get("$ref"), str) else set()
    return own.union(*map(references, node.values()))


def _contents(operation: Operation) -> Iterator[tuple[str, Json]]:
    answers = mapping(operation.raw, "responses")
    holders = {"body": mapping(operation.raw, "requestBody")} | {f"answer {key}": answers[key] for key in answers}
    for name, holder in holders.items():
        for media in mapping(holder, "content").values():
            if isinstance(media, dict):
                yield name, media


def _within(where: str, schema: Json) -> Iterator[Place]:
    yield Place(where, schema)
    for name, child in mapping(schema, "properties").items():
        yield from _within(f"{where}.{name}", child)
    if isinstance(schema, dict) and "items" in schema:
        yield from _within(f"{where}[]", schema["items"])
