"""Decodes the answers to calls, and follows a list over its pages up to a cap (docs/main-app-api.md, "Record lists").

Page addresses are built here: the `links` in the answer drop the filter.
"""

from functools import partial
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from app.main_app.concurrency import gather_bounded
from app.main_app.decoding import Unreadable
from app.main_app.envelope import PER_PAGE, Page, read_many, read_one, read_page
from app.main_app.errors import unreadable_answer
from app.main_app.http import Answer
from app.main_app.records import Listing, Stored
from app.main_app.request import ApiRequest
from app.main_app.requestor import Requestor

LIST_CAP = 200
"""Rows after which a list is cut: eight pages of 25."""

_SIDE_BY_SIDE = 3

T = TypeVar("T", bound=Struct)
S = TypeVar("S", bound=Stored)


def decode_one(kind: type[T], answer: Answer, call: ApiRequest) -> T:
    """Decode an answer that holds one record.

    Raises:
        UpstreamError: it does not.
    """
    try:
        return read_one(kind, answer.body)
    except Unreadable as problem:
        raise unreadable_answer(call, problem) from problem


async def fetch(calls: Requestor, call: ApiRequest, kind: type[T]) -> T:
    """Send a call and decode the record in its answer."""
    return decode_one(kind, await calls.send(call), call)


async def fetch_array(calls: Requestor, call: ApiRequest, kind: type[T]) -> list[T]:
    """Send a call whose answer is a whole list without pages."""
    answer = await calls.send(call)
    try:
        return read_many(kind, answer.body)
    except Unreadable as problem:
        raise unreadable_answer(call, problem) from problem


async def fetch_pages(
    calls: Requestor, call: ApiRequest, kind: type[S], *, cap: int = LIST_CAP, offset: int = 0
) -> Listing[S]:
    """Read a list page by page until it ends or `cap` rows are there.

    Args:
        calls: the caller's.
        call: the list's first page.
        kind: of the rows.
        cap: the most rows returned; at least one page is read.
        offset: rows to pass over; the pages before it are not read.
    """
    first, rows, page = await _fetch_first(calls, call, kind, offset)
    per_page = max(page.per_page, 1)
    last = min(page.last_page, -(-(offset + max(cap, 1)) // per_page))
    pages = await gather_bounded(
        (partial(_fetch_page, calls, _numbered(call, number), kind) for number in range(first + 1, last + 1)),
        most=_SIDE_BY_SIDE,
    )
    rows = [*rows, *(row for further, _ in pages for row in further)][offset - (first - 1) * per_page :]
    kept = _once_each(rows)[:cap]
    return Listing(rows=kept, total=max(page.total, offset + len(kept) if kept else 0))


async def _fetch_first(calls: Requestor, call: ApiRequest, kind: type[S], offset: int) -> tuple[int, list[S], Page]:
    """Read the page that the row after `offset` stands on; its size is known only when one has been read."""
    number = offset // PER_PAGE + 1
    rows, page = await _fetch_page(calls, _numbered(call, number), kind)
    right = offset // max(page.per_page, 1) + 1
    if right != number:
        rows, page = await _fetch_page(calls, _numbered(call, right), kind)
    return right, rows, page


def _numbered(call: ApiRequest, number: int) -> ApiRequest:
    return call if number == 1 else replace(call, query={**call.query, "page": str(number)})


async def _fetch_page(calls: Requestor, call: ApiRequest, kind: type[S]) -> tuple[list[S], Page]:
    answer = await calls.send(call)
    try:
        return read_page(kind, answer.body)
    except Unreadable as problem:
        raise unreadable_answer(call, problem) from problem


def _once_each(rows: list[S]) -> list[S]:
    # Rows of equal dates have no order, so two pages may both show one.
    return list({row.id: row for row in rows}.values())
