"""The box's sentences, in four languages."""

import tomllib
from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib.resources import files

from msgspec import Struct

from app.devtools.playground.say.vocabulary import LANGUAGES, Language


class Texts(Struct, frozen=True):
    """The sentences of one language."""

    language: Language
    sentences: dict[str, str]
    examples: tuple[str, ...]

    def say(self, key: str, **values: object) -> str:
        """Return a sentence with its values."""
        return self.sentences[key].format(**values)

    def word(self, kind: str, word: str) -> str:
        """Translate a word of an answer, such as a species or a sex; unknown ones stay as they are."""
        return self.sentences.get(f"{kind}.{word}", word)

    def join(self, parts: Sequence[str]) -> str:
        """a, b and c."""
        return f"{', '.join(parts[:-1])} {self.sentences['and']} {parts[-1]}" if len(parts) > 1 else "".join(parts)

    def day(self, text: str) -> str:
        """Write a date of an answer as people write it; months and years alone stay as they are."""
        try:
            day = date.fromisoformat(text) if len(text) == 10 else None
        except ValueError:
            day = None
        if day is None:
            return text
        if self.language == "en":
            return f"{day.day} {day:%B %Y}"
        return f"{day.day}/{day.month}/{day.year}" if self.language == "vi" else f"{day:%d.%m.%Y}"

    def weight(self, kilograms: float | None) -> str:
        """3.9 kg, 3,9 kg, 3,9 кг."""
        if kilograms is None:
            return self.sentences["no_weight"]
        number = f"{kilograms:.2f}".rstrip("0").rstrip(".")
        return f"{number if self.language == 'en' else number.replace('.', ',')} {self.sentences['kg']}"


@cache
def texts_of(language: Language) -> Texts:
    """Load the sentences of a language."""
    text = files("app.devtools.playground.say").joinpath("texts", f"{language}.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(text)
    return Texts(language, tables["sentences"], tuple(tables["examples"]["sentences"]))


def choose_language(accept_language: str) -> Language:
    """Return the first language of an Accept-Language header that there is, else English."""
    wanted = (part.strip().lower()[:2] for part in accept_language.split(","))
    return next((language for tag in wanted for language in LANGUAGES if language == tag), "en")
