"""Prompts: conversations that a host offers as commands; the text is sent as if the person had written it."""

from collections.abc import Sequence
from typing import Final

import msgspec
from msgspec import Struct

from app.mcp.message import INVALID_PARAMS, Message, RpcError

_MAX_ARGUMENT: Final = 200


class PromptArgument(Struct, frozen=True, kw_only=True):
    """Something the person may fill in; never required."""

    name: str
    description: str
    required: bool = False


class _Shown(Struct, frozen=True, kw_only=True, omit_defaults=True):
    name: str
    title: str
    description: str
    arguments: tuple[PromptArgument, ...] = ()


class Prompt(Struct, frozen=True, kw_only=True):
    """One prompt; `text` has its arguments in braces, each with the words around it, so that it may be left out."""

    name: str
    title: str
    description: str
    text: str
    arguments: tuple[PromptArgument, ...] = ()

    def shown(self) -> _Shown:
        """Return what a list says of it."""
        return _Shown(name=self.name, title=self.title, description=self.description, arguments=self.arguments)


PROMPTS: Final[Sequence[Prompt]] = (
    Prompt(
        name="due_this_month",
        title="What is due this month",
        description="Vaccinations and birthdays of the next 30 days, and what is overdue.",
        text="What is due for my pets in the next 30 days, and what is overdue? Use upcoming_care with days 30. "
        "List it by date, the overdue first, then say which pets have no due dates on record. Answer in my "
        "language.",
    ),
    Prompt(
        name="weigh_in_from_photo",
        title="Weigh-in from a photo",
        description="Read weights off a photo of notes or of a scale, and save them after a yes.",
        text="I attach a photo with weights of my pets. List what you read, one pet per line with weight and day, "
        "and ask me whether it is right. Never guess a digit. After my yes save all rows with one call of "
        "add_weights, then tell me row by row what is stored and how the weight has changed. Answer in my "
        "language.",
    ),
    Prompt(
        name="holiday_handover",
        title="Holiday hand-over for a sitter",
        description="A page for whoever looks after the pets: description, routines, treatments, what falls due.",
        text="I am going away{when}. Write a page for my sitter: call care_routines, and upcoming_care with "
        "include_shared, no other tool. For each pet give description, daily routines with their times, "
        "treatments of the last weeks, and what falls due while I am away. Say what is not on record instead "
        "of guessing. Answer in my language.",
        arguments=(PromptArgument(name="when", description="From when to when, for instance 1 to 14 December."),),
    ),
    Prompt(
        name="new_rescue",
        title="A new rescue's first entry",
        description="Enter an animal that has just come in: what is known now, asked for once.",
        text="A rescued animal has come to me{name}. Ask me in one message for what you need: name, species, sex, "
        "age as exactly as it is known, weight, what has been treated or vaccinated already and when, a "
        "microchip number. Leave out what I do not know. Show me everything before you save; then call "
        "create_pet, and the tools for weight, vaccinations, medical records and microchip. Answer in my "
        "language.",
        arguments=(PromptArgument(name="name", description="What it is called, if it has a name."),),
    ),
)
_WORDS: Final = {"when": " ({})", "name": "; it is called {}"}
_BY_NAME: Final = {prompt.name: prompt for prompt in PROMPTS}


def list_prompts() -> bytes:
    """Return the encoded array that `prompts/list` shows."""
    return msgspec.json.encode(
        [
            _Shown(name=each.name, title=each.title, description=each.description, arguments=each.arguments)
            for each in PROMPTS
        ]
    )


def get_prompt(message: Message) -> bytes:
    """Return the encoded result of `prompts/get`.

    Raises:
        RpcError: 200 with -32602, there is no such prompt, or an argument is no text.
    """
    name, given = message.params.get("name"), message.params.get("arguments") or {}
    prompt = _BY_NAME.get(name) if isinstance(name, str) else None
    if prompt is None:
        raise RpcError(200, INVALID_PARAMS, "There is no such prompt; prompts/list has them all.")
    if not isinstance(given, dict) or not all(isinstance(value, str) for value in given.values()):
        raise RpcError(200, INVALID_PARAMS, "The arguments of a prompt are texts.")
    filled = {each.name: _filled(each.name, given.get(each.name, "")) for each in prompt.arguments}
    content = {"type": "text", "text": prompt.text.format_map(filled)}
    return msgspec.json.encode({"description": prompt.description, "messages": [{"role": "user", "content": content}]})


def _filled(name: str, value: str) -> str:
    plain = " ".join(value.split())[:_MAX_ARGUMENT]
    return _WORDS[name].format(plain) if plain else ""
