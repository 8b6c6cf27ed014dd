"""What stands in a success envelope (docs/main-app-api.md, "Answer bodies", shape A)."""

from typing import Any, TypeVar

from msgspec import Struct

from app.main_app.decoding import Unreadable, read_json, read_record, read_records

PER_PAGE = 25
"""Rows of a page of the main app, unless it says otherwise."""

T = TypeVar("T", bound=Struct)


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


def read_one(record_type: type[T], body: bytes) -> T:
    """Return the record in the envelope.

    Raises:
        Unreadable: there is none, or it lacks a field without default.
    """
    return read_record(record_type, read_data(body))


def read_many(record_type: type[T], body: bytes) -> list[T]:
    """Return the records in the envelope, without those that cannot be read.

    Raises:
        Unreadable: there is no array, or none of its rows can be read.
    """
    return read_records(record_type, read_data(body))


def read_page(record_type: type[T], body: bytes) -> tuple[list[T], Page]:
    """Return the records of a page, without those that cannot be read, and what the page says of the whole list.

    Raises:
        Unreadable: there is no array, or none of its rows can be read.
    """
    data = read_data(body)
    # A bare array, should the main app ever give up its pages, is a list of one page.
    rows, meta = (data.get("data"), data.get("meta")) if isinstance(data, dict) else (data, None)
    return read_records(record_type, rows), read_record(Page, meta) if isinstance(meta, dict) else Page()
