"""No answer grows beyond what ChatGPT takes in (hard stop at 30,000 characters)."""

from collections.abc import Sequence
from typing import TypeVar

import msgspec
from msgspec import Struct

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
