"""Answers of the MCP face as bytes: JSON-RPC results and errors, results of tools."""

from typing import Any, Final

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType

from app.mcp.message import RequestId, RpcError

SERVER_NAME: Final = "meo-mai-moi"
_encoder: Final = msgspec.json.Encoder()


class _Result(Struct, frozen=True):
    jsonrpc: str
    id: RequestId
    result: Raw


class _Text(Struct, frozen=True):
    type: str
    text: str


class _ToolResult(Struct, frozen=True, kw_only=True, omit_defaults=True):
    content: tuple[_Text]
    structuredContent: Raw | UnsetType = UNSET  # noqa: N815 - the protocol's name
    isError: bool = False  # noqa: N815 - the protocol's name


def write_result(request_id: RequestId, result: bytes) -> bytes:
    """Return a JSON-RPC answer around an encoded result."""
    return _encoder.encode(_Result("2.0", request_id, Raw(result)))


def write_error(request_id: RequestId | None, error: RpcError) -> bytes:
    """Return a JSON-RPC error; `request_id` is None when the message had none that could be read."""
    body: dict[str, Any] = {"code": error.code, "message": error.message}
    if error.data is not None:
        body["data"] = error.data
    return _encoder.encode({"jsonrpc": "2.0", "id": request_id, "error": body})


def write_success(answer: bytes) -> bytes:
    """Return a tool's result: the answer as structure, and the same JSON as text for hosts that show only text."""
    return _encoder.encode(_ToolResult(content=(_Text("text", answer.decode()),), structuredContent=Raw(answer)))


def write_failure(error_body: Struct) -> bytes:
    """Return a failure that the model can mend: text only, because clients check structure against outputSchema."""
    return _encoder.encode(_ToolResult(content=(_Text("text", _encoder.encode(error_body).decode()),), isError=True))


class ModernResults:
    """Adds what every result of the modern revision carries: `resultType` and who answers."""

    def __init__(self, version: str) -> None:
        server = {"name": SERVER_NAME, "title": "Meo Mai Moi", "version": version}
        meta = _encoder.encode({"io.modelcontextprotocol/serverInfo": server})
        self._complete = b'{"resultType":"complete","_meta":' + meta
        self._question = b'{"resultType":"input_required","_meta":' + meta

    def complete(self, result: bytes, *, is_question: bool = False) -> bytes:
        """Return the result, an encoded JSON object, with the common members in front."""
        head = self._question if is_question else self._complete
        return head + (b"," + result[1:] if len(result) > 2 else b"}")
