"""Where msgspec, Litestar and the published document meet the lenient types."""

from typing import Any, Final

from app.lenient.dates import LenientDate
from app.lenient.deferred import DeferredKilograms
from app.lenient.files import AttachedFile
from app.lenient.months import LenientMonth
from app.lenient.normalize import normalize
from app.lenient.numbers import LenientBool, LenientInt
from app.lenient.texts import LenientSex, LenientText
from app.lenient.weight import Kilograms

_SCHEMAS: Final[dict[type, dict[str, Any]]] = {
    Kilograms: {"type": "number"},
    LenientInt: {"type": "integer"},
    LenientBool: {"type": "boolean"},
    LenientDate: {"type": "string"},
    LenientMonth: {"type": "string"},
    LenientSex: {"type": "string", "enum": ["male", "female", "unknown"]},
    LenientText: {"type": "string"},
    DeferredKilograms: {"type": "number"},
    AttachedFile: {"type": "string"},
}
_MAY_BE_BLANK: Final = frozenset({AttachedFile, LenientText, LenientSex, DeferredKilograms})


def is_lenient(kind: Any) -> bool:
    """Tell whether a type is one of these; the predicate of a Litestar type decoder."""
    return isinstance(kind, type) and kind in _SCHEMAS


def decode_lenient(kind: type, value: Any) -> Any:
    """Read one decoded JSON value as a lenient type (a msgspec `dec_hook` or Litestar type decoder).

    Raises:
        ValueError: the value cannot be understood; the text says what to send, in at most 200 characters.
        NotImplementedError: the type is none of ours.
    """
    if not is_lenient(kind):
        raise NotImplementedError(f"{kind} is no spoken type")
    if isinstance(value, str) and kind not in _MAY_BE_BLANK and not normalize(value):
        raise ValueError("This is blank: leave the field out when nothing is known about it.")
    return kind.parse(value)  # type: ignore[attr-defined]  # is_spoken has just told that it is one of ours


def encode_lenient(value: Any) -> str | float | bool:
    """Write a lenient value as plain JSON (a msgspec `enc_hook` or Litestar type encoder).

    Raises:
        NotImplementedError: the value is none of ours.
    """
    match value:
        case LenientBool():
            return bool(value)
        case LenientInt():
            return int(value)
        case Kilograms():
            return float(value)
        case LenientDate() | LenientMonth() | LenientText() | LenientSex():
            return str(value)
    raise NotImplementedError(f"{type(value)} is no spoken type")


def lenient_schema(kind: type) -> dict[str, Any]:
    """Return the schema the model sees: one plain type, no null, no union (docs/gpt-builder-rules.md, "The document").

    Raises:
        NotImplementedError: the type is none of ours, as msgspec's `schema_hook` asks.
    """
    if not is_lenient(kind):
        raise NotImplementedError(f"{kind} is no spoken type")
    return {**_SCHEMAS[kind]}
