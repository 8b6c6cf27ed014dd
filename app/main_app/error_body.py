"""What the body of a failed answer says, as far as this connector wants to know (shapes B to E).

See docs/main-app-api.md, "Answer bodies", "Statuses".

Read by `decoding`, as the records are: what is missing or odd says nothing.
"""

from typing import Annotated, Any

from msgspec import Struct

from app.main_app.decoding import Unreadable, read_json, read_record
from app.main_app.field_types import Moment, WholeNumber
from app.main_app.wanted_fields import json_type


class WrongField(Struct, frozen=True):
    """One of the main app's fields, and what is wrong with it; a reason that is no text is empty."""

    name: str
    reasons: tuple[str, ...]


def read_reason(value: Any) -> str:
    """Take a sentence; anything else is empty."""
    return value if isinstance(value, str) else ""


def read_wrong_fields(value: Any) -> tuple[WrongField, ...]:
    """Take the reasons by field; one alone may stand without its list."""
    if not isinstance(value, dict):
        raise TypeError("no object")
    return tuple(
        WrongField(name, tuple(map(read_reason, reasons if isinstance(reasons, list) else [reasons])))
        for name, reasons in value.items()
    )


def read_ids(value: Any) -> tuple[int, ...]:
    """Take the whole numbers of a list."""
    if not isinstance(value, list):
        raise TypeError("no array")
    return tuple(item for item in value if isinstance(item, int))


class Quota(Struct, frozen=True, kw_only=True):
    """The requests of a day."""

    reset_at_utc: Moment | None = None


class FailureData(Struct, frozen=True, kw_only=True):
    """What some failures carry besides their texts."""

    error_code: str | None = None
    code: str | None = None
    existing_pet_ids: Annotated[tuple[int, ...], read_ids] = ()
    quota: Quota = Quota()


class StorageUse(Struct, frozen=True, kw_only=True):
    """How much room for pictures an account has."""

    used_bytes: WholeNumber | None = None
    limit_bytes: WholeNumber | None = None


class FailureBody(Struct, frozen=True, kw_only=True):
    """The texts and codes of a failure."""

    message: Annotated[str, read_reason] = ""
    error: str | None = None
    error_code: str | None = None
    errors: Annotated[tuple[WrongField, ...], read_wrong_fields] = ()
    meta: StorageUse = StorageUse()
    data: FailureData = FailureData()


def read_failure(body: bytes) -> FailureBody | None:
    """Decode a body; return None if it is no JSON object or says nothing of this."""
    try:
        found = read_record(FailureBody, read_json(body, json_type(FailureBody)))
    except Unreadable:
        return None
    return found if found != FailureBody() else None
