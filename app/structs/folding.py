"""How two pieces of written text are compared: the ground of every lenient reading.

Names, species, months and units all pass through `fold` before they are compared, so "Mèo Mun" equals "meo mun".
Nothing folded is ever stored or shown.
"""

import unicodedata

_QUOTES = dict.fromkeys(map(ord, "‘’‛ʼʹʻ′`´＇"), "'")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_LETTERS = {ord("đ"): "d", ord("ð"): "d", ord("ł"): "l", ord("ø"): "o", ord("ı"): "i", ord("æ"): "ae", ord("œ"): "oe"}
_BEFORE = _QUOTES | _DASHES
_AFTER = _BEFORE | _LETTERS

# Marks of Latin, Greek, Cyrillic, Hebrew and Arabic writing, and the selectors of emoji. Vowel signs of Thai, Hindi
# and others are letters to their readers and stay.
_MARKS = (
    (0x0300, 0x036F),
    (0x0483, 0x0489),
    (0x0591, 0x05C7),
    (0x064B, 0x065F),
    (0x1AB0, 0x1AFF),
    (0x1DC0, 0x1DFF),
    (0x20D0, 0x20FF),
    (0xFE00, 0xFE0F),
    (0xFE20, 0xFE2F),
)


def fold(text: str) -> str:
    """Bring text into the form in which it is compared; folding twice changes nothing.

    Accents go (Mèo = meo, ё = е, й = и), đ becomes d, letters become small, quotes and dashes become ' and -,
    invisible characters vanish, runs of white space become one space.
    """
    if text.isascii():
        return " ".join(_visible(text.lower()).translate(_BEFORE).split())
    spread = unicodedata.normalize("NFKD", text.translate(_BEFORE)).casefold()
    spread = unicodedata.normalize("NFKD", spread)
    kept = "".join(letter for letter in spread if not _is_mark(letter))
    return " ".join(_visible(kept).translate(_AFTER).split())


def written(text: str) -> str:
    """Bring text into one form but keep its accents, for where "cá" and "ca" differ."""
    composed = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text.translate(_BEFORE)).casefold())
    return " ".join(_visible(composed).translate(_BEFORE).split())


def _visible(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(letter for letter in text if letter.isspace() or unicodedata.category(letter) not in {"Cf", "Cc"})


def _is_mark(letter: str) -> bool:
    code = ord(letter)
    return code >= 0x0300 and any(first <= code <= last for first, last in _MARKS)
