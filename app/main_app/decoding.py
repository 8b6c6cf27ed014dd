"""From the main app's JSON to records: lenient about types, strict about what makes a record usable.

Rules: an unknown field is dropped; a missing or odd value becomes the field's default; numbers may be strings, dates
may carry a time (the first ten characters count). A row of a list that lacks a field without default
is left out and logged, because one broken row must not hide the others; if no row can be read, the answer is broken.
"""

from functools import cache
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import msgspec
import structlog
from msgspec import NODEFAULT, Struct

from app.main_app.field_types import ODD_VALUE, Convert, Converted, read_whole_number
from app.main_app.hidden_text import may_hide, without_hidden

T = TypeVar("T", bound=Struct)
log = structlog.get_logger()


class Unreadable(Exception):
    """The answer is not what docs/main-app-api.md says, beyond what leniency can bridge."""


_ODD = (*ODD_VALUE, Unreadable)


def read_json(body: bytes, wanted: Any = Any) -> Any:
    """Parse a body; what no reader sees is taken out of its texts.

    Args:
        body: the JSON.
        wanted: from `wanted_fields.json_type`: what else stands in the body is skipped.

    Returns:
        Plain dicts, lists and scalars.

    Raises:
        Unreadable: it is no JSON.
    """
    try:
        value = msgspec.json.decode(body, type=wanted)
        return without_hidden(value) if may_hide(body) else msgspec.to_builtins(value)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable("no JSON") from error


def read_record(kind: type[T], value: Any) -> T:
    """Turn a JSON object into a record.

    Raises:
        Unreadable: it is no object, or a field without default cannot be read.
    """
    if not isinstance(value, dict):
        raise Unreadable(f"{kind.__name__} is no object")
    fields = {}
    for name, expected, convert, required in _plan(kind):
        raw = value.get(name)
        if type(raw) is expected:
            fields[name] = raw
        elif raw is not None or required:
            try:
                fields[name] = convert(raw)
            except _ODD as error:
                if required:
                    raise Unreadable(f"{kind.__name__} without {name}") from error
    return kind(**fields)


def read_records(kind: type[T], value: Any) -> list[T]:
    """Turn a JSON array into records, leaving out rows that cannot be read.

    Raises:
        Unreadable: it is no array, or none of its rows can be read.
    """
    if not isinstance(value, list):
        raise Unreadable(f"{kind.__name__} list is no array")
    rows = [record for row in value if (record := _read_row(kind, row)) is not None]
    if value and not rows:
        raise Unreadable(f"no {kind.__name__} can be read")
    if len(rows) < len(value):
        log.warning("upstream_rows_left_out", record=kind.__name__, rows=len(value) - len(rows))
    return rows


def _read_row(kind: type[T], row: Any) -> T | None:
    try:
        return read_record(kind, row)
    except Unreadable:
        return None


@cache
def _plan(kind: type[Struct]) -> list[tuple[str, type | None, Convert, bool]]:
    # Name, the type that needs no conversion, the conversion, and whether the record needs the field.
    hints = get_type_hints(kind, include_extras=True)
    plan = []
    for field in msgspec.structs.fields(kind):
        convert = converter(hints[field.name])
        required = field.default is NODEFAULT and field.default_factory is NODEFAULT
        plan.append((field.name, _AS_THEY_ARE.get(convert), convert, required))
    return plan


def converter(hint: Any) -> Convert:
    """Return what turns a JSON value into a field of this type; it raises one of `_ODD` where it cannot."""
    if get_origin(hint) is Annotated:
        kind, custom = get_args(hint)
        return read_whole_number if kind is int else cast("Convert", custom)
    if isinstance(hint, Converted):
        return hint.convert
    if get_origin(hint) in (Union, UnionType):
        # Null needs no word of its own: it is odd to every converter, and the default is None.
        return converter(next(part for part in get_args(hint) if part is not type(None)))
    if get_origin(hint) is list:
        return _list_converter(get_args(hint)[0])
    if issubclass(hint, Struct):
        return lambda value: read_record(hint, value)
    return _SCALARS[hint]


def _list_converter(item: Any) -> Convert:
    if isinstance(item, type) and issubclass(item, Struct):
        return lambda value: read_records(item, value)
    convert = converter(item)

    def read_scalars(value: Any) -> list[Any]:
        if not isinstance(value, list):
            raise TypeError("no array")
        return [convert(part) for part in value]

    return read_scalars


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    raise TypeError("no text")


def _flag(value: Any) -> bool:
    # bool is an int in Python, so True is found under 1.
    return {1: True, 0: False, "1": True, "0": False, "true": True, "false": False}[value]


_SCALARS: dict[type, Convert] = {str: _text, bool: _flag}
_AS_THEY_ARE: dict[Convert, type] = {_text: str, _flag: bool}
