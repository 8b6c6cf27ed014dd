"""Rules about each operation: its names and texts, its flag, its answers."""

import re
from collections import Counter
from collections.abc import Iterator

from tests.contract.builder_rules.reading import METHODS, Document, Finding, Operation, listed, mapping, text

MAX_TEXT_LENGTH = 300
MIN_DESCRIPTION_LENGTH = 60
FLAG = "x-openai-isConsequential"
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_ORDERS = re.compile(
    r"\b(you (must|should)|always (call|use)|must be called|call this|use this (tool|action|operation|when)|"
    r"(when|whenever|if) the user (says|asks|mentions))\b",
    re.IGNORECASE,
)


def known_methods(document: Document) -> Iterator[Finding]:
    """A path holds operations only: some readers take every key of a path for a method."""
    for path, item in mapping(document.raw, "paths").items():
        for name in item if isinstance(item, dict) else {"?": None}:
            if name not in METHODS:
                yield Finding("known_methods", path, f"{name} is none of {', '.join(METHODS)}")


def operation_ids(document: Document) -> Iterator[Finding]:
    """Each operationId is there, unique, and made of up to 64 letters, digits, - and _."""
    count = Counter(text(operation.raw, "operationId") for operation in document.operations)
    for operation in document.operations:
        name = text(operation.raw, "operationId")
        if not _ID.fullmatch(name):
            yield Finding("operation_ids", operation.where, f"operationId {name!r} is not allowed")
        elif count[name] > 1:
            yield Finding("operation_ids", operation.where, "operationId is used twice")


def operation_texts(document: Document) -> Iterator[Finding]:
    """Summary and description are there, on one line, at most 300 characters; the description at least 60."""
    for operation in document.operations:
        for name, shortest in (("summary", 1), ("description", MIN_DESCRIPTION_LENGTH)):
            written = text(operation.raw, name)
            if not shortest <= len(written.strip()) <= MAX_TEXT_LENGTH:
                problem = f"{name} has {len(written)} characters; must be {shortest} to {MAX_TEXT_LENGTH}"
                yield Finding("operation_texts", operation.where, problem)
            if len(written.splitlines()) > 1:
                yield Finding("operation_texts", operation.where, f"{name} has several lines")


def no_orders(document: Document) -> Iterator[Finding]:
    """Descriptions say what a call does; they neither order the model to call it nor name trigger phrases."""
    for operation in document.operations:
        written = f"{text(operation.raw, 'summary')} {text(operation.raw, 'description')}"
        if found := _ORDERS.search(written):
            yield Finding("no_orders", operation.where, f"says {found[0]!r}")


def consequential_flag(document: Document) -> Iterator[Finding]:
    """Every operation states `x-openai-isConsequential`: false for GET, true for DELETE."""
    for operation in document.operations:
        flag = operation.raw.get(FLAG)
        if not isinstance(flag, bool):
            yield Finding("consequential_flag", operation.where, f"{FLAG} must be true or false")
        elif flag is not (operation.method == "delete") and operation.method in {"get", "delete"}:
            yield Finding("consequential_flag", operation.where, f"{FLAG} is {flag} for {operation.method}")


def typed_answer(document: Document) -> Iterator[Finding]:
    """There is a 200 with a JSON object that has properties: the model takes its return type from it."""
    for operation in document.operations:
        answers = mapping(operation.raw, "responses")
        media = mapping(mapping(answers, "200"), "content")
        schema = document.resolved(mapping(mapping(media, "application/json"), "schema"))
        if not mapping(schema, "properties"):
            yield Finding("typed_answer", operation.where, "has no 200 answer that is a JSON object with properties")
        for kind in set(media) - {"application/json"}:
            yield Finding("typed_answer", operation.where, f"answers with {kind}")


def error_answer(document: Document) -> Iterator[Finding]:
    """Failures are documented by the one error answer."""
    for operation in document.operations:
        answers = mapping(operation.raw, "responses")
        if "default" not in answers or not _is_error(document, operation):
            yield Finding("error_answer", operation.where, "has no default answer that shows the error shape")


def open_tools(document: Document) -> Iterator[Finding]:
    """`security` on an operation is either absent or an empty list."""
    for operation in document.operations:
        if listed(operation.raw, "security") or operation.raw.get("security", []) != []:
            yield Finding("open_tools", operation.where, "security must be absent or []")


def _is_error(document: Document, operation: Operation) -> bool:
    answer = mapping(operation.raw["responses"], "default")
    if "$ref" in answer:
        name = text(answer, "$ref").rpartition("/")[2]
        answer = mapping(mapping(mapping(document.raw, "components"), "responses"), name)
    schema = mapping(mapping(mapping(answer, "content"), "application/json"), "schema")
    return "error" in mapping(document.resolved(schema), "properties")
