"""A rough spelling by sound, the same for Latin and Cyrillic: "Clauddy", "claudy" and "Клодди" are all "klodi".

Used to find pets by names as they are said; never stored or shown.
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
        (r"^geo", "jo"),
        (r"rge$", "rj"),
        (r"^(ch|kh|h)(?=[lr])", "k"),
        (r"zh", "ž"),
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
        (r"ee|ea|ie|ei|ey|ai|ay", "i"),
        (r"w", "v"),
        (r"[yj]", "i"),
        (r"z", "s"),
        (r"(.)\1+", r"\1"),
    )
)

_LAST_VOWELS: Final = re.compile(r"[aeiou]+$")
_CYRILLIC: Final = re.compile(r"[\u0400-\u04ff]")


def romanize(text: str) -> str:
    """Write text in small Latin letters and digits, other scripts transliterated; signs and emoji fall away."""
    letters = "".join(letter if letter.isalnum() else " " for letter in normalize(text).replace("'", ""))
    return " ".join(anyascii(letters).lower().replace("'", "").split())


def phonetic_key(text: str) -> str:
    """Give the rough sound of a text; empty when it has no letters."""
    key = romanize(text)
    for pattern, sound in _SOUNDS:
        key = pattern.sub(sound, key)
    return key.replace(" ", "")


def loose_sound(sound: str) -> str:
    """Give what is left of a sound in another script: Chloe is Хлоя or Клои, Jack is Джек."""
    return _LAST_VOWELS.sub("e", sound.replace("a", "e"))


def is_cyrillic(text: str) -> bool:
    """Tell whether a text has Cyrillic letters."""
    return _CYRILLIC.search(text) is not None
