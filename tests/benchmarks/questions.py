"""The same question over each face, as its clients send it: what pets are there?"""

import json
from typing import Any, Final

_META: Final = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientInfo": {"name": "benchmark", "version": "1"},
    "io.modelcontextprotocol/clientCapabilities": {},
}


def over_http(token: str) -> bytes:
    """`GET /pets`, as ChatGPT asks."""
    return (
        "GET /pets HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\nAccept-Language: en-US\r\n"
        "User-Agent: Mozilla/5.0 (compatible; ChatGPT-User/1.0)\r\nopenai-conversation-id: 0b6f1c9e-3d57\r\n"
        f"Authorization: Bearer {token}\r\n\r\n"
    ).encode()


def over_legacy_mcp(token: str) -> bytes:
    """`tools/call` of a revision with a handshake."""
    return _call(token, {"name": "list_pets", "arguments": {}}, "MCP-Protocol-Version: 2025-11-25\r\n")


def over_modern_mcp(token: str) -> bytes:
    """`tools/call` of the revision without."""
    headers = "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\nMcp-Name: list_pets\r\n"
    return _call(token, {"name": "list_pets", "arguments": {}, "_meta": _META}, headers)


def _call(token: str, params: dict[str, Any], headers: str) -> bytes:
    body = json.dumps({"jsonrpc": "2.0", "id": 7, "method": "tools/call", "params": params}).encode()
    head = (
        "POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json, text/event-stream\r\n"
        f"User-Agent: benchmark\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n{headers}"
        f"Authorization: Bearer {token}\r\n\r\n"
    )
    return head.encode() + body


QUESTIONS: Final = {"http": over_http, "legacy": over_legacy_mcp, "modern": over_modern_mcp}
