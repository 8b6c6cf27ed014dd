"""Reads the data of a success envelope (docs/main-app-api.md, "Answer bodies", shape A)."""

from functools import cache
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from app.main_app.decoding import Unreadable, read_json, read_record, read_records
from app.main_app.wanted_fields import json_type

PER_PAGE = 25
"""Rows of a page of the main app, unless it says otherwise."""

T = TypeVar("T", bound=Struct)


class Page(Struct, frozen=True):
    """What a page of a list says about the list (docs/main-app-api.md, "Record lists")."""

    last_page: int = 1
    per_page: int = PER_PAGE
    total: int = -1


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
    return read_record(record_type, read_data(body, json_type(record_type)))


def read_many(record_type: type[T], body: bytes) -> list[T]:
    """Return the records in the envelope, without those that cannot be read.

    Raises:
        Unreadable: there is no array, or none of its rows can be read.
    """
    return read_records(record_type, read_data(body, json_type(list[record_type])))  # type: ignore[valid-type]  # made at run time


def read_page(record_type: type[T], body: bytes) -> tuple[list[T], Page]:
    """Return the records of a page, without those that cannot be read, and its pagination.

    Raises:
        Unreadable: there is no array, or none of its rows can be read.
    """
    data = read_data(body, _page_type(record_type))
    # A bare array, should the main app ever give up its pages, is a list of one page.
    rows, meta = (data.get("data"), data.get("meta")) if isinstance(data, dict) else (data, None)
    return read_records(record_type, rows), read_record(Page, meta) if isinstance(meta, dict) else Page()


@cache
def _envelope(wanted: Any) -> Any:
    return msgspec.defstruct("Envelope", [("data", wanted, None)])


@cache
def _page_type(record_type: type[Struct]) -> Any:
    rows: Any = json_type(list[record_type])  # type: ignore[valid-type]  # made at run time
    page = msgspec.defstruct("Rows", [("data", rows, None), ("meta", json_type(Page), None)])
    return page | list[json_type(record_type)] | str | int | float | bool | None  # type: ignore[misc]  # as above
