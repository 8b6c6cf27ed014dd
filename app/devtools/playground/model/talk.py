"""A conversation led by a model: its reading calls are made at once, and the person is asked before one saves."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any, Final

import httpx
import msgspec
from msgspec import Struct

from app.devtools.playground.model.chat import CalledTool, Endpoint, Message, Reply, completion_request, read_reply
from app.devtools.playground.model.functions import read_functions
from app.devtools.playground.say.plans import saves
from app.devtools.playground.say.turns import Turn
from app.devtools.playground.wire import Run, ToolCall

RunTool = Callable[[ToolCall], Awaitable[Run]]

MAX_ROUNDS: Final = 8
MAX_CALLS: Final = 16
_SECONDS: Final = 60.0
_SECONDS_OF_ALL: Final = 120.0
_MAX_ANSWER: Final = 1_000_000
_MAX_SAID: Final = 4_000
_MAX_TOLD: Final = 20_000
_MAX_MESSAGES: Final = 60


class ModelFailed(Exception):
    """The model gave no usable answer; the text is a reason in few words, for the person."""


class TooManyCalls(Exception):
    """The model calls and calls, and says nothing."""


class Model(Struct, frozen=True, kw_only=True):
    """What answers: an endpoint, the published document, and the GPT's instructions."""

    endpoint: Endpoint
    http: httpx.AsyncClient
    instructions: str

    async def reply(self, messages: list[Message], document: bytes, today: date) -> Reply:
        """Ask the model to go on.

        Raises:
            ModelFailed: no usable answer.
        """
        system = {"role": "system", "content": f"{self.instructions}\nToday is {today.isoformat()}."}
        functions = read_functions(document).values()
        request = completion_request(self.endpoint, [system, *messages], functions)
        try:
            async with asyncio.timeout(_SECONDS):
                answer = await self.http.send(request)
        except (httpx.HTTPError, TimeoutError) as error:
            raise ModelFailed("no answer") from error
        if answer.status_code != 200:
            raise ModelFailed(f"HTTP {answer.status_code}")
        if len(answer.content) > _MAX_ANSWER:
            raise ModelFailed("too long")
        try:
            return read_reply(answer.content)
        except msgspec.DecodeError as error:
            raise ModelFailed("unreadable") from error


class ModelTalk:
    """What was said so far to the model in one browser, and the calls that wait for a yes."""

    def __init__(self) -> None:
        self._messages: list[Message] = []
        self._waiting: list[CalledTool] = []

    @property
    def asks(self) -> bool:
        """Whether a call waits for the person."""
        return bool(self._waiting)

    async def hear(self, sentence: str, turn: Turn, step: "ModelStep") -> None:
        """Take a sentence; a call that waited is not made."""
        for call in self._waiting:
            self._tell(call, "The person said something else instead of yes. Nothing was saved.")
        self._waiting = []
        self._messages.append({"role": "user", "content": sentence})
        await self._go_on(turn, step)

    async def decide(self, turn: Turn, step: "ModelStep", *, yes: bool) -> None:
        """Take the answer to the call that waits."""
        if not self._waiting:
            return
        call, *rest = self._waiting
        self._waiting = []
        if yes:
            self._tell(call, await step.run(call, turn))
        else:
            self._tell(call, "The person said no. Nothing was saved.")
        if not await self._make(rest, turn, step):
            await self._go_on(turn, step)

    async def _go_on(self, turn: Turn, step: "ModelStep") -> None:
        async with asyncio.timeout(_SECONDS_OF_ALL):
            for _ in range(MAX_ROUNDS):
                reply = await step.reply(self._recent())
                calls = reply.tool_calls or []
                self._messages.append(_spoken(reply))
                if not calls:
                    turn.reply = (reply.content or "").strip()[:_MAX_SAID]
                    return
                if await self._make(calls, turn, step):
                    return
        raise TooManyCalls

    async def _make(self, calls: list[CalledTool], turn: Turn, step: "ModelStep") -> bool:
        """Make calls up to the first that saves; tells whether one waits now."""
        for number, call in enumerate(calls):
            if len(turn.runs) >= MAX_CALLS:
                raise TooManyCalls
            asked = step.call_of(call)
            if asked and saves(asked):
                self._waiting, turn.draft = calls[number:], asked
                return True
            self._tell(call, await step.run(call, turn))
        return False

    def _tell(self, call: CalledTool, answer: str) -> None:
        self._messages.append({"role": "tool", "tool_call_id": call.id, "content": answer})

    def _recent(self) -> list[Message]:
        """Return the newest messages, from where a person spoke: an answer without its call is refused."""
        recent = self._messages[-_MAX_MESSAGES:]
        starts = [number for number, message in enumerate(recent) if message["role"] == "user"]
        return recent[starts[0] :] if starts else recent


class ModelStep(Struct, frozen=True, kw_only=True):
    """One step of such a conversation: whom to ask, and how to make calls."""

    model: Model
    document: bytes
    names: frozenset[str]
    today: date
    run_tool: RunTool

    async def reply(self, messages: list[Message]) -> Reply:
        """Ask the model to go on."""
        return await self.model.reply(messages, self.document, self.today)

    def call_of(self, called: CalledTool) -> ToolCall | None:
        """Return the call as the connector takes it; None for an unknown tool or arguments that are no object."""
        try:
            arguments = msgspec.json.decode(called.function.arguments or "{}", type=dict[str, Any])
        except msgspec.DecodeError:
            return None
        known = called.function.name in self.names
        return ToolCall(operation_id=called.function.name, arguments=arguments) if known else None

    async def run(self, called: CalledTool, turn: Turn) -> str:
        """Make a call and return its answer as the model reads it."""
        call = self.call_of(called)
        if call is None:
            return "There is no such tool, or its arguments are no JSON object."
        run = await self.run_tool(call)
        turn.runs.append(run)
        return run.body.decode("utf-8", "replace")[:_MAX_TOLD] or "There was no answer."


def _spoken(reply: Reply) -> Message:
    message: Message = {"role": "assistant", "content": reply.content}
    if reply.tool_calls:
        message["tool_calls"] = [call.as_message() for call in reply.tool_calls]
    return message
