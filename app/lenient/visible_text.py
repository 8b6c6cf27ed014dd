"""Text without what no reader sees: characters by which a text could say one thing to a person and another to a model.

Kept are the joiners of emoji and of Persian and Indian scripts (U+200C, U+200D) and variation selectors, one at a time:
only a run of them can spell something.
"""

import re
from typing import Final

INVISIBLE: Final = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters but tab and line feed
    "\u00ad\u034f\u061c\u17b4\u17b5\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
    "\ud800-\udfff"  # halves of characters
)
"""As in the brackets of a regular expression."""

BLANK: Final = (
    "".join(map(chr, (*range(0x21), *range(0x7F, 0xA1), 0x1680, *range(0x2000, 0x2010))))
    + "".join(map(chr, (*range(0x2028, 0x2030), *range(0x205F, 0x2070), 0x3000, 0x00AD, 0x061C, 0x180E, 0xFEFF)))
    + "".join(map(chr, (*range(0xFFF9, 0xFFFC), *range(0xE0000, 0xE0080))))
)
"""White space and invisible characters, for `str.strip`."""

_HIDDEN: Final = re.compile(f"[{INVISIBLE}]")
_RUN: Final = re.compile(
    "([\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef])[\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef]+"
)
_BREAK: Final = re.compile(r"[\t\n]+")


def visible_text(text: str) -> str:
    """Take out what no reader sees; line breaks and tabs stay."""
    if text.isascii() and text.isprintable():
        return text
    return _RUN.sub(_shortened, _HIDDEN.sub("", text))


def visible_line(text: str) -> str:
    """Take out what no reader sees, and put a space where a line ends: for names."""
    if text.isascii() and text.isprintable():
        return text
    return _BREAK.sub(" ", visible_text(text))


def _shortened(run: re.Match[str]) -> str:
    """Keep an emoji's selector together with the joiner that follows it."""
    return run[0][:2] if run[0][1] == "\u200d" != run[0][0] else run[0][0]
