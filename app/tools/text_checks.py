"""Limits of what a user may write, checked before the main app is asked."""

from msgspec import UNSET, UnsetType

from app.errors import InvalidInput


def required_text(spoken: str, field: str, *, max_length: int) -> str:
    """Return a text that must not be blank.

    Raises:
        InvalidInput: it is blank or too long.
    """
    if not spoken.strip():
        raise InvalidInput.field(field, f"{field} must not be empty.")
    return checked_text(spoken, field, max_length=max_length)


def checked_text(spoken: str, field: str, *, max_length: int) -> str:
    """Return a text, as a plain string, that is not too long.

    Raises:
        InvalidInput: it is.
    """
    if len(spoken) > max_length:
        raise InvalidInput.field(
            field, f"{field} has {len(spoken)} characters; at most {max_length} are kept. Shorten it."
        )
    return str(spoken)  # msgspec writes plain strings only


def optional_text(spoken: str | None, field: str, *, max_length: int) -> str | UnsetType:
    """Return a text, or nothing to send when it was left out or is blank.

    Raises:
        InvalidInput: it is too long.
    """
    return checked_text(spoken, field, max_length=max_length) if spoken else UNSET
