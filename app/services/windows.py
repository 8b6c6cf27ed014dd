"""Part of a list, and how to get the rest (chatgpt-actions.md section 6 rule 7: no silent cut)."""

from collections.abc import Sequence
from typing import Generic, TypeVar

from msgspec import Struct

from app.services.answer_size import fitting

USUAL_ROWS = 25
MOST_ROWS = 100

Row = TypeVar("Row", bound=Struct)


class Window(Struct, frozen=True, kw_only=True):
    """Which rows the model asked for."""

    limit: int = USUAL_ROWS
    offset: int = 0


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
