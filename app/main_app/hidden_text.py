"""Takes out of the main app's JSON what no reader sees: other people write there, and a model reads all of it."""

from typing import Any, Final

from msgspec import Struct
from msgspec.structs import asdict

from app.lenient.visible_text import visible_line, visible_text

LONG_TEXTS: Final = frozenset({"description", "notes", "message"})
"""Whose line breaks stay; those in a name become spaces."""

AS_STORED: Final = "_as_stored"
"""What ends the name of a text that stands beside its clean form."""


def without_hidden(value: Any) -> Any:
    """Clean every text of a decoded body.

    A text that changes is kept beside the clean one as `<name>_as_stored`: where the main app asks what stands in a
    record, it has to be told exactly that.
    """
    if isinstance(value, Struct):
        return _clean_object(asdict(value))
    if isinstance(value, dict):
        return _clean_object(value)
    if isinstance(value, list):
        return [without_hidden(item) for item in value]
    return visible_line(value) if isinstance(value, str) else value


def _clean_object(value: dict[str, Any]) -> dict[str, Any]:
    cleaned: dict[str, Any] = {}
    for name, stored in value.items():
        if not isinstance(stored, str):
            cleaned[name] = without_hidden(stored)
            continue
        cleaned[name] = visible_text(stored) if name in LONG_TEXTS else visible_line(stored)
        if cleaned[name] != stored:
            cleaned[f"{name}{AS_STORED}"] = stored
    return cleaned
