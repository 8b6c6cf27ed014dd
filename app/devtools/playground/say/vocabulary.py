"""The words of a language: phrases of one or more words, each with a tag that says what it means."""

import tomllib
import unicodedata
from functools import cache
from importlib.resources import files

from msgspec import Struct

from app.devtools.playground.language import Language


class Phrase(Struct, frozen=True):
    """Words in a row. A word that ends in `*` stands for all words that begin so."""

    words: tuple[str, ...]
    tag: str

    def fits(self, said: tuple[str, ...], *, plain: bool) -> bool:
        """Whether a row of words as said is this phrase; `plain`: the sentence was typed without accents."""
        return len(said) >= len(self.words) and all(
            _word_fits(without_accents(wanted) if plain else wanted, word)
            for wanted, word in zip(self.words, said, strict=False)
        )


class Vocabulary(Struct, frozen=True):
    """All phrases of a language, by their first two letters, longest first."""

    language: Language
    phrases: dict[str, tuple[Phrase, ...]]

    def longest(self, said: tuple[str, ...], *, plain: bool) -> Phrase | None:
        """Return the longest phrase that begins here."""
        found = self.phrases.get(without_accents(said[0][:2]), ())
        return next((phrase for phrase in found if phrase.fits(said, plain=plain)), None)


@cache
def vocabulary_of(language: Language) -> Vocabulary:
    """Load the words of a language."""
    text = files("app.devtools.playground.say").joinpath("words", f"{language}.toml").read_text(encoding="utf-8")
    phrases: dict[str, list[Phrase]] = {}
    for tag, written in tomllib.loads(text).items():
        for phrase in written.split(","):
            words = tuple(simplify(phrase).split())
            phrases.setdefault(without_accents(words[0][:2]), []).append(Phrase(words, tag))
    longest_first = {
        start: tuple(sorted(found, key=lambda phrase: -sum(map(len, phrase.words)))) for start, found in phrases.items()
    }
    return Vocabulary(language, longest_first)


def simplify(text: str) -> str:
    """Make texts comparable: small letters, composed, one apostrophe, е for ё."""
    return unicodedata.normalize("NFC", text.casefold()).replace("ё", "е").replace("’", "'").replace("ʼ", "'")


@cache
def without_accents(word: str) -> str:
    """Return what somebody types who leaves the accents out."""
    apart = unicodedata.normalize("NFD", word.replace("đ", "d"))
    if not apart.isascii() and any("а" <= letter <= "я" for letter in apart):
        return word  # the breve of й is no accent
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _word_fits(wanted: str, word: str) -> bool:
    return word.startswith(wanted[:-1]) if wanted.endswith("*") else word == wanted
