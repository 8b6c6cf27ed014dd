"""Part of a list, and how to get the rest (docs/gpt-builder-rules.md, "Errors")."""

from collections.abc import Sequence
from typing import Generic, TypeVar

from msgspec import Struct

from app.errors import InvalidInput
from app.tools.answer_size import fitting

USUAL_ROWS = 25
MOST_ROWS = 100
MOST_OFFSET = 1_000_000

Row = TypeVar("Row", bound=Struct)


class Window(Struct, frozen=True, kw_only=True):
    """Which rows the model asked for."""

    limit: int = USUAL_ROWS
    offset: int = 0

    def __post_init__(self) -> None:
        """Refuse what no list has.

        Raises:
            InvalidInput: out of range.
        """
        if not 1 <= self.limit <= MOST_ROWS:
            raise InvalidInput.field("limit", f"limit must be 1 to {MOST_ROWS}.")
        if not 0 <= self.offset <= MOST_OFFSET:
            raise InvalidInput.field("offset", f"offset must be 0 to {MOST_OFFSET}.")


class Shown(Struct, Generic[Row], frozen=True, kw_only=True):
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


def shown(views: Sequence[Row], window: Window, *, total: int) -> Shown[Row]:
    """Cut rows to the window and to what an answer may hold.

    Args:
        views: the rows from the window's offset on.
        window: what was asked for.
        total: rows of the whole list.
    """
    rows = fitting(views, most_rows=window.limit)
    end = window.offset + len(rows)
    return Shown(rows=rows, total=total, next_offset=end if rows and end < total else None)
