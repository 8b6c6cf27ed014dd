"""The languages that people are spoken to in, on our pages and in questions that hosts ask for us."""

from typing import Final, Literal, get_args

Language = Literal["en", "vi", "ru", "uk"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
_MAX_PREFERENCES: Final = 20


def choose_language(accept_language: str) -> Language:
    """Return the best of our languages for an Accept-Language header (RFC 9110, 12.5.4), else English."""
    best: Language = "en"
    best_quality = 0.0
    for preference in accept_language.split(",")[:_MAX_PREFERENCES]:
        tag, _, weight = preference.partition(";")
        quality = _quality(weight)
        for language in LANGUAGES:
            if tag.strip().lower().partition("-")[0] == language and quality > best_quality:
                best, best_quality = language, quality
    return best


def _quality(weight: str) -> float:
    name, _, value = weight.replace(" ", "").partition("=")
    try:
        return float(value) if name.lower() == "q" else 1.0
    except ValueError:
        return 0.0
