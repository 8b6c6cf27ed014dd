"""Pages of 25 with links that lose the filter."""

from collections.abc import Callable
from typing import TypeVar

from msgspec import Struct

from app.devtools.sandbox.api.answers import Answer, success
from app.devtools.sandbox.api.call import Call

PER_PAGE = 25
T = TypeVar("T")


class Links(Struct, frozen=True):
    """Where other pages are."""

    first: str
    last: str
    prev: str | None
    next: str | None


class PageMeta(Struct, frozen=True, kw_only=True, rename={"from_": "from"}):
    """Where this page is."""

    current_page: int
    from_: int | None
    last_page: int
    per_page: int
    to: int | None
    total: int
    path: str


class Page(Struct, frozen=True):
    """The `data` of a list, whose rows are in `data` again."""

    data: list[object]
    links: Links
    meta: PageMeta


def page_of(call: Call, rows: list[T], show: Callable[[T], object]) -> Answer:
    """Serve one page; a page past the end is empty, not an error."""
    number = _page_number(call.request.query.get("page", "1"))
    path = f"{call.request.base_url}{call.request.path}"
    last = max(1, -(-len(rows) // PER_PAGE))
    start = (number - 1) * PER_PAGE
    shown = rows[start : start + PER_PAGE]
    links = Links(
        first=f"{path}?page=1",
        last=f"{path}?page={last}",
        prev=f"{path}?page={number - 1}" if number > 1 else None,
        next=f"{path}?page={number + 1}" if number < last else None,
    )
    meta = PageMeta(
        current_page=number,
        from_=start + 1 if shown else None,
        last_page=last,
        per_page=PER_PAGE,
        to=start + len(shown) if shown else None,
        total=len(rows),
        path=path,
    )
    return success(Page([show(row) for row in shown], links, meta))


def _page_number(text: str) -> int:
    """Read the page; anything that is no positive number means the first."""
    return int(text) if text.isascii() and text.isdigit() and 0 < int(text) < 10**9 else 1
