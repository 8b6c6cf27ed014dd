"""What stands in a success envelope (docs/main-app-api.md, "Answer bodies", shape A).

An answer without anything unexpected is read in one pass, which takes half the time; what has anything odd about
it, or text that no reader sees, is read leniently. Both ways turn a value into a field by the same rules (`decoding`),
but the records of the first are of a class derived from the one named: compare what is in them, not them.
"""

from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import msgspec
from msgspec import NODEFAULT, Meta, Struct
from msgspec.structs import FieldInfo

from app.main_app.decoding import (
    MAX_ID,
    ODD_VALUE,
    Convert,
    Unreadable,
    converter,
    read_json,
    read_record,
    read_records,
)
from app.main_app.hidden_text import holds_hidden

PER_PAGE = 25
"""Rows of a page of the main app, unless it says otherwise."""

_ODD = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)

T = TypeVar("T", bound=Struct)
Shape = Literal["one", "many", "page"]


class Page(Struct, frozen=True):
    """What a page of a list says about the list (docs/main-app-api.md, "Record lists")."""

    last_page: int = 1
    per_page: int = PER_PAGE
    total: int = -1


def read_data(body: bytes) -> Any:
    """Return what stands in the envelope, as it came.

    Raises:
        Unreadable: it is no JSON or no such envelope.
    """
    envelope = read_json(body)
    if not isinstance(envelope, dict) or envelope.get("data") is None:
        raise Unreadable("no envelope")
    return envelope["data"]


def read_one(kind: type[T], body: bytes) -> T:
    """Return the record in the envelope.

    Raises:
        Unreadable: there is none, or it lacks what it needs.
    """
    exact = _read_exactly(kind, "one", body)
    if exact is None:
        return read_record(kind, read_data(body))
    record: T = exact.data
    return record


def read_many(kind: type[T], body: bytes) -> list[T]:
    """Return the records in the envelope, without those that cannot be read.

    Raises:
        Unreadable: there is no array, or none of its rows can be read.
    """
    exact = _read_exactly(kind, "many", body)
    if exact is None:
        return read_records(kind, read_data(body))
    records: list[T] = exact.data
    return records


def read_page(kind: type[T], body: bytes) -> tuple[list[T], Page]:
    """Return the records of a page, without those that cannot be read, and what it says of the whole list.

    Raises:
        Unreadable: there is no array, or none of its rows can be read.
    """
    exact = _read_exactly(kind, "page", body)
    if exact is None:
        return _read_odd_page(kind, read_data(body))
    return exact.data.data, exact.data.meta


def _read_exactly(kind: type[Struct], shape: Shape, body: bytes) -> Any | None:
    """Read an envelope in one pass; None when anything in it needs the lenient way."""
    try:
        found = _decoder(kind, shape).decode(body)
    except _ODD:
        return None
    return None if holds_hidden(found) else found


def _read_odd_page(kind: type[T], data: Any) -> tuple[list[T], Page]:
    # A bare array, should the main app ever give up its pages, is a list of one page.
    rows, meta = (data.get("data"), data.get("meta")) if isinstance(data, dict) else (data, None)
    return read_records(kind, rows), read_record(Page, meta) if isinstance(meta, dict) else Page()


class _Converted(type):
    """The class of classes that stand for a conversion; msgspec asks whether its result is one of theirs."""

    convert: Convert

    def __instancecheck__(cls, _: object) -> bool:
        return True


@cache
def _decoder(kind: type[Struct], shape: Shape) -> msgspec.json.Decoder[Any]:
    exact = _exact(kind)
    data: Any = exact if shape == "one" else list[exact]  # type: ignore[valid-type]  # a type made here
    if shape == "page":
        data = msgspec.defstruct("Rows", [("data", data), ("meta", _exact(Page))])
    envelope = msgspec.defstruct("Envelope", [("data", data)])
    return msgspec.json.Decoder(envelope, dec_hook=_convert)


def _convert(converted: type, value: Any) -> Any:
    try:
        return cast("_Converted", converted).convert(value)
    except ODD_VALUE as error:
        raise ValueError("odd") from error  # which msgspec takes as its own; others it lets through


@cache
def _exact(kind: type[Struct]) -> type[Struct]:
    """Derive the record that msgspec can read by itself, because every field says what may stand in the JSON."""
    hints = get_type_hints(kind, include_extras=True)
    fields = [(field.name, _exact_type(hints[field.name]), *_default(field)) for field in msgspec.structs.fields(kind)]
    return msgspec.defstruct(kind.__name__, fields, bases=(kind,), frozen=True, kw_only=True)


def _default(field: FieldInfo) -> list[Any]:
    if field.default_factory is not NODEFAULT:
        return [msgspec.field(default_factory=field.default_factory)]
    return [] if field.default is NODEFAULT else [field.default]


def _exact_type(hint: Any) -> Any:
    if get_origin(hint) is Annotated:
        return _or_null(_converted(hint), get_args(hint)[0])
    if get_origin(hint) in (Union, UnionType):
        return _or_null(_exact_type(next(part for part in get_args(hint) if part is not type(None))), hint)
    if get_origin(hint) is list:
        return list[_exact_type(get_args(hint)[0])]  # type: ignore[misc]  # a type made here
    if hint in (str, bool):
        return hint
    if hint is int:
        return Annotated[int, Meta(ge=-MAX_ID, le=MAX_ID)]
    return _exact(hint) if issubclass(hint, Struct) else _converted(hint)


def _or_null(exact: Any, hint: Any) -> Any:
    return exact | None if type(None) in get_args(hint) else exact


def _converted(hint: Any) -> type:
    return _Converted("Converted", (), {"convert": staticmethod(converter(hint))})
