"""The grammar around an animal's name: articles, plurals and endings in en, vi, ru and uk."""

import re
from typing import Final

from app.lenient.normalize import normalize_keep_accents

_BEFORE: Final = re.compile(
    r"^(?:(?:a|an|the|my|our|some|pet|con|bé|em|chú|những|các|một|мой|моя|моё|мои|мій|моє|мої) )+(?=\S)"
)
_AFTER: Final = re.compile(r"(?<=\S) (?:pet|con|cái|đực|của tôi)$")
_IRREGULAR: Final = {"mice": "mouse", "geese": "goose", "calves": "calf", "oxen": "ox", "lice": "louse"}
_CYRILLIC_WORD: Final = re.compile(r"[а-яёіїєґ]+")
_ENDINGS: Final = "аяоеёуюыиіїєйь"


def strip_grammar(word: str) -> str:
    """Write a word so that hyphens, apostrophes, full stops and case do not count; accents do."""
    plain = normalize_keep_accents(word).replace("-", " ").replace("_", " ").replace("'", "")
    return " ".join(plain.strip('.,;:!?"()[]').split())


def word_forms(said: str) -> tuple[str, ...]:
    """List the readings of what was said, the most literal first."""
    literal = strip_grammar(said)
    shorter = _AFTER.sub("", _BEFORE.sub("", literal))
    found = [literal, shorter]
    for form in (literal, shorter):
        found += _singulars(form)
    return tuple(dict.fromkeys(form for form in found if form))


def stem(form: str) -> str:
    """Cut the ending off each Cyrillic word; empty when the form is not Cyrillic or nothing would be left."""
    words = form.split()
    if not words or not all(_CYRILLIC_WORD.fullmatch(word) for word in words):
        return ""
    stems = [word.rstrip(_ENDINGS) for word in words]
    return " ".join(stems) if all(len(one) >= 2 for one in stems) else ""


def _singulars(form: str) -> list[str]:
    """English plurals: cats, puppies, foxes, mice."""
    head, _, last = form.rpartition(" ")
    found = [_IRREGULAR[last]] if last in _IRREGULAR else []
    if last.isascii() and len(last) > 3 and last.endswith("s") and not last.endswith("ss"):
        if last.endswith("ies"):
            found += [last[:-3] + "y", last[:-1]]
        elif last.endswith("es"):
            found += [last[:-1], last[:-2]]
        else:
            found.append(last[:-1])
    return [f"{head} {one}".strip() for one in found]
