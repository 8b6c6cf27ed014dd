"""Where msgspec, Litestar and the published document meet the spoken types."""

from typing import Any, Final

from app.lenient.normalize import fold
from app.lenient.dates import SpokenDate
from app.lenient.months import SpokenMonth
from app.lenient.numbers import SpokenBool, SpokenInt
from app.lenient.texts import SpokenSex, SpokenText
from app.lenient.deferred import UnreadKilograms
from app.lenient.weight import Kilograms

_SCHEMAS: Final[dict[type, dict[str, Any]]] = {
    Kilograms: {"type": "number"},
    SpokenInt: {"type": "integer"},
    SpokenBool: {"type": "boolean"},
    SpokenDate: {"type": "string"},
    SpokenMonth: {"type": "string"},
    SpokenSex: {"type": "string", "enum": ["male", "female", "unknown"]},
    SpokenText: {"type": "string"},
    UnreadKilograms: {"type": "number"},
}
_MAY_BE_BLANK: Final = frozenset({SpokenText, SpokenSex, UnreadKilograms})


def is_spoken(kind: Any) -> bool:
    """Tell whether a type is one of these; the predicate of a Litestar type decoder."""
    return isinstance(kind, type) and kind in _SCHEMAS


def decode_spoken(kind: type, value: Any) -> Any:
    """Read one decoded JSON value as a spoken type (a msgspec `dec_hook` or Litestar type decoder).

    Raises:
        ValueError: the value cannot be understood; the text says what to send, in at most 200 characters.
        NotImplementedError: the type is none of ours.
    """
    if not is_spoken(kind):
        raise NotImplementedError(f"{kind} is no spoken type")
    if isinstance(value, str) and kind not in _MAY_BE_BLANK and not fold(value):
        raise ValueError("This is blank: leave the field out when nothing is known about it.")
    return kind.parse(value)  # type: ignore[attr-defined]  # is_spoken has just told that it is one of ours


def encode_spoken(value: Any) -> str | float | bool:
    """Write a spoken value as plain JSON (a msgspec `enc_hook` or Litestar type encoder).

    Raises:
        NotImplementedError: the value is none of ours.
    """
    match value:
        case SpokenBool():
            return bool(value)
        case SpokenInt():
            return int(value)
        case Kilograms():
            return float(value)
        case SpokenDate() | SpokenMonth() | SpokenText() | SpokenSex():
            return str(value)
    raise NotImplementedError(f"{type(value)} is no spoken type")


def schema_of_spoken(kind: type) -> dict[str, Any]:
    """Give the schema the model sees: one plain type, no null, no union (docs/gpt-builder-rules.md, "The document").

    Raises:
        NotImplementedError: the type is none of ours, as msgspec's `schema_hook` asks.
    """
    if not is_spoken(kind):
        raise NotImplementedError(f"{kind} is no spoken type")
    return {**_SCHEMAS[kind]}
