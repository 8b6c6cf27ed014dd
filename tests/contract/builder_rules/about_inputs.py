"""Rules about what the model sends: parameters and bodies."""

import re
from collections import Counter
from collections.abc import Iterator

from tests.contract.builder_rules.reading import Document, Finding, Json, listed, mapping, references, text

MAX_DESCRIPTION_LENGTH = 700
_SCALARS = frozenset({"string", "integer", "number", "boolean"})
_PLACEHOLDER = re.compile(r"\{([^}]+)\}")


def inline_parameters(document: Document) -> Iterator[Finding]:
    """Parameters are written on the operation, without references, in path or query, with a plain type."""
    for operation in document.operations:
        for parameter in listed(operation.raw, "parameters"):
            if not text(parameter, "name") or references(parameter):
                yield Finding("inline_parameters", operation.where, "a parameter is a reference or has no name")
            elif text(parameter, "in") not in {"path", "query"}:
                yield Finding("inline_parameters", operation.where, f"{parameter['name']} is not in path or query")
            elif mapping(parameter, "schema").get("type") not in _SCALARS:
                problem = f"{parameter['name']} is no text, number or boolean"
                yield Finding("inline_parameters", operation.where, problem)


def path_parameters(document: Document) -> Iterator[Finding]:
    """Every placeholder of a path is a required path parameter, and the other way round; names are unique."""
    for operation in document.operations:
        declared = [text(each, "name") for each in operation.parameters if text(each, "in") == "path"]
        for name in set(_PLACEHOLDER.findall(operation.path)) ^ set(declared):
            yield Finding("path_parameters", operation.where, f"{name} stands in the path or the parameters only")
        for each in operation.parameters:
            if text(each, "in") == "path" and each.get("required") is not True:
                yield Finding("path_parameters", operation.where, f"{each.get('name')} must be required")
        for name, count in Counter(text(each, "name") for each in operation.parameters).items():
            if count > 1:
                yield Finding("path_parameters", operation.where, f"{name} is there {count} times")


def distinct_names(document: Document) -> Iterator[Finding]:
    """No name stands both in path or query and in the body: the builder drops such an operation."""
    for operation in document.operations:
        names = {text(parameter, "name") for parameter in operation.parameters}
        for name in sorted(names & set(mapping(document.body(operation), "properties"))):
            yield Finding("distinct_names", operation.where, f"{name} is a parameter and a body field")


def plain_bodies(document: Document) -> Iterator[Finding]:
    """A body is one plain JSON object; GET and DELETE have none."""
    for operation in document.operations:
        if "requestBody" not in operation.raw:
            continue
        body, content = document.body(operation), mapping(mapping(operation.raw, "requestBody"), "content")
        if operation.method in {"get", "delete"}:
            yield Finding("plain_bodies", operation.where, f"{operation.method} has no body")
        if list(content) != ["application/json"]:
            yield Finding("plain_bodies", operation.where, f"body as {', '.join(content) or 'nothing'}")
        elif not isinstance(body, dict) or body.get("type") != "object" or not mapping(body, "properties"):
            yield Finding("plain_bodies", operation.where, "the body is no object with properties")


def input_descriptions(document: Document) -> Iterator[Finding]:
    """Every parameter and body field has a description of at most 700 characters on one line."""
    for operation in document.operations:
        fields = mapping(document.body(operation), "properties")
        named: list[tuple[str, Json]] = [(str(each.get("name")), each) for each in operation.parameters]
        for name, value in [*named, *fields.items()]:
            written = text(value, "description")
            if not 1 <= len(written.strip()) <= MAX_DESCRIPTION_LENGTH or len(written.splitlines()) > 1:
                problem = f"the description of {name} has {len(written)} characters or several lines"
                yield Finding("input_descriptions", operation.where, problem)


def flat_bodies(document: Document) -> Iterator[Finding]:
    """Fields of a body refer to nothing: some hosts hand them to the model as they stand."""
    for operation in document.operations:
        for name, field in mapping(document.body(operation), "properties").items():
            if references(field):
                yield Finding("flat_bodies", operation.where, f"{name} refers to a component")
