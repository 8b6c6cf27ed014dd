"""From the words of the JSON library to words a model can act on: "Expected `int`, got `str`" tells a user nothing."""

import re
from collections.abc import Sequence
from typing import Final

_PLACE: Final = re.compile(r" - at `[^`]*`")
_KINDS: Final = {
    "int": "Send a whole number in digits.",
    "float": "Send a number.",
    "bool": "Send true or false.",
    "str": "Send one text.",
    "array": "Send a list in square brackets.",
    "object": "Send one JSON object.",
}
_RULES: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (re.compile(r"Expected `array` of length >= (\d+)"), "Send at least {0} of them."),
    (re.compile(r"Expected `array` of length <= (\d+)"), "Send at most {0} of them; the rest in further calls."),
    (re.compile(r"Expected `str` of length >= \d+"), "Must not be empty."),
    (re.compile(r"Expected `str` of length <= (\d+)"), "At most {0} characters are allowed. Shorten it."),
    (re.compile(r"Expected `(?:int|float)` >= ([\d.-]+)"), "Must be {0} or more."),
    (re.compile(r"Expected `(?:int|float)` <= ([\d.-]+)"), "Must be {0} or less."),
)
_KIND: Final = re.compile(r"Expected `(\w+)(?: \| null)?`, got ")


def plain_message(reason: str, *, allowed: Sequence[str] = ()) -> str:
    """Say in plain words what to send; sentences of our own types pass unchanged.

    Args:
        reason: the text of a msgspec or Litestar validation error.
        allowed: the words that the input takes, where it takes few.
    """
    reason = _PLACE.sub("", reason)
    if reason.startswith("Invalid enum value"):
        return f"Send one of: {', '.join(allowed)}." if allowed else "This value is not allowed."
    for rule, words in _RULES:
        if found := rule.match(reason):
            return words.format(*found.groups())
    found = _KIND.match(reason)
    return _KINDS.get(found[1], "This value is of the wrong kind.") if found else reason
