"""One call of a tool over MCP: arguments are read leniently, the handler runs as over HTTP, its answer is encoded."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from app.errors import AppError, Unauthorized
from app.languages import choose_language
from app.mcp.file_parameters import with_file_list
from app.mcp.message import INVALID_PARAMS, Message, RpcError
from app.mcp.questions import Progress, Question, Questions, can_ask, question_about, question_before
from app.mcp.results import write_failure, write_success
from app.mcp.tool_list import scope_of
from app.tokens.audience import Scope
from app.tokens.caller import Caller
from app.tools.call import ToolCalls
from app.tools.failures import describe_failure
from app.tools.table import Tool
from app.tools.tool_arguments import flat_arguments, read_arguments


class InsufficientScope(Exception):
    """The token does not hold the scope of the tool (RFC 6750, 3.1)."""

    def __init__(self, needed: Scope) -> None:
        super().__init__(needed)
        self.needed = needed


class Outcome(Struct, frozen=True):
    """The encoded result of a tool, the code of its error if it failed, and whether it is a question to the person."""

    result: bytes
    error_code: str | None = None
    is_question: bool = False


class ToolCaller:
    """Calls the handlers of the table of tools directly: there is no inner HTTP request."""

    def __init__(self, tools: Sequence[Tool], calls: ToolCalls, questions: Questions) -> None:
        """Take the table of tools, what makes the `ToolCall` of each call, and what asks the person."""
        self._tools = {tool.name: tool for tool in tools}
        self._calls = calls
        self._questions = questions

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

    async def call(
        self, tool: Tool, message: Message, caller: Caller, *, language: str | None, may_ask: bool = False
    ) -> Outcome:
        """Run the tool for a caller.

        Args:
            tool: from `find`.
            message: the `tools/call`.
            caller: proven; its scopes decide.
            language: of the request, in the form of `Accept-Language`.
            may_ask: whether the host speaks the revision in which it can be made to ask the person.

        Returns:
            The tool's answer, a question to the person, or a failure that the model can mend.

        Raises:
            InsufficientScope: the caller may not call this tool; nothing was run.
            Unauthorized: the main app no longer takes the caller's token.
        """
        if (needed := scope_of(tool)) not in caller.scopes:
            raise InsufficientScope(needed)
        asks = _Asking(self._questions, tool, message, caller, language) if may_ask and can_ask(message) else None
        try:
            return await self._run(tool, message, caller, language, asks)
        except Unauthorized:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, the host gets the one error shape
            if asks and (question := asks.about(error)):
                return Outcome(question, is_question=True)
            described = describe_failure(error)
            return Outcome(write_failure(described.body), described.body.error)

    async def _run(
        self, tool: Tool, message: Message, caller: Caller, language: str | None, asks: "_Asking | None"
    ) -> Outcome:
        sent = with_file_list(message.params.get("arguments"), tool.inputs)
        arguments = flat_arguments(tool, sent, self._calls.timezone)
        if asks:
            arguments = asks.resumed(arguments)
        inputs = read_arguments(tool, arguments)
        if asks and (question := asks.before()):
            return Outcome(question, is_question=True)
        answer = await tool.run(**inputs, **self._injected(tool, message.meta, caller, language))
        return Outcome(write_success(msgspec.json.encode(answer)))

    def _injected(self, tool: Tool, meta: Mapping[str, Any], caller: Caller, language: str | None) -> dict[str, Any]:
        session = meta.get("openai/session")
        call = self._calls.begin(
            caller,
            locale=_locale(meta, language),
            conversation=session if isinstance(session, str) else "",
        )
        available = {"call": call, "pet_types": call.pet_types, "attachments": self._calls.attachments}
        return {name: available[name] for name in tool.injected}


class _Asking:
    """The questions of one call."""

    def __init__(
        self, questions: Questions, tool: Tool, message: Message, caller: Caller, language: str | None
    ) -> None:
        self._questions = questions
        self._tool = tool
        self._message = message
        self._user_id = caller.user_id
        self._language = choose_language(_locale(message.meta, language) or "")
        self._progress = Progress()
        self._arguments: dict[str, Any] = {}

    def resumed(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Return the arguments with what the person has answered."""
        self._progress = self._questions.resume(self._tool, self._message, self._user_id)
        self._arguments = {**arguments, **self._progress.given}
        return self._arguments

    def before(self) -> bytes | None:
        """Return the question that comes before the tool is run."""
        return self._asked(question_before(self._tool, self._arguments, self._progress, self._language))

    def about(self, error: Exception) -> bytes | None:
        """Return the question that may mend a failure."""
        if not isinstance(error, AppError):
            return None
        return self._asked(question_about(error, self._tool, self._arguments, self._progress, self._language))

    def _asked(self, question: Question | None) -> bytes | None:
        if question is None:
            return None
        return self._questions.ask(question, self._tool, self._message, self._user_id, self._progress)


def _locale(meta: Mapping[str, Any], language: str | None) -> str | None:
    locale = meta.get("openai/locale")
    return locale if isinstance(locale, str) else language
