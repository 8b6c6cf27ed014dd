"""Which revision of the protocol a request speaks: legacy (a handshake first) or modern (each request for itself).

Legacy revisions announce themselves by `initialize`; the modern one by the header `MCP-Protocol-Version` and by
`_meta`, with the routing headers repeating what the body says (MCP 2026-07-28, basic/transports).
"""

import base64
import binascii
from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Struct

from app.mcp.message import (
    HEADER_MISMATCH,
    INVALID_PARAMS,
    UNSUPPORTED_VERSION,
    Message,
    RpcError,
)

LEGACY_VERSIONS: Final = ("2025-03-26", "2025-06-18", "2025-11-25")
MODERN_VERSIONS: Final = ("2026-07-28",)
META_VERSION: Final = "io.modelcontextprotocol/protocolVersion"
META_CAPABILITIES: Final = "io.modelcontextprotocol/clientCapabilities"
_VERSION: Final = "mcp-protocol-version"
_METHOD: Final = "mcp-method"
_NAME: Final = "mcp-name"
_ROUTING: Final = frozenset({_VERSION, _METHOD, _NAME})
_NAMED_BY: Final = {"tools/call": "name", "resources/read": "uri", "prompts/get": "name"}


class RoutingHeaders(Struct, frozen=True):
    """The routing headers of one request, by lower-case name, without surrounding white space."""

    values: Mapping[str, str]
    repeated: frozenset[str]

    @property
    def is_legacy(self) -> bool:
        """Whether the request speaks a revision with a handshake; one that names none does."""
        version = self.values.get(_VERSION)
        return version is None or (version in LEGACY_VERSIONS and _VERSION not in self.repeated)


def read_routing_headers(headers: Iterable[tuple[bytes, bytes]]) -> RoutingHeaders:
    """Pick the routing headers out of an ASGI scope's headers."""
    values: dict[str, str] = {}
    repeated: set[str] = set()
    for raw_name, raw_value in headers:
        if not raw_name.startswith(b"mcp-") or (name := raw_name.decode("latin-1")) not in _ROUTING:
            continue
        if name in values:
            repeated.add(name)
        values[name] = raw_value.decode("latin-1").strip(" \t")
    return RoutingHeaders(values, frozenset(repeated))


def negotiate(requested: object) -> str:
    """Return the legacy revision that `initialize` settles on: the one asked for, or the newest."""
    return requested if isinstance(requested, str) and requested in LEGACY_VERSIONS else LEGACY_VERSIONS[-1]


def check_modern(headers: RoutingHeaders, message: Message) -> None:
    """Refuse a modern request whose envelope does not hold; the order is the protocol's.

    Raises:
        RpcError: 400 with the code that the protocol gives to the rule.
    """
    check_version(headers)
    check_meta(message)
    check_repeated(headers)
    check_mirrors(headers, message)


def check_version(headers: RoutingHeaders) -> None:
    """The revision must be one that is served."""
    requested = headers.values.get(_VERSION)
    if requested not in MODERN_VERSIONS:
        data = {"supported": list(MODERN_VERSIONS), "requested": requested}
        raise RpcError(400, UNSUPPORTED_VERSION, "This protocol version is not supported.", data)


def check_meta(message: Message) -> None:
    """`_meta` must state the version and the capabilities of the client."""
    if not isinstance(message.meta.get(META_VERSION), str):
        raise RpcError(400, INVALID_PARAMS, f"_meta must hold {META_VERSION}.")
    if not isinstance(message.meta.get(META_CAPABILITIES), dict):
        raise RpcError(400, INVALID_PARAMS, f"_meta must hold {META_CAPABILITIES}, an object.")


def check_repeated(headers: RoutingHeaders) -> None:
    """A routing header may stand once."""
    if headers.repeated:
        raise RpcError(400, HEADER_MISMATCH, f"Repeated header: {', '.join(sorted(headers.repeated))}.")


def check_mirrors(headers: RoutingHeaders, message: Message) -> None:
    """The routing headers must repeat what the body says."""
    if headers.values[_VERSION] != message.meta[META_VERSION]:
        raise RpcError(400, HEADER_MISMATCH, "MCP-Protocol-Version differs from the version in _meta.")
    if _decoded(headers.values.get(_METHOD)) != message.method:
        raise RpcError(400, HEADER_MISMATCH, "Mcp-Method must repeat the method of the body.")
    named_by = _NAMED_BY.get(message.method)
    if named_by and _decoded(headers.values.get(_NAME)) != message.params.get(named_by):
        raise RpcError(400, HEADER_MISMATCH, f"Mcp-Name must repeat params.{named_by} of the body.")


def _decoded(value: str | None) -> str | None:
    """Undo the base64 form for values that a header cannot hold; None when it is malformed."""
    if value is None or not (value.startswith("=?base64?") and value.endswith("?=")):
        return value
    try:
        return base64.b64decode(value[len("=?base64?") : -2], validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return None
