"""Reads the data of a success envelope (docs/main-app-api.md, "Answer bodies", shape A).

msgspec builds the records by itself where every value of a body is of its usual type: that takes a fifth of the time.
A body with anything odd about it, or with hidden text, goes through `decoding`.
"""

from functools import cache
from typing import Any, Generic, TypeVar

import msgspec
from msgspec import Struct

from app.main_app.decoding import Unreadable, read_json, read_record, read_records
from app.main_app.field_types import WholeNumber, convert_field
from app.main_app.hidden_text import may_hide
from app.main_app.wanted_fields import json_type

PER_PAGE = 25
"""Rows of a page of the main app, unless it says otherwise."""

T = TypeVar("T", bound=Struct)
D = TypeVar("D")


class Page(Struct, frozen=True):
    """What a page of a list says about the list (docs/main-app-api.md, "Record lists")."""

    last_page: WholeNumber = 1
    per_page: WholeNumber = PER_PAGE
    total: WholeNumber = -1


class Rows(Struct, Generic[T], frozen=True):
    """A page."""

    data: list[T]
    meta: Page


class Envelope(Struct, Generic[D], frozen=True):
    """What stands around every answer."""

    data: D


def read_data(body: bytes, wanted: Any = Any) -> Any:
    """Return what stands in the envelope: as it came, or only what is wanted of it.

    Raises:
        Unreadable: it is no JSON or no such envelope.
    """
    envelope = read_json(body, _envelope(wanted))
    if not isinstance(envelope, dict) or envelope.get("data") is None:
        raise Unreadable("no envelope")
    return envelope["data"]


def read_one(record_type: type[T], body: bytes) -> T:
    """Return the record in the envelope.

    Raises:
        Unreadable: there is none, or it lacks a field without default.
    """
    exact: T | None = _read_exactly(body, record_type)
    return read_record(record_type, read_data(body, json_type(record_type))) if exact is None else exact


def read_many(record_type: type[T], body: bytes) -> list[T]:
    """Return the records in the envelope, without those that cannot be read.

    Raises:
        Unreadable: there is no array, or none of its rows can be read.
    """
    rows: Any = list[record_type]  # type: ignore[valid-type]  # made at run time
    exact: list[T] | None = _read_exactly(body, rows)
    return read_records(record_type, read_data(body, json_type(rows))) if exact is None else exact


def read_page(record_type: type[T], body: bytes) -> tuple[list[T], Page]:
    """Return the records of a page, without those that cannot be read, and its pagination.

    Raises:
        Unreadable: there is no array, or none of its rows can be read.
    """
    if (exact := _read_exactly(body, Rows[record_type])) is not None:  # type: ignore[valid-type]  # made at run time
        return exact.data, exact.meta
    data = read_data(body, _page_type(record_type))
    # A bare array, should the main app ever give up its pages, is a list of one page.
    rows, meta = (data.get("data"), data.get("meta")) if isinstance(data, dict) else (data, None)
    return read_records(record_type, rows), read_record(Page, meta) if isinstance(meta, dict) else Page()


def _read_exactly(body: bytes, data_type: Any) -> Any:
    """Return what stands in the envelope; None if anything in it is odd, or hidden."""
    if may_hide(body):
        return None
    try:
        return _decoder(data_type).decode(body).data
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


@cache
def _decoder(data_type: Any) -> msgspec.json.Decoder[Envelope[Any]]:
    return msgspec.json.Decoder(Envelope[data_type], dec_hook=convert_field)


@cache
def _envelope(wanted: Any) -> Any:
    return msgspec.defstruct("Envelope", [("data", wanted, None)])


@cache
def _page_type(record_type: type[Struct]) -> Any:
    rows: Any = json_type(list[record_type])  # type: ignore[valid-type]  # made at run time
    page = msgspec.defstruct("Rows", [("data", rows, None), ("meta", json_type(Page), None)])
    return page | list[json_type(record_type)] | str | int | float | bool | None  # type: ignore[misc]  # as above
