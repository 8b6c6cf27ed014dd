"""The six record types, and how any other word is kept without loss (docs/main-app-api.md, "Medical records")."""

import re
from typing import Final, Literal, get_args

from msgspec import Struct

from app.domain.medical_record_words import (
    ABOUT_VACCINATION,
    NARROWER_WORDS,
    SAME_WORDS,
    VACCINATION_STEMS,
    VACCINATION_WORDS,
)
from app.errors import InvalidInput
from app.lenient.normalize import normalize

RecordType = Literal["checkup", "deworming", "flea_treatment", "surgery", "dental", "other"]
RECORD_TYPES: Final[tuple[RecordType, ...]] = get_args(RecordType)
MAX_DESCRIPTION_LENGTH: Final = 2000
_DAY_HEAD: Final = re.compile(r"^\d{4}-\d{2}-\d{2}: ")
"""The user's day, where another one had to be stored."""


class Classified(Struct, frozen=True):
    """What to store; `as_said` is False when the word was put into the description instead of the type."""

    record_type: RecordType
    description: str | None = None
    as_said: bool = True


def known_record_type(spoken: str) -> RecordType | None:
    """Return the type that a word means, in en, vi, ru or uk; None if it is none of the six."""
    word = _plain(spoken)
    return _SAME.get(word) or _NARROWER.get(word)


def matches_record_type(spoken: str, stored_type: str, description: str | None) -> bool:
    """Tell whether a stored record is of the wanted type.

    The web app stores free text, so "Deworming" and "tẩy giun" are deworming, and what is none of the six is other. A
    word that is none of the six fits records of that very type, and other ones whose description it begins.
    """
    stored = known_record_type(stored_type) or "other"
    wanted = known_record_type(spoken)
    if wanted is not None:
        return stored == wanted
    word = _plain(spoken)
    return bool(word) and (
        _plain(stored_type) == word
        or (stored == "other" and normalize(_DAY_HEAD.sub("", description or "")).startswith(word))
    )


def classify(spoken: str | None, description: str | None = None) -> Classified:
    """Choose the record type and keep what the type cannot say at the head of the description.

    "worming" is deworming; "spay" is surgery described as "spay: ..."; "grooming" is other, "grooming: ...". A word
    that the description starts with already is not repeated. No type at all is other.

    Raises:
        InvalidInput: with its head the description is longer than the main app's 2000 characters; it is not cut.
    """
    word = (spoken or "").strip()
    text = description.strip() if description else None
    same = _SAME.get(_plain(word)) if word else "other"
    if same is not None:
        return Classified(same, _checked(text or None, ""))
    kind = _NARROWER.get(_plain(word), "other")
    return Classified(kind, _checked(_headed(word, text), word), as_said=False)


def refuse_vaccination(spoken: str) -> None:
    """Refuse a vaccination said as a medical record: there, nobody would be told when it is due again.

    Raises:
        InvalidInput: the word means one, in en, vi, ru or uk.
    """
    word = _plain(spoken)
    if any(stem in word for stem in _ABOUT_VACCINATION):
        return
    if word.rstrip("s") in _VACCINATION or any(f" {stem}" in f" {word}" for stem in _VACCINATION_STEMS):
        raise InvalidInput.field(
            "record_type",
            "A vaccination is not kept as a medical record.",
            hint="Nothing was saved. Use add_vaccination, or renew_vaccination for the next dose of one on record.",
        )


def _headed(word: str, text: str | None) -> str:
    if not text:
        return word
    return text if normalize(text).startswith(normalize(word)) else f"{word}: {text}"


def _checked(text: str | None, word: str) -> str | None:
    if text and len(text) > MAX_DESCRIPTION_LENGTH:
        room = MAX_DESCRIPTION_LENGTH - (len(word) + 2 if word else 0)
        raise InvalidInput.field("description", f"The description is too long: at most {max(0, room)} characters fit.")
    return text


def _plain(word: str) -> str:
    """Compare words without case, accents, hyphens and underscores; nobody says a type in over 100 letters."""
    return normalize(word[:101]).replace("_", " ").replace("-", " ").strip(" .!") if len(word) <= 100 else ""


def _stems(lines: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_plain(stem) for line in lines for stem in line.split(", "))


_SAME: Final[dict[str, RecordType]] = {
    _plain(word): kind for kind, lines in SAME_WORDS.items() for line in lines for word in line.split(", ")
}
_NARROWER: Final[dict[str, RecordType]] = {
    _plain(word): kind for kind, lines in NARROWER_WORDS.items() for line in lines for word in line.split(", ")
}
_VACCINATION: Final = frozenset(_plain(word) for word in VACCINATION_WORDS.split(", "))
_VACCINATION_STEMS: Final = _stems(VACCINATION_STEMS)
_ABOUT_VACCINATION: Final = _stems(ABOUT_VACCINATION)
