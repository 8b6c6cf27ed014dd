"""Vietnamese as it arrives when the input method was off: raw Telex ("Meof Mun") or VNI keys ("Me2o Mun")."""

import unicodedata
from itertools import pairwise
from typing import Final

_TONES: Final = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_TONES_BY_DIGIT: Final = dict(zip("12345", _TONES.values(), strict=True))
_CIRCUMFLEX, _HORN, _BREVE = "\u0302", "\u031b", "\u0306"
_MARKS_BY_DIGIT: Final = {"6": ("aeo", _CIRCUMFLEX), "7": ("uo", _HORN), "8": ("a", _BREVE)}
_VOWELS: Final = "aeiouy"
_MAX_SYLLABLE: Final = 10
_MAX_SYLLABLES: Final = 6


def vietnamese_typed(text: str) -> str | None:
    """Return what keys typed with the input method off would have written; None when there is nothing to decode.

    Args:
        text: small letters without accents.
    """
    words = text.split()
    if not text.isascii() or len(words) > _MAX_SYLLABLES or any(len(word) > _MAX_SYLLABLE for word in words):
        return None
    decoded = " ".join(_syllable(word) for word in words)
    return None if decoded == text else decoded


def _syllable(word: str) -> str:
    letters: list[str] = []
    tone = ""
    for key in word:
        if letters and (mark := _tone(key, letters)):
            tone = mark
        elif not _marks_earlier(key, letters):
            letters.append(key)
    _complete_horns(letters)
    return unicodedata.normalize("NFC", "".join(_toned(letters, tone)))


def _tone(key: str, letters: list[str]) -> str | None:
    if not any(letter[0] in _VOWELS for letter in letters):
        return None
    return _TONES.get(key) or _TONES_BY_DIGIT.get(key)


def _marks_earlier(key: str, letters: list[str]) -> bool:
    """Put the mark that a key stands for on a letter before it; False if the key is a letter of its own."""
    if key in "d9" and letters and letters[0] == "d":
        letters[0] = "đ"
        return True
    if key == "w":
        return _mark(letters, "uo", _HORN, every=True) or _mark(letters, "a", _BREVE)
    if key in "aeo":
        return _mark(letters, key, _CIRCUMFLEX)
    if key in _MARKS_BY_DIGIT:
        vowels, mark = _MARKS_BY_DIGIT[key]
        return _mark(letters, vowels, mark, every=key == "7")
    return False


def _mark(letters: list[str], vowels: str, mark: str, *, every: bool = False) -> bool:
    marked = False
    for place in range(len(letters) - 1, -1, -1):
        if letters[place] in tuple(vowels):
            letters[place] += mark
            marked = True
            if not every:
                break
    return marked


def _complete_horns(letters: list[str]) -> None:
    """Write ươ where only one of the two got its horn, as input methods do before a last consonant."""
    for place, (one, other) in enumerate(pairwise(letters)):
        if one[0] == "u" and other[0] == "o" and _HORN in one + other and place + 2 < len(letters):
            letters[place], letters[place + 1] = f"u{_HORN}", f"o{_HORN}"


def _toned(letters: list[str], tone: str) -> list[str]:
    """Put the tone on the vowel that carries it."""
    if not tone:
        return letters
    vowels = [place for place, letter in enumerate(letters) if letter[0] in _VOWELS]
    if len(vowels) > 1 and letters[0] in {"g", "q"} and vowels[0] == 1 and letters[1] in {"i", "u"}:
        vowels = vowels[1:]  # gi and qu are consonants
    marked = [place for place in vowels if len(letters[place]) > 1]
    if marked:
        carrier = marked[-1]
    elif len(vowels) > 1 and (vowels[-1] < len(letters) - 1 or len(vowels) > 2):
        carrier = vowels[1]
    else:
        carrier = vowels[0]
    return [letter + tone if place == carrier else letter for place, letter in enumerate(letters)]
