"""Single claims of a token whose signature is right: whoever holds the key may still have written nonsense."""

import base64
import math
import re
from typing import Any

from app.errors import Unauthorized

_USER_ID = re.compile(r"[1-9][0-9]{0,17}")


def read_subject(claims: dict[str, Any]) -> str:
    """Return the user's id as text.

    Raises:
        Unauthorized: it is none.
    """
    subject = claims["sub"]
    text = str(subject) if isinstance(subject, int | str) else ""
    if not _USER_ID.fullmatch(text):
        raise Unauthorized
    return text


def read_moment(value: object) -> float:
    """Return seconds since 1970.

    Raises:
        Unauthorized: no finite number.
    """
    # bool is an int in Python, not in JSON; NaN and Infinity are numbers to Python's decoder only, and 1e999 is one.
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float)
        or (isinstance(value, float) and not math.isfinite(value))
    ):
        raise Unauthorized
    return value


def read_sealed(tok: object) -> bytes:
    """Return the sealed token of the main app.

    Raises:
        Unauthorized: no text.
        ValueError: no base64.
    """
    if not isinstance(tok, str):
        raise Unauthorized
    text = tok.rstrip("=")
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def read_text(claims: dict[str, Any], name: str) -> str:
    """Return a claim that must be text.

    Raises:
        Unauthorized: it is missing or something else.
    """
    value = claims.get(name)
    if not isinstance(value, str):
        raise Unauthorized
    return value
