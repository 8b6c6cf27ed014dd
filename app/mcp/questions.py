"""A question to the person in place of an error, without keeping anything (docs/mcp.md, "Questions").

The host asks for us and sends the call again with the answer, and with a state that is sealed here and bound to the
user, the tool, its arguments and five minutes. Only hosts of the modern revision that say they can ask are answered so.
"""

import base64
import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final, Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from app.errors import Ambiguous, AppError, DuplicateWarning, InvalidInput, KnownPet
from app.languages import Language
from app.mcp.message import Message
from app.mcp.question_texts import question_texts
from app.mcp.revision import META_CAPABILITIES
from app.tokens.encryption import DecryptionFailed, Encryptor
from app.tools.table import Tool

Kind = Literal["duplicate", "which_pet", "unusual", "overwrite"]
Arguments = Mapping[str, Any]

SECONDS: Final = 300
_KEY: Final = "question"
_PURPOSE: Final = b"mcp-question"
_FLAGS: Final[dict[Kind, str]] = {"duplicate": "confirm_duplicate", "unusual": "confirm_unusual"}
_MAX_SHOWN: Final = 300
_STALE: Final = "This answer belongs to no question that is open now. Nothing was done."
_STALE_HINT: Final = "Call the tool again with the same arguments, without requestState and inputResponses."
_DECLINED: Final = "The user was asked and did not say yes. Nothing was done."
_DECLINED_HINT: Final = "Ask the user in your own words what to do instead; do not send the same call again unasked."


class Progress(Struct, frozen=True, kw_only=True):
    """What the person has answered so far.

    Attributes:
        given: arguments that their answers add.
        confirmed: the kinds of question they have said yes to.
    """

    given: dict[str, Any] = {}
    confirmed: frozenset[Kind] = frozenset()


class Question(Struct, frozen=True, kw_only=True):
    """What to ask: `choices` are ids of pets with what tells them apart; without any it is a yes or no."""

    kind: Kind
    message: str
    title: str
    choices: dict[str, str] = {}


class _State(Struct, frozen=True, array_like=True):
    user_id: int
    tool: str
    arguments: bytes
    ends: float
    kind: Kind
    choices: list[str]
    progress: Progress


class Questions:
    """Seals the state of a question, and opens it again with the answer."""

    def __init__(self, encryptor: Encryptor, clock: Callable[[], datetime]) -> None:
        self._encryptor = encryptor
        self._clock = clock

    def resume(self, tool: Tool, message: Message, user_id: int) -> Progress:
        """Return what was answered; nothing for a call that answers no question.

        Raises:
            InvalidInput: the state is forged, too old, or of another user, tool or arguments; or the answer is no yes.
        """
        sent = message.params.get("requestState")
        if sent is None:
            return Progress()
        state = self._opened(sent)
        bound = (state.user_id, state.tool, state.arguments)
        if bound != (user_id, tool.name, _digest(message)) or state.ends < self._clock().timestamp():
            raise InvalidInput(_STALE, hint=_STALE_HINT)
        return _answered(state, message.params.get("inputResponses"))

    def ask(self, question: Question, tool: Tool, message: Message, user_id: int, progress: Progress) -> bytes:
        """Return the encoded result that makes the host ask."""
        state = _State(
            user_id=user_id,
            tool=tool.name,
            arguments=_digest(message),
            ends=self._clock().timestamp() + SECONDS,
            kind=question.kind,
            choices=list(question.choices),
            progress=progress,
        )
        sealed = self._encryptor.encrypt(msgspec.msgpack.encode(state), purpose=_PURPOSE)
        request = {"method": "elicitation/create", "params": _form(question)}
        return msgspec.json.encode(
            {"inputRequests": {_KEY: request}, "requestState": base64.urlsafe_b64encode(sealed).decode()}
        )

    def _opened(self, sent: Any) -> _State:
        try:
            sealed = base64.b64decode(str(sent), altchars=b"-_", validate=True)
            plain = self._encryptor.decrypt(sealed, purpose=_PURPOSE)
            return msgspec.msgpack.decode(plain, type=_State)
        except (ValueError, DecryptionFailed) as error:
            raise InvalidInput(_STALE, hint=_STALE_HINT) from error


def can_ask(message: Message) -> bool:
    """Tell whether the host shows forms (MCP 2026-07-28, client/elicitation); an empty capability means forms."""
    capabilities = message.meta.get(META_CAPABILITIES)
    asks = capabilities.get("elicitation") if isinstance(capabilities, dict) else None
    return isinstance(asks, dict) and (not asks or "form" in asks)


def question_about(
    error: AppError, tool: Tool, arguments: Arguments, progress: Progress, language: Language
) -> Question | None:
    """Return what to ask instead of telling the model an error; None where no answer would mend it."""
    text = question_texts()[language]
    if isinstance(error, DuplicateWarning) and "duplicate" not in progress.confirmed and error.existing:
        pets = ", ".join(_described(pet) for pet in error.existing)
        return Question(kind="duplicate", message=text.duplicate.format(pets=pets), title=text.another_pet)
    if isinstance(error, Ambiguous) and "pet_id" in tool.inputs.__struct_fields__ and error.candidates:
        choices = {str(pet.id): _described(pet) for pet in error.candidates}
        return Question(kind="which_pet", message=text.which_pet, title=text.pet, choices=choices)
    takes_flag = _FLAGS["unusual"] in tool.inputs.__struct_fields__ and _FLAGS["unusual"] in (error.hint or "")
    if takes_flag and "unusual" not in progress.confirmed:
        said = arguments.get("weight_kg", arguments.get("chip_number", ""))
        weight = f"{said} kg" if isinstance(said, int | float) else str(said)
        return Question(kind="unusual", message=text.unusual.format(weight=_cut(weight)), title=text.is_right)
    return None


def question_before(tool: Tool, arguments: Arguments, progress: Progress, language: Language) -> Question | None:
    """Return what to ask before something stored is overwritten."""
    if not tool.name.startswith("update_") or "overwrite" in progress.confirmed:
        return None
    text = question_texts()[language]
    changes = [f"{text.fields[name]} {_cut(str(value))}" for name, value in arguments.items() if name in text.fields]
    emptied = arguments.get("clear")
    if isinstance(emptied, list):
        changes += [f"{text.fields.get(str(name), str(name))} {text.emptied}" for name in emptied]
    message = text.overwrite.format(pet=_cut(str(arguments.get("pet_id", ""))), changes=", ".join(changes) or "-")
    return Question(kind="overwrite", message=message, title=text.do_overwrite)


def _answered(state: _State, responses: Any) -> Progress:
    answer = responses.get(_KEY) if isinstance(responses, dict) else None
    content = answer.get("content") if isinstance(answer, dict) and answer.get("action") == "accept" else None
    said = content.get("answer") if isinstance(content, dict) else None
    if state.kind == "which_pet":
        if said not in state.choices:
            raise InvalidInput(_DECLINED, hint=_DECLINED_HINT)
        return replace(state.progress, given={**state.progress.given, "pet_id": said})
    if said is not True:
        raise InvalidInput(_DECLINED, hint=_DECLINED_HINT)
    flag = {_FLAGS[state.kind]: True} if state.kind in _FLAGS else {}
    return Progress(given={**state.progress.given, **flag}, confirmed=state.progress.confirmed | {state.kind})


def _form(question: Question) -> dict[str, Any]:
    answer: dict[str, Any] = {"type": "boolean", "title": question.title}
    if question.choices:
        options = [{"const": number, "title": title} for number, title in question.choices.items()]
        answer = {"type": "string", "title": question.title, "oneOf": options}
    schema = {"type": "object", "properties": {"answer": answer}, "required": ["answer"]}
    return {"mode": "form", "message": question.message, "requestedSchema": schema}


def _described(pet: KnownPet) -> str:
    facts = [fact for fact in (pet.species, pet.sex, pet.age) if fact]
    return f"{pet.name} ({', '.join([*facts, f'#{pet.id}'])})"


def _cut(text: str) -> str:
    return text if len(text) <= _MAX_SHOWN else f"{text[: _MAX_SHOWN - 1]}…"


def _digest(message: Message) -> bytes:
    """Name the arguments that the question was about, whatever the order of their names."""
    sent = msgspec.json.encode(message.params.get("arguments"), order="deterministic")
    return hashlib.sha256(sent).digest()
