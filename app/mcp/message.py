"""One JSON-RPC 2.0 message as a host posts it; what cannot be answered as one is refused with its code."""

from typing import Any, Final

from msgspec import UNSET, Struct, UnsetType

from app.tools.lenient_arguments import read_json

PARSE_ERROR: Final = -32700
INVALID_REQUEST: Final = -32600
METHOD_NOT_FOUND: Final = -32601
INVALID_PARAMS: Final = -32602
HEADER_MISMATCH: Final = -32020
UNSUPPORTED_VERSION: Final = -32022

RequestId = str | int
MAX_ID: Final = 1_000
"""Characters of an id; it is sent back."""


class RpcError(Exception):
    """A refusal of the protocol: a JSON-RPC error instead of a result.

    Attributes:
        status: of the HTTP answer; legacy revisions answer 200 to a request that was understood as one.
        code: of the JSON-RPC error.
        message: what was wrong, for people who build hosts.
        data: further facts that the protocol names.
    """

    def __init__(self, status: int, code: int, message: str, data: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.data = data


class Message(Struct, frozen=True, kw_only=True):
    """A request, or a notification when it has no id.

    Attributes:
        method: of the protocol, such as `tools/call`.
        params: by name; empty when there were none.
        id: what the answer repeats; UNSET in a notification.
    """

    method: str
    params: dict[str, Any]
    id: RequestId | UnsetType = UNSET

    @property
    def meta(self) -> dict[str, Any]:
        """The `_meta` of the parameters; empty when there is none or it is no object."""
        meta = self.params.get("_meta")
        return meta if isinstance(meta, dict) else {}


def read_message(body: bytes) -> Message:
    """Decode one posted message.

    Raises:
        RpcError: 400 with -32700 for what is no JSON, with -32600 for a batch, a response, or a malformed request.
    """
    try:
        sent = read_json(body.strip() or b"-")  # an empty body is no JSON either
    except (ValueError, RecursionError) as error:
        raise RpcError(400, PARSE_ERROR, "The body is no readable JSON.") from error
    if isinstance(sent, list):
        raise RpcError(400, INVALID_REQUEST, "Batches are not supported: send one message per request.")
    if not isinstance(sent, dict) or sent.get("jsonrpc") != "2.0":
        raise RpcError(400, INVALID_REQUEST, "Send one JSON-RPC 2.0 message.")
    method, params = sent.get("method"), sent.get("params", {})
    if not isinstance(method, str):
        raise RpcError(400, INVALID_REQUEST, "Send a request or a notification; nothing is awaited from the host.")
    if not isinstance(params, dict):
        raise RpcError(400, INVALID_REQUEST, "params must be an object.")
    return Message(method=method, params=params, id=_read_id(sent))


def _read_id(sent: dict[str, Any]) -> RequestId | UnsetType:
    if "id" not in sent:
        return UNSET
    request_id = sent["id"]
    if isinstance(request_id, str) and len(request_id) <= MAX_ID:
        return request_id
    if isinstance(request_id, int) and not isinstance(request_id, bool) and abs(request_id) < 2**63:
        return request_id
    raise RpcError(400, INVALID_REQUEST, "id must be a text or a whole number.")
