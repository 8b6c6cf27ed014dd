"""A rough spelling by sound, the same for Latin and Cyrillic: "Clauddy", "claudy" and "Клодди" are all "klodi".

Used by `pet_search` alone (find_pet across Cyrillic and Latin); never stored or shown.
"""

import re
from typing import Final

from anyascii import anyascii

from app.lenient.normalize import normalize

# Applied in this order to plain small Latin letters.
_SOUNDS: Final = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"dzh", "j"),
        (r"shch|sch", "sh"),
        (r"tch", "ch"),
        (r"ph", "f"),
        (r"wh", "v"),
        (r"ck|q", "k"),
        (r"kh", "h"),
        (r"c(?=[eiy])", "s"),
        (r"c(?!h)", "k"),
        (r"x", "ks"),
        (r"th", "t"),
        (r"gh", "g"),
        (r"(?<=[b-df-hk-np-tv-xz])[yi]u", "u"),
        (r"au|aw|ou|ow|oa", "o"),
        (r"oo", "u"),
        (r"ee|ea|ie|ei|ey", "i"),
        (r"w", "v"),
        (r"[yj]", "i"),
        (r"z", "s"),
        (r"(.)\1+", r"\1"),
    )
)


def romanize(text: str) -> str:
    """Write text in small Latin letters and digits, other scripts transliterated; signs and emoji fall away."""
    letters = "".join(letter if letter.isalnum() else " " for letter in normalize(text).replace("'", ""))
    return " ".join(anyascii(letters).lower().replace("'", "").split())


def phonetic_key(text: str) -> str:
    """Give the rough sound of a text; empty when it has no letters."""
    return sound_of(romanize(text))


def sound_of(key: str) -> str:
    """Give the rough sound of a text that is `romanize` already."""
    for pattern, sound in _SOUNDS:
        key = pattern.sub(sound, key)
    return key.replace(" ", "")
