"""Everything that is wrong with a body, field by field; the framework stops at the first fault."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, Literal, get_args, get_origin

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import fields

from app.errors import FieldError
from app.tools.argument_messages import plain_message

Decode = Callable[[type, Any], Any]
REQUIRED = "This field is required."
MAX_UNKNOWN = 50
NO_SUCH_FIELD = "There is no such field; nothing was saved."


class ArgumentErrors(Struct):
    """The faults, and the names that a wrong name could have meant."""

    fields: list[FieldError]
    allowed: tuple[str, ...] = ()


def find_argument_errors(kind: type[Struct], sent: Any, decode: Decode, *, place: str = "") -> ArgumentErrors:
    """Look at every field.

    Args:
        kind: the struct the body should be.
        sent: the decoded JSON.
        decode: reads the values of types that msgspec does not know.
        place: where this object stands, such as `rows[0].`.
    """
    if not isinstance(sent, dict):
        return ArgumentErrors([FieldError(place.rstrip(".") or "body", "Send one JSON object.")])
    known = {field.encode_name: field for field in fields(kind)}
    strange = islice((name for name in sent if name not in known), MAX_UNKNOWN)
    unknown = [FieldError(f"{place}{name[:60]}", NO_SUCH_FIELD) for name in strange]
    found = ArgumentErrors(unknown, allowed=tuple(known) if unknown else ())
    for name, field in known.items():
        if sent.get(name) is None and field.required:
            found.fields.append(FieldError(place + name, REQUIRED))
        elif name in sent:
            inner = _value_faults(field.type, sent[name], decode, place + name)
            found.fields += inner.fields
            found.allowed = found.allowed or inner.allowed
    return found


def _value_faults(annotation: Any, value: Any, decode: Decode, place: str) -> ArgumentErrors:
    try:
        msgspec.convert(value, annotation, strict=False, dec_hook=decode)
    except msgspec.ValidationError as refused:
        found = _row_faults(annotation, value, decode, place)
        if not found.fields:
            reason = plain_message(str(refused), allowed=tuple(_words(annotation)))
            found.fields.append(FieldError(place, reason))
        return found
    return ArgumentErrors([])


def _row_faults(annotation: Any, value: Any, decode: Decode, place: str) -> ArgumentErrors:
    """Look at the rows of a list that may be this long; of a longer one nothing but its length is said."""
    found = ArgumentErrors([])
    row = _row_kind(annotation)
    if row is not None and isinstance(value, list) and len(value) <= _max_length(annotation):
        for number, each in enumerate(value):
            inner = find_argument_errors(row, each, decode, place=f"{place}[{number}].")
            found.fields += inner.fields
            found.allowed = found.allowed or inner.allowed
    return found


def _row_kind(annotation: Any) -> type[Struct] | None:
    """The struct of a list of structs."""
    for part in (annotation, *get_args(annotation)):
        if get_origin(part) is list and isinstance(row := get_args(part)[0], type) and issubclass(row, Struct):
            return row
    return None


def _max_length(annotation: Any) -> int:
    """How many items a list may have."""
    parts = (part for part in get_args(annotation) if isinstance(part, Meta))
    return next((part.max_length for part in parts if part.max_length is not None), MAX_UNKNOWN)


def _words(annotation: Any) -> Iterator[str]:
    """The words of a Literal, however deep it stands."""
    if get_origin(annotation) is Literal:
        yield from map(str, get_args(annotation))
    else:
        for part in get_args(annotation):
            yield from _words(part)
