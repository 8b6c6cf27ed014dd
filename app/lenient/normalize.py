"""How two pieces of written text are compared: the ground of every lenient reading.

Names, species, months and units all pass through `fold` before they are compared, so "Mèo Mun" equals "meo mun".
Nothing folded is ever stored or shown.
"""

import re
import unicodedata
from typing import Final

MAX_FOLDED: Final = 200
"""Characters that are normalised: what one call may cost is settled before it is done."""

_QUOTES = dict.fromkeys(map(ord, "‘’‛ʼʹʻ′`´＇"), "'")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_LETTERS = {ord("đ"): "d", ord("ð"): "d", ord("ł"): "l", ord("ø"): "o", ord("ı"): "i", ord("æ"): "ae", ord("œ"): "oe"}
_BEFORE = _QUOTES | _DASHES
_SIGNS = re.compile("[" + "".join(map(re.escape, map(chr, _BEFORE))) + "]")
_AFTER = re.compile("[" + "".join(map(re.escape, map(chr, _BEFORE | _LETTERS))) + "]")
_PLAIN = {chr(code): plain for code, plain in (_BEFORE | _LETTERS).items()}

# Marks of Latin, Greek, Cyrillic, Hebrew and Arabic writing, and the selectors of emoji. Vowel signs of Thai, Hindi
# and others are letters to their readers and stay.
_MARKS = re.compile(
    "[\\u0300-\\u036f\\u0483-\\u0489\\u0591-\\u05c7\\u064b-\\u065f\\u1ab0-\\u1aff"
    "\\u1dc0-\\u1dff\\u20d0-\\u20ff\\ufe00-\\ufe0f\\ufe20-\\ufe2f]"
)

# Control and format characters (categories Cc and Cf), but for white space.
_WRITTEN_OUT: Final = re.compile("[\u3200-\u33ff\ufdf0-\ufdfb\U0001f200-\U0001f2ff]")
_MAX_WRITTEN_OUT: Final = 10

_UNSEEN = re.compile(
    "[\\x00-\\x08\\x0e-\\x1b\\x7f-\\x84\\x86-\\x9f\\u00ad\\u0600-\\u0605\\u061c\\u06dd\\u070f\\u0890\\u0891\\u08e2\\u180e"
    "\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb\\U000110bd\\U000110cd\\U00013430-\\U0001343f"
    "\\U0001bca0-\\U0001bca3\\U0001d173-\\U0001d17a\\U000e0000-\\U000e007f]"
)


def normalize(text: str) -> str:
    """Bring text into the form in which it is compared; folding twice changes nothing.

    Accents go (Mèo = meo, ё = е, й = и), đ becomes d, letters become small, quotes and dashes become ' and -,
    invisible characters vanish, runs of white space become one space. Of a longer text the first `MAX_FOLDED`
    characters are folded and the rest stays as it is, so that two different texts stay different.
    """
    if len(text) > MAX_FOLDED:
        return normalize(text[:MAX_FOLDED]) + text[MAX_FOLDED:]
    if text.isascii():
        return " ".join(_plain(_SIGNS, _visible(text.lower())).split())
    spread = _spread(_spread(_plain(_SIGNS, text)).casefold())
    return " ".join(_plain(_AFTER, _visible(_MARKS.sub("", spread))).split())


def normalize_keep_accents(text: str) -> str:
    """Bring text into one form but keep its accents, for where "cá" and "ca" differ; bounded like `fold`."""
    if len(text) > MAX_FOLDED:
        return normalize_keep_accents(text[:MAX_FOLDED]) + text[MAX_FOLDED:]
    plain = _plain(_SIGNS, text)
    compatible = plain if _stands_for_sentences(plain) else unicodedata.normalize("NFKC", plain)
    composed = unicodedata.normalize("NFC", compatible.casefold())
    return " ".join(_plain(_SIGNS, _visible(composed)).split())


def _plain(signs: re.Pattern[str], text: str) -> str:
    """Replace by plain letters and signs; most texts hold none of them, which a search tells faster."""
    return signs.sub(lambda found: _PLAIN[found[0]], text)


def _visible(text: str) -> str:
    return text if text.isprintable() else _UNSEEN.sub("", text)


def _spread(text: str) -> str:
    """Take letters apart; where single characters stand for whole sentences, only letters and their marks."""
    return unicodedata.normalize("NFD" if _stands_for_sentences(text) else "NFKD", text)


def _stands_for_sentences(text: str) -> bool:
    """Tell whether many characters of a text are each written out as several words: U+FDFA as eighteen letters."""
    return len(_WRITTEN_OUT.findall(text)) > _MAX_WRITTEN_OUT
