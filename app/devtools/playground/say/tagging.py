"""Cuts a sentence into words, numbers and dates, and tags what a vocabulary knows."""

import re
from typing import Final

from msgspec import Struct

from app.devtools.playground.language import LANGUAGES, Language
from app.devtools.playground.say.vocabulary import simplify, vocabulary_of, without_accents

MAX_SENTENCE: Final = 300
_TOKEN: Final = re.compile(
    r"(?P<date>\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{4}|\d{1,2}/\d{1,2})(?!\d)"
    r"|(?P<number>\d+(?:[.,]\d+)?)"
    r"|(?P<possessive>['’]s\b)"
    r"|(?P<word>[^\W\d_]+(?:[-'’ʼ](?!s\b)[^\W\d_]+)*)"
    r"|(?P<mark>[^\w\s])"
)


class Span(Struct, frozen=True):
    """One or more words in a row with their tag; empty for a word that nobody knows."""

    text: str
    tag: str = ""

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[:1].isupper()


class Tagged(Struct, frozen=True):
    """A sentence in one language, cut and tagged."""

    language: Language
    spans: tuple[Span, ...]

    @property
    def known(self) -> int:
        """How much of it the language explains, in letters."""
        return sum(len(span.text) for span in self.spans if span.tag.partition(":")[0] not in _ANY_LANGUAGE)


_ANY_LANGUAGE: Final = {"", "number", "date", "mark", "possessive", "vaccine", "unit"}


def tag_sentence(sentence: str, preferred: Language) -> Tagged:
    """Tag a sentence in the language that knows most of it; of equals the preferred one."""
    order = sorted(LANGUAGES, key=lambda language: language != preferred)
    return max((_tag(sentence[:MAX_SENTENCE], language) for language in order), key=lambda tagged: tagged.known)


def _tag(sentence: str, language: Language) -> Tagged:
    found = list(_TOKEN.finditer(sentence))
    words = tuple(simplify(match[0]) for match in found)
    plain = without_accents(simplify(sentence)) == simplify(sentence)
    spans, position = list[Span](), 0
    while position < len(found):
        phrase = vocabulary_of(language).longest(words[position : position + 6], plain=plain)
        length = len(phrase.words) if phrase else 1
        text = sentence[found[position].start() : found[position + length - 1].end()]
        kind = found[position].lastgroup or ""
        spans.append(Span(text, phrase.tag if phrase else "" if kind == "word" else kind))
        position += length
    return Tagged(language, tuple(spans))
