"""JSON types that name only what a record wants: everything else in a body is skipped by the parser, never built.

Previews of photos make a pet's payload a hundred times larger than what is read of it. The types take any JSON, so what
is odd stays for `decoding` to judge.
"""

from functools import cache
from types import UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Struct

from app.main_app.hidden_text import AS_STORED


class Skipped(Struct, frozen=True):
    """An object where none is wanted; its fields are passed over."""


_NO_OBJECT: Final = list[Any] | str | int | float | bool | None
_NO_ARRAY: Final = Skipped | str | int | float | bool | None


@cache
def json_type(hint: Any) -> Any:
    """Return the type to parse JSON into where a record's field of type `hint` is to be read."""
    if get_origin(hint) in (Union, UnionType):
        return json_type(next(part for part in get_args(hint) if part is not type(None)))
    if get_origin(hint) is list:
        rows: Any = list[json_type(get_args(hint)[0])]  # type: ignore[misc]  # made at run time
        return rows | _NO_ARRAY
    if get_origin(hint) is not Annotated and issubclass(hint, Struct):
        return _object_type(hint) | _NO_OBJECT
    return Any


def _object_type(record_type: type[Struct]) -> Any:
    hints = get_type_hints(record_type, include_extras=True)
    wanted = [name for name in record_type.__struct_fields__ if not name.endswith(AS_STORED)]
    return msgspec.defstruct(record_type.__name__, [(name, json_type(hints[name]), None) for name in wanted])
