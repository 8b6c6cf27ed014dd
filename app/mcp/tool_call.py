"""One call of a tool over MCP: arguments are read leniently, the handler runs as over HTTP, its answer is encoded."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from app.errors import Unauthorized
from app.mcp.file_parameters import with_file_list
from app.mcp.message import INVALID_PARAMS, Message, RpcError
from app.mcp.results import write_failure, write_success
from app.mcp.tool_list import scope_of
from app.tokens.audience import Scope
from app.tokens.caller import Caller
from app.tools.call import ToolCalls
from app.tools.failures import describe_failure
from app.tools.table import Tool
from app.tools.tool_arguments import read_arguments


class InsufficientScope(Exception):
    """The token does not hold the scope of the tool (RFC 6750, 3.1)."""

    def __init__(self, needed: Scope) -> None:
        super().__init__(needed)
        self.needed = needed


class Outcome(Struct, frozen=True):
    """The encoded result of a tool, and the code of its error if it failed."""

    result: bytes
    error_code: str | None = None


class ToolCaller:
    """Calls the handlers of the table of tools directly: there is no inner HTTP request."""

    def __init__(self, tools: Sequence[Tool], calls: ToolCalls) -> None:
        """Take the table of tools, and what makes the `ToolCall` of each call."""
        self._tools = {tool.name: tool for tool in tools}
        self._calls = calls

    def find(self, message: Message, *, status: int) -> Tool:
        """Return the tool that a `tools/call` names.

        Raises:
            RpcError: -32602 with the status, there is no such tool.
        """
        name = message.params.get("name")
        tool = self._tools.get(name) if isinstance(name, str) else None
        if tool is None:
            raise RpcError(status, INVALID_PARAMS, "There is no such tool; tools/list has them all.")
        return tool

    async def call(self, tool: Tool, message: Message, caller: Caller, *, language: str | None) -> Outcome:
        """Run the tool for a caller.

        Args:
            tool: from `find`.
            message: the `tools/call`.
            caller: proven; its scopes decide.
            language: of the request, in the form of `Accept-Language`.

        Returns:
            The tool's answer, or a failure that the model can mend.

        Raises:
            InsufficientScope: the caller may not call this tool; nothing was run.
            Unauthorized: the main app no longer takes the caller's token.
        """
        if (needed := scope_of(tool)) not in caller.scopes:
            raise InsufficientScope(needed)
        try:
            sent = with_file_list(message.params.get("arguments"), tool.inputs)
            inputs = read_arguments(tool, sent, self._calls.timezone)
            answer = await tool.run(**inputs, **self._injected(tool, message.meta, caller, language))
        except Unauthorized:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, the host gets the one error shape
            described = describe_failure(error)
            return Outcome(write_failure(described.body), described.body.error)
        return Outcome(write_success(msgspec.json.encode(answer)))

    def _injected(self, tool: Tool, meta: Mapping[str, Any], caller: Caller, language: str | None) -> dict[str, Any]:
        locale, session = meta.get("openai/locale"), meta.get("openai/session")
        call = self._calls.begin(
            caller,
            locale=locale if isinstance(locale, str) else language,
            conversation=session if isinstance(session, str) else "",
        )
        available = {"call": call, "pet_types": call.pet_types, "attachments": self._calls.attachments}
        return {name: available[name] for name in tool.injected}
