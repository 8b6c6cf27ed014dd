"""What each method of the protocol answers, in both eras."""

from collections.abc import Callable
from typing import Final

import msgspec

from app.mcp.cards import list_cards, read_card
from app.mcp.message import METHOD_NOT_FOUND, Message, RpcError
from app.mcp.prompts import get_prompt, list_prompts
from app.mcp.results import SERVER_NAME, ModernResults
from app.mcp.revision import MODERN_VERSIONS, negotiate
from app.tokens.caller import Caller

LIST_SECONDS: Final = 3600
"""How long a host may keep a list; a token's scopes do not change, a deploy of ours may."""
_UNCHANGING: Final = {"listChanged": False}
_CAPABILITIES: Final = {"tools": _UNCHANGING, "prompts": _UNCHANGING, "resources": _UNCHANGING}
_CACHEABLE: Final = frozenset(
    {"server/discover", "tools/list", "prompts/list", "resources/list", "resources/templates/list", "resources/read"}
)
ToolList = Callable[[frozenset[str]], bytes]
"""Gives the encoded array of the tools that the scopes allow."""
_Answer = Callable[[Message, Caller], bytes]


class Methods:
    """Answers every method but `tools/call`, which runs a tool."""

    def __init__(self, tool_list: ToolList, *, version: str, instructions: str) -> None:
        """Take what writes the list of tools, the version of the server, and the text for the model."""
        self._tool_list = tool_list
        self._server = {"name": SERVER_NAME, "title": "Meo Mai Moi", "version": version}
        self._instructions = instructions
        self._modern_results = ModernResults(version)
        self._legacy: dict[str, _Answer] = {
            "initialize": self._initialize,
            "ping": lambda _message, _caller: b"{}",
            "tools/list": self._list_tools,
            **_FIXED,
        }
        self._modern: dict[str, _Answer] = {
            "server/discover": self._discover,
            "tools/list": self._list_tools,
            **_FIXED,
        }
        self._cacheable = msgspec.json.encode({"ttlMs": LIST_SECONDS * 1000, "cacheScope": "private"})

    def answer_legacy(self, message: Message, caller: Caller) -> bytes:
        """Return the encoded result.

        Raises:
            RpcError: 200 with -32601, there is no such method in the legacy revisions.
        """
        if (answer := self._legacy.get(message.method)) is None:
            raise RpcError(200, METHOD_NOT_FOUND, "There is no such method.")
        return answer(message, caller)

    def answer_modern(self, message: Message, caller: Caller) -> bytes:
        """Return the encoded result; a list says how long it may be kept.

        Raises:
            RpcError: 404 with -32601, there is no such method in the modern revision; 400, wrong parameters.
        """
        if (answer := self._modern.get(message.method)) is None:
            raise RpcError(404, METHOD_NOT_FOUND, "There is no such method.")
        try:
            result = answer(message, caller)
        except RpcError as error:  # what is refused with 200 in the legacy revisions
            raise RpcError(400, error.code, error.message, error.data) from error
        if message.method in _CACHEABLE:
            result = self._cacheable[:-1] + b"," + result[1:]
        return self.complete(result)

    def complete(self, result: bytes, *, is_question: bool = False) -> bytes:
        """Return a result with what every result of the modern revision carries."""
        return self._modern_results.complete(result, is_question=is_question)

    def _initialize(self, message: Message, _caller: Caller) -> bytes:
        return msgspec.json.encode(
            {
                "protocolVersion": negotiate(message.params.get("protocolVersion")),
                "capabilities": _CAPABILITIES,
                "serverInfo": self._server,
                "instructions": self._instructions,
            }
        )

    def _discover(self, _message: Message, _caller: Caller) -> bytes:
        return msgspec.json.encode(
            {
                "supportedVersions": list(MODERN_VERSIONS),
                "capabilities": _CAPABILITIES,
                "instructions": self._instructions,
            }
        )

    def _list_tools(self, _message: Message, caller: Caller) -> bytes:
        return b'{"tools":' + self._tool_list(caller.scopes) + b"}"


_FIXED: Final[dict[str, _Answer]] = {
    "prompts/list": lambda _message, _caller: b'{"prompts":' + list_prompts() + b"}",
    "prompts/get": lambda message, _caller: get_prompt(message),
    "resources/list": lambda _message, _caller: b'{"resources":' + list_cards() + b"}",
    "resources/templates/list": lambda _message, _caller: b'{"resourceTemplates":[]}',
    "resources/read": lambda message, _caller: read_card(message),
}
"""What every caller gets alike."""
