"""Part of a list with how to get the rest, and answers kept under their size limit."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

import msgspec
from msgspec import Struct

from app.errors import InvalidInput

DEFAULT_ROWS = 25
MAX_ROWS = 100
MAX_OFFSET = 1_000_000
MAX_CHARACTERS = 26_000
"""For the rows of an answer; the rest of the 30,000 is for what stands around them."""


Row = TypeVar("Row", bound=Struct)


def fit_to_size(rows: Sequence[Row], *, most_rows: int) -> list[Row]:
    """Return the first rows that fit.

    Args:
        rows: in the order of the answer.
        most_rows: upper limit of their number.
    """
    kept: list[Row] = []
    size = 0
    for row in rows[:most_rows]:
        size += len(msgspec.json.encode(row)) + 1  # in bytes, which are never fewer than characters
        if size > MAX_CHARACTERS:
            break
        kept.append(row)
    return kept


def shrink_to_size(shrink: Callable[[int], list[Row]], limits: Sequence[int]) -> tuple[list[Row], int]:
    """Return the rows with as much detail as an answer may hold.

    Args:
        shrink: makes the rows with at most so many details in each.
        limits: numbers of details to try, the largest first.

    Returns:
        The rows, those of the last limit if none of them fits, and that limit.
    """
    rows, limit = list[Row](), limits[0]
    for limit in limits:
        rows = shrink(limit)
        if len(msgspec.json.encode(rows)) <= MAX_CHARACTERS:
            break
    return rows, limit


class PageRequest(Struct, frozen=True, kw_only=True):
    """Which rows the model asked for."""

    limit: int = DEFAULT_ROWS
    offset: int = 0

    def __post_init__(self) -> None:
        """Refuse what no list has.

        Raises:
            InvalidInput: out of range.
        """
        if not 1 <= self.limit <= MAX_ROWS:
            raise InvalidInput.field("limit", f"limit must be 1 to {MAX_ROWS}.")
        if not 0 <= self.offset <= MAX_OFFSET:
            raise InvalidInput.field("offset", f"offset must be 0 to {MAX_OFFSET}.")


class Page(Struct, Generic[Row], frozen=True, kw_only=True):
    """The rows of an answer and what it says about the others."""

    rows: list[Row]
    total: int
    next_offset: int | None

    @property
    def returned(self) -> int:
        """How many rows there are here."""
        return len(self.rows)

    @property
    def has_more(self) -> bool:
        """Whether rows follow."""
        return self.next_offset is not None


def paginate(views: Sequence[Row], window: PageRequest, *, total: int) -> Page[Row]:
    """Cut rows to the window and to what an answer may hold.

    Args:
        views: the rows from the window's offset on.
        window: what was asked for.
        total: rows of the whole list.
    """
    rows = fit_to_size(views, most_rows=window.limit)
    end = window.offset + len(rows)
    return Page(rows=rows, total=total, next_offset=end if rows and end < total else None)
