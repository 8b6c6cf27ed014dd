"""Rules about the document as a whole."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from tests.contract.builder_rules.reading import COMPONENTS, Document, Finding, Json, listed, mapping, references, text

MAX_CHARACTERS = 90_000
MAX_OPERATIONS = 26
_NO_TOOLS = re.compile(r"^/($|oauth|admin|health|metrics|privacy|openapi|docs|schema|\.well-known)")


def openapi_version(document: Document) -> Iterator[Finding]:
    """`openapi` is exactly 3.1.0."""
    if document.raw.get("openapi") != "3.1.0":
        yield Finding("openapi_version", "openapi", f"must be 3.1.0, is {document.raw.get('openapi')!r}")


def about(document: Document) -> Iterator[Finding]:
    """`info` says title, version and what it is about, so that people see which document they imported."""
    info = mapping(document.raw, "info")
    for name in ("title", "version", "description"):
        if not text(info, name).strip():
            yield Finding("about", "info", f"{name} is missing")


def size(document: Document) -> Iterator[Finding]:
    """The document is smaller than 90 kB (the builder's own limit is 1 MB)."""
    if document.size >= MAX_CHARACTERS:
        yield Finding("size", "document", f"{document.size} characters; must be under {MAX_CHARACTERS}")


def operation_count(document: Document) -> Iterator[Finding]:
    """There is at least one operation and there are at most 26 (the builder's own limit is 30)."""
    count = len(document.operations)
    if not 1 <= count <= MAX_OPERATIONS:
        yield Finding("operation_count", "paths", f"{count} operations; must be 1 to {MAX_OPERATIONS}")


def one_server(document: Document) -> Iterator[Finding]:
    """There is exactly one server: https, lower-case host, no port, no trailing slash."""
    servers = listed(document.raw, "servers")
    if len(servers) != 1:
        yield Finding("one_server", "servers", f"{len(servers)} servers; must be one")
    for server in servers:
        url = text(server, "url")
        parts = urlsplit(url)
        plain = parts.scheme == "https" and url == f"https://{parts.hostname}{parts.path}" and parts.hostname
        if not plain or url.endswith("/") or "{" in url:
            problem = "must be https with a lower-case host, without port, query or trailing slash"
            yield Finding("one_server", "servers", f"{url!r} {problem}")


def one_security_scheme(document: Document) -> Iterator[Finding]:
    """There is one security scheme, it holds for everything by default, and nothing names another."""
    schemes = mapping(mapping(document.raw, "components"), "securitySchemes")
    if len(schemes) != 1:
        yield Finding("one_security_scheme", "components", f"{len(schemes)} security schemes; must be one")
    if not listed(document.raw, "security"):
        yield Finding("one_security_scheme", "security", "the document must ask for the scheme")
    wanted = [("security", document.raw), *((operation.where, operation.raw) for operation in document.operations)]
    for where, holder in wanted:
        for requirement in listed(holder, "security"):
            for name in set(requirement if isinstance(requirement, dict) else {"?": []}) - set(schemes):
                yield Finding("one_security_scheme", where, f"asks for the unknown scheme {name}")


def components_present(document: Document) -> Iterator[Finding]:
    """`components.schemas` is an object, also when it is empty."""
    if not isinstance(mapping(document.raw, "components").get("schemas"), dict):
        yield Finding("components_present", "components.schemas", "must be an object")


def tools_only(document: Document) -> Iterator[Finding]:
    """Sign-in, admin, health and page addresses are not in it."""
    for path in mapping(document.raw, "paths"):
        if _NO_TOOLS.match(path):
            yield Finding("tools_only", path, "is no tool")


def known_references(document: Document) -> Iterator[Finding]:
    """Every reference leads to something inside the document."""
    for reference in sorted(references(document.raw)):
        if not reference.startswith("#/") or _target(document, reference) is None:
            yield Finding("known_references", reference, "leads nowhere")


def used_components(document: Document) -> Iterator[Finding]:
    """Every component is used by something else: the rest only costs room."""
    used = references({**document.raw, "components": {**document.raw.get("components", {}), "schemas": {}}})
    for name, schema in document.schemas.items():
        used |= references(schema) - {COMPONENTS + name}
    for name in document.schemas:
        if COMPONENTS + name not in used:
            yield Finding("used_components", f"components.schemas.{name}", "is not used")


def no_nulls(document: Document) -> Iterator[Finding]:
    """Nothing in the document is null."""
    yield from _nulls("document", document.raw)


def _nulls(where: str, node: Json) -> Iterator[Finding]:
    if node is None:
        yield Finding("no_nulls", where, "is null")
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for name, child in children:
        yield from _nulls(f"{where}.{name}", child)


def _target(document: Document, reference: str) -> Json:
    found = document.raw
    for step in reference.removeprefix("#/").split("/"):
        found = found.get(step) if isinstance(found, dict) else None
    return found
