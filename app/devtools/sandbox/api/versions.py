"""`base_version` and `expected_*`: a write that was meant for another state of the record."""

from datetime import date

from msgspec import Struct, UnsetType

from app.devtools.sandbox.api.answers import Failure
from app.devtools.sandbox.api.call import Call

CHANGED = "This record changed on the server since your offline edit. Review the conflict before syncing again."


class VersionConflict(Struct, frozen=True, kw_only=True):
    """The `data` of the 409: the record as it is served now."""

    server_value: object
    server_version: str
    client_base_version: str


def check_version(call: Call, current: str, server_value: object) -> None:
    """Compare `base_version` byte for byte; not sent or blank means no check."""
    sent = call.sent_text("base_version")
    if sent is None or isinstance(sent, UnsetType) or sent == current:
        return
    conflict = VersionConflict(server_value=server_value, server_version=current, client_base_version=sent)
    raise Failure(409, CHANGED, data=conflict)


def check_expected(expected: object, actual: object) -> None:
    """Refuse when a value differs from the expected one; None and unset expect nothing."""
    if expected is None or isinstance(expected, UnsetType):
        return
    if expected != actual:
        raise Failure(409, CHANGED)


def expected_day(call: Call, name: str) -> date | None | UnsetType:
    """Read an expected date; anything that is not `YYYY-MM-DD` is wrong."""
    value = call.sent_text(name)
    if value is None or isinstance(value, UnsetType):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError:
        return date.min
