"""Takes out of the main app's JSON what no reader sees: other people write there, and a model reads all of it."""

from typing import Any, Final

from msgspec import Struct

from app.lenient.visible_text import visible_line, visible_text

LONG_TEXTS: Final = frozenset({"description", "notes", "message"})
"""Whose line breaks stay; those in a name become spaces."""


def holds_hidden(record: Any) -> bool:
    """Tell whether a record, or one inside it, has a text that is to be cleaned; nearly none has."""
    if isinstance(record, list):
        return any(map(holds_hidden, record))
    if not isinstance(record, Struct):
        return False
    for name in record.__struct_fields__:
        value = getattr(record, name)
        if isinstance(value, str):
            if not (value.isascii() and value.isprintable()) and _cleaned(name, value) != value:
                return True
        elif isinstance(value, (list, Struct)) and holds_hidden(value):
            return True
    return False


def without_hidden(value: Any) -> Any:
    """Clean every text of a decoded body.

    A text that changes is kept beside the clean one as `<name>_as_stored`: where the main app asks what stands in a
    record, it has to be told exactly that.
    """
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
        cleaned[name] = _cleaned(name, stored)
        if cleaned[name] != stored:
            cleaned[f"{name}_as_stored"] = stored
    return cleaned


def _cleaned(name: str, text: str) -> str:
    return visible_text(text) if name in LONG_TEXTS else visible_line(text)
