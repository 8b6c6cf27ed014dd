"""What hosts and models wrap around a call's arguments is taken off here, before they are read as a struct.

On plain dictionaries and the input structs of the tools, so that it holds for every face.
"""

import codecs
import re
from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any, Final, get_args, get_origin
from urllib.parse import unquote_plus

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import FieldInfo, fields

from app.lenient import LenientBool, LenientDate, LenientSex
from app.lenient.absent_words import MAX_WORD, means_nothing
from app.lenient.normalize import normalize_keep_accents
from app.lenient.visible_text import BLANK

_NO_JSON: Final = (msgspec.DecodeError, UnicodeDecodeError)
WRAPPERS: Final = frozenset({"params", "data", "arguments", "body", "input"})
NAMES: Final = frozenset({"name", "vaccine_name", "pet_id", "pet"})
"""Fields in which every word can be a name."""
_DAYS: Final = frozenset({"measured_at"})
"""Days that are read row by row, and so arrive as text."""
MAX_MOMENT: Final = 40
_HALF: Final = re.compile(
    rb"(\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\[^u])|\\u[dD][89a-fA-F][0-9a-fA-F]{2}|\xed[\xa0-\xbf][\x80-\xbf]"
)
"""A whole pair or another escape, which is kept, or half a pair (also written as three bytes)."""
_UTC_MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:[Zz]|[+-]00:?00)")


def read_json(body: bytes) -> Any:
    """Decode a body; a byte order mark is passed over (RFC 8259, 8.1), halves of characters are left out (8.2).

    Raises:
        ValueError: it is no JSON.
        RecursionError: it is nested too deeply.
    """
    body = body.removeprefix(codecs.BOM_UTF8) or b"null"
    try:
        return msgspec.json.decode(body)
    except _NO_JSON:
        pass
    try:
        return msgspec.json.decode(_HALF.sub(rb"\1", body))
    except _NO_JSON as error:
        raise ValueError("no JSON") from error


def telling_query(query: bytes) -> bytes:
    """Return a query string without parameters that say nothing."""
    pairs = query.split(b"&")
    kept = [pair for pair in pairs if not _says_nothing(*pair.partition(b"=")[::2])]
    return query if len(kept) == len(pairs) else b"&".join(kept)


def _says_nothing(name: bytes, value: bytes) -> bool:
    if name.decode("latin-1") in NAMES or len(value) > 3 * MAX_WORD:
        return False
    return means_nothing(unquote_plus(value.decode("latin-1")))


def arranged(kind: type[Struct], sent: Any, path: Mapping[str, Any], timezone: tzinfo) -> Any:
    """Return the arguments as the struct expects them; what is still wrong is told by `body_faults`.

    Args:
        kind: the struct the body should be.
        sent: the decoded JSON.
        path: the values in the address, by name.
        timezone: where the days of moments in UTC are counted.
    """
    sent = _unwrapped(kind, sent)
    if sent is None:
        return {}
    if not isinstance(sent, dict):
        return sent
    own = {name: value for name, value in sent.items() if not (name in path and same_value(value, path[name]))}
    return _fields(kind, own, timezone)


def same_value(said: Any, value: Any) -> bool:
    """Tell whether a value in the body is the one in the address: 101, "101" and "#101" are one."""
    if isinstance(said, bool) or not isinstance(said, str | int):
        return False
    one, other = (normalize_keep_accents(str(each)).removeprefix("#").strip() for each in (said, value))
    return one == other


def max_length_of(annotation: Any, default: int) -> int:
    """Return how many items a list may have."""
    parts = (part for part in get_args(annotation) if isinstance(part, Meta))
    return next((part.max_length for part in parts if part.max_length is not None), default)


def row_kind_of(annotation: Any) -> type[Struct] | None:
    """Return the struct of a list of structs."""
    for part in (annotation, *get_args(annotation)):
        if get_origin(part) is list and isinstance(row := get_args(part)[0], type) and issubclass(row, Struct):
            return row
    return None


def _unwrapped(kind: type[Struct], sent: Any) -> Any:
    """Take the arguments out of the one object around them; one level only."""
    if not isinstance(sent, dict) or len(sent) != 1:
        return sent
    [(name, inner)] = sent.items()
    if name not in WRAPPERS or name in kind.__struct_fields__:
        return sent
    inner = _from_text(inner, "{")
    return inner if isinstance(inner, dict) else sent


def _fields(kind: type[Struct], sent: dict[str, Any], timezone: tzinfo) -> dict[str, Any]:
    known = {field.encode_name: field for field in fields(kind)}
    found = {}
    for name, value in sent.items():
        field = known.get(name)
        if field is None:
            found[name] = value
        elif field.required or not _is_nothing(field, value):
            found[name] = _value(field, value, timezone)
    return found


def _is_nothing(field: FieldInfo, value: Any) -> bool:
    """Tell whether an optional field says nothing; some words for nothing are words of the field itself."""
    if value is None:
        return True
    if not isinstance(value, str) or field.encode_name in NAMES:
        return False
    if not value.strip(BLANK):
        return True
    kinds = set(_kinds(field.type))
    if LenientSex in kinds or (field.encode_name == "country" and value.strip().casefold() == "na"):
        return False
    if LenientBool in kinds and value.strip().casefold() in {"нет", "ні"}:
        return False
    return means_nothing(value)


def _value(field: FieldInfo, value: Any, timezone: tzinfo) -> Any:
    kinds = set(_kinds(field.type))
    if list in kinds:
        value = _from_text(value, "[")
        row = row_kind_of(field.type)
        if row is not None and isinstance(value, list) and len(value) <= max_length_of(field.type, 0):
            objects = (_from_text(each, "{") for each in value)
            return [_fields(row, each, timezone) if isinstance(each, dict) else each for each in objects]
    elif isinstance(value, str) and (LenientDate in kinds or field.encode_name in _DAYS):
        return _local_day(value, timezone)
    return value


def _kinds(annotation: Any) -> list[Any]:
    """Name the types of an annotation, however deep they stand."""
    inner = [kind for part in get_args(annotation) for kind in _kinds(part)]
    return [get_origin(annotation) or annotation, *inner]


def _from_text(value: Any, opening: str) -> Any:
    """Read a list or object that arrives as JSON text."""
    if not isinstance(value, str) or not value.lstrip().startswith(opening):
        return value
    try:
        return msgspec.json.decode(value)
    except (*_NO_JSON, RecursionError):
        return value


def _local_day(text: str, timezone: tzinfo) -> str:
    """Name the day of a moment in UTC where the user lives; another offset is the sender's own clock."""
    plain = text.strip()
    if len(plain) > MAX_MOMENT or not _UTC_MOMENT.fullmatch(plain):
        return text
    try:
        return datetime.fromisoformat(plain.upper()).astimezone(timezone).date().isoformat()
    except (ValueError, OverflowError):
        return text
