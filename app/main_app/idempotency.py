"""Idempotency keys: what makes a repeated write return the first result instead of saving twice.

See docs/main-app-api.md, "Idempotency keys".
"""

import hashlib
from datetime import datetime
from random import Random

import msgspec

from app.main_app.decoding import read_moment

WINDOW = 600
"""Seconds for which an equal create counts as the same create."""

REACH = 120
"""Seconds after which a repeat by ChatGPT is no longer expected: it gives up at 45 and asks again then."""

_SLACK = 2.0
"""One second for the resolution of `created_at`, one for clocks that tick apart."""


def window_of(now: datetime) -> int:
    """Return the number of the ten-minute window that a moment lies in."""
    return int(now.timestamp()) // WINDOW


def is_early_in_window(now: datetime) -> bool:
    """Tell whether the call that this one may repeat could lie in the window before."""
    return now.timestamp() % WINDOW < REACH


def derive_key(user_id: int, call: tuple[str, str, bytes], *, window: int, conversation: str, instead_of: str) -> str:
    """Return the key of a create: equal for equal calls, in the form the main app takes.

    Args:
        user_id: whose create it is.
        call: method, path and canonical body.
        window: from `window_of`.
        conversation: ChatGPT's conversation, so that two conversations may save the same thing.
        instead_of: ids of earlier results that were deleted since.
    """
    method, path, body = call
    parts = [user_id, method, path, body.decode(), window, conversation, instead_of]
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()


def fresh_key(random: Random) -> str:
    """Return a key that no other request has."""
    return f"{random.getrandbits(128):032x}"


def made_within_window(created_at: str | None, *, now: datetime) -> bool:
    """Tell whether a record is so young that the key of its create still counts."""
    try:
        return (now - read_moment(created_at)).total_seconds() <= WINDOW
    except (TypeError, ValueError):
        return False


def is_replay(created_at: str | None, *, answered_at: datetime, seconds_taken: float) -> bool:
    """Tell a stored answer from a new one: its record is older than the call itself.

    Args:
        created_at: of the record in the answer.
        answered_at: from the answer's own `Date`, which is the clock that wrote `created_at`.
        seconds_taken: since this call was first sent; a retry after a dropped answer is no replay.
    """
    try:
        age = (answered_at - read_moment(created_at)).total_seconds()
    except (TypeError, ValueError):
        return False
    return age > seconds_taken + _SLACK
