"""What a change has overwritten, so that it can be told, shown beside the new value, and taken back."""

from collections.abc import Iterable
from typing import Annotated

from msgspec import Meta, Struct

from app.tools.schemas import ToolOutput


class FormerValue(ToolOutput, frozen=True, kw_only=True):
    """A field of this answer and what stood there before."""

    field: str
    before: Annotated[str, Meta(description="Left out where nothing stood there.")] | None = None


FormerValues = Annotated[
    list[FormerValue],
    Meta(description="What this call overwrote, field by field: send it again to take the change back."),
]


def former_values(before: Struct, after: Struct, names: Iterable[str]) -> list[FormerValue]:
    """Compare two answers of one kind.

    Args:
        before: what would have been answered before the change.
        after: what is answered now.
        names: the fields that a change can reach; empty texts count as nothing.
    """
    pairs = ((name, getattr(before, name), getattr(after, name)) for name in names)
    return [
        FormerValue(field=name, before=str(old) if old not in (None, "") else None)
        for name, old, new in pairs
        if (old or None) != (new or None)
    ]
