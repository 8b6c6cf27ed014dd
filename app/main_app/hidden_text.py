"""Takes out of the main app's JSON what no reader sees: other people write there, and a model reads all of it."""

import re
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import asdict

from app.lenient.visible_text import visible_line, visible_text

LONG_TEXTS: Final = frozenset({"description", "notes", "message"})
"""Whose line breaks stay; those in a name become spaces."""

AS_STORED: Final = "_as_stored"
"""What ends the name of a text that stands beside its clean form."""


_ESCAPED: Final = re.compile(
    rb"\\(?:u(?:00(?:[01][0-9a-f]|7f|[89][0-9a-f]|ad)|034f|061c|17b[45]|180e|200[b-f]|202[a-e]|206[0-9a-f]"
    rb"|fe0[0-9a-f]|feff|fff[0-9ab]|d82f|d834|db4[0-3])|[bfnrt])",
    re.IGNORECASE,
)
_RAW: Final = re.compile(
    rb"\xc2[\x80-\x9f\xad]|\xcd\x8f|\xd8\x9c|\xe1(?:\x9e[\xb4\xb5]|\xa0\x8e)"
    rb"|\xe2(?:\x80[\x8b-\x8f\xaa-\xae]|\x81[\xa0-\xaf])|\xef(?:\xb8[\x80-\x8f]|\xbb\xbf|\xbf[\xb0-\xbb])"
    rb"|\xf0(?:\x9b\xb2|\x9d\x85)|\xf3\xa0"
)


def may_hide(body: bytes) -> bool:
    """Tell whether a body could hold a text that `without_hidden` changes; most cannot, and need no second look.

    The main app escapes what is not ASCII, and a pattern that begins with a backslash is found far faster than one of
    alternatives.
    """
    if b"\x7f" in body or (not body.isascii() and _RAW.search(body)):
        return True
    return _ESCAPED.search(body) is not None


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
