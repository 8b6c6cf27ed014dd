"""What every tool input and output has in common."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

NextOffset = Annotated[int, Meta(description="Send it as offset to get the rows that follow.")]

NotOwn = Annotated[
    Literal["fostering", "shared"],
    Meta(description="Only for a pet that is not the user's own; others write its texts."),
]


class ToolInput(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A body the model sends; an unknown field is refused, because dropping it would lose what the user said."""


class ToolOutput(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An answer; what is not known is left out."""
