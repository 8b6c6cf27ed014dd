"""Everything that is wrong with a body, field by field : the framework stops at the first fault."""

from collections.abc import Callable, Collection, Iterator
from itertools import islice
from typing import Any, Literal, get_args, get_origin

import msgspec
from msgspec import Struct
from msgspec.structs import fields

from app.errors import FieldError
from app.tools.argument_messages import plain_message
from app.tools.lenient_arguments import max_length_of, row_kind_of
from app.tools.schemas import published_fields

Decode = Callable[[type, Any], Any]
REQUIRED = "This field is required."
MAX_UNKNOWN = 50
NO_SUCH_FIELD = "There is no such field; nothing was done."

TWO_VALUES = "{name} in the address and {name} in the body differ; send it in the address only."


class ArgumentErrors(Struct):
    """The faults, and the names that a wrong name could have meant."""

    fields: list[FieldError]
    allowed: tuple[str, ...] = ()


def find_argument_errors(
    kind: type[Struct], sent: Any, decode: Decode, *, place: str = "", path: Collection[str] = ()
) -> ArgumentErrors:
    """Look at every field.

    Args:
        kind: the struct the body should be.
        sent: the decoded JSON.
        decode: reads the values of types that msgspec does not know.
        place: where this object stands, such as `rows[1].`; rows count from 1.
        path: names of the values in the address.
    """
    if not isinstance(sent, dict):
        return ArgumentErrors([FieldError(place.rstrip(".") or "body", "Send one JSON object.")])
    known = {field.encode_name: field for field in fields(kind)}
    strange = islice((name for name in sent if name not in known), MAX_UNKNOWN)
    unknown = [
        FieldError(f"{place}{name[:60]}", TWO_VALUES.format(name=name) if name in path else NO_SUCH_FIELD)
        for name in strange
    ]
    found = ArgumentErrors(unknown, allowed=published_fields(kind) if unknown else ())
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
    row = row_kind_of(annotation)
    if row is not None and isinstance(value, list) and len(value) <= max_length_of(annotation, MAX_UNKNOWN):
        for number, each in enumerate(value, 1):
            inner = find_argument_errors(row, each, decode, place=f"{place}[{number}].")
            found.fields += inner.fields
            found.allowed = found.allowed or inner.allowed
    return found


def _words(annotation: Any) -> Iterator[str]:
    """The words of a Literal, however deep it stands."""
    if get_origin(annotation) is Literal:
        yield from map(str, get_args(annotation))
    else:
        for part in get_args(annotation):
            yield from _words(part)
