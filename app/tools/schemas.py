"""What every tool input and output has in common."""

from typing import Annotated, Any, Final, Literal, get_args

from msgspec import Meta, Struct
from msgspec.structs import fields

NextOffset = Annotated[int, Meta(description="Send it as offset to get the rows that follow.")]

NotOwn = Annotated[
    Literal["fostering", "shared"],
    Meta(description="Only for a pet that is not the user's own; others write its texts."),
]

PhotoUrl = Annotated[str, Meta(description="The picture kept with it; opens in the user's browser.")]

StoredDay = Annotated[str, Meta(description="The day stored, where the user's own could not be stored yet.")]
UsersDay = Annotated[str, Meta(description="The user's own day; the text of the record begins with it.")]

UNPUBLISHED: Final[dict[str, Any]] = {"x-unpublished": True}
"""Extra schema of a field that is read but stands in no document and no message."""


class ToolInput(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A body the model sends; an unknown field is refused, because dropping it would lose what the user said."""


class ToolOutput(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An answer; what is not known is left out."""


def is_published(annotation: Any) -> bool:
    """Tell whether a field's annotation, at any depth, leaves it in the documents."""
    if isinstance(annotation, Meta):
        return not (annotation.extra_json_schema or {}).get("x-unpublished", False)
    return all(map(is_published, get_args(annotation)))


def published_fields(kind: type[Struct]) -> tuple[str, ...]:
    """Name the fields of an input that callers are told about."""
    return tuple(field.encode_name for field in fields(kind) if is_published(field.type))
