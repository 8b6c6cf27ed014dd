"""The four languages of the playground, and its sentences in them: `texts/<language>/*.toml`."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal, get_args

from markupsafe import Markup
from msgspec import Struct, field

Language = Literal["en", "vi", "ru", "uk"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
LANGUAGE_NAMES: Final[Mapping[Language, str]] = {
    "en": "English",
    "vi": "Tiếng Việt",
    "ru": "Русский",
    "uk": "Українська",
}
_FILES: Final = ("pages.toml", "say.toml", "flow.toml", "talks.toml")
_AGE: Final = re.compile(r"(\d+) (year|month|day)s?")


class Said(Struct, frozen=True):
    """A sentence that is kept by its key, and put into words by the page that shows it."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)


class PlaygroundError(Exception):
    """What a person is told in place of an answer."""

    def __init__(self, key: str, **values: object) -> None:
        self.said: Final = Said(key, values)
        super().__init__(texts_of("en").put(self.said))


class Texts(Struct, frozen=True):
    """The sentences of one language, and lists of words."""

    language: Language
    sentences: dict[str, str]
    lists: dict[str, tuple[str, ...]]

    def say(self, key: str, **values: object) -> str:
        """Return a sentence with its values."""
        return self.sentences[key].format(**values)

    def html(self, key: str, **values: object) -> Markup:
        """Return a sentence that carries markup; its values are escaped."""
        return Markup(self.sentences[key]).format(**values)  # noqa: S704 - the markup is ours

    def put(self, said: Said) -> str:
        """Put into words what was kept by its key."""
        return self.say(said.key, **said.values)

    def word(self, kind: str, word: str) -> str:
        """Translate a word of an answer, such as a species or a sex; unknown ones stay as they are."""
        return self.sentences.get(f"{kind}.{word}", word)

    def count(self, key: str, number: int) -> str:
        """Return a number of things, in the form that the language has for it."""
        return self.lists[key][_plural(self.language, number)].format(number=number)

    def join(self, parts: Sequence[str], last: Literal["and", "or"] = "and") -> str:
        """a, b and c."""
        return f"{', '.join(parts[:-1])} {self.sentences[last]} {parts[-1]}" if len(parts) > 1 else "".join(parts)

    def day(self, text: str) -> str:
        """Write a date of an answer as people write it, a month with its year as well; anything else stays as it is."""
        try:
            day = date.fromisoformat(text if len(text) != 7 else f"{text}-01")
        except ValueError:
            return text
        if len(text) == 7:
            return f"{day:%B %Y}" if self.language == "en" else f"{day:%m{'/' if self.language == 'vi' else '.'}%Y}"
        if self.language == "en":
            return f"{day.day} {day:%B %Y}"
        return f"{day.day}/{day.month}/{day.year}" if self.language == "vi" else f"{day:%d.%m.%Y}"

    def short_day(self, day: date) -> str:
        """Write a date for a drawing: 3 Dec 2026, 3/12/2026, 03.12.2026."""
        return f"{day.day} {day:%b %Y}" if self.language == "en" else self.day(day.isoformat())

    def in_days(self, days: int | None) -> str:
        """Say when something is, seen from today; empty when it is not known."""
        if days is None:
            return ""
        if days < 0:
            return self.count("days_ago", -days)
        return self.say(("today", "tomorrow")[days]) if days < 2 else self.count("in_days", days)

    def age(self, text: str) -> str:
        """Translate the age of an answer: "about 2 years 3 months"."""
        if self.language == "en":
            return text
        if text.startswith("less than"):
            return self.say(f"age.{text.rpartition(' ')[2]}")
        counted = " ".join(self.count(f"{unit}s", int(number)) for number, unit in _AGE.findall(text))
        return self.say("age.about", age=counted) if text.startswith("about") else counted or text

    def weight(self, kilograms: float | None) -> str:
        """3.9 kg, 3,9 kg, 3,9 кг."""
        if kilograms is None:
            return self.sentences["no_weight"]
        number = f"{kilograms:.2f}".rstrip("0").rstrip(".")
        return f"{number if self.language == 'en' else number.replace('.', ',')} {self.sentences['kg']}"


@cache
def texts_of(language: Language) -> Texts:
    """Load the sentences of a language."""
    folder = files("app.devtools.playground").joinpath("texts", language)
    sentences: dict[str, str] = {}
    lists: dict[str, tuple[str, ...]] = {}
    for name in _FILES:
        for key, value in _flat(tomllib.loads(folder.joinpath(name).read_text(encoding="utf-8"))):
            if isinstance(value, list):
                lists[key] = tuple(value)
            else:
                sentences[key] = value
    return Texts(language, sentences, lists)


def choose_language(accept_language: str) -> Language:
    """Return the best of our languages for an Accept-Language header (RFC 9110, 12.5.4), else English."""
    best: tuple[float, Language] = (0.0, "en")
    for part in accept_language.split(",")[:20]:
        tag, _, weight = part.partition(";")
        try:
            quality = float(weight.replace(" ", "").removeprefix("q=") or 1)
        except ValueError:
            continue
        for language in LANGUAGES:
            if tag.strip().lower().partition("-")[0] == language and quality > best[0]:
                best = (quality, language)
    return best[1]


def _flat(tables: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Name what stands in a table `table.key`."""
    for key, value in tables.items():
        if isinstance(value, dict):
            yield from ((f"{key}.{inner}", each) for inner, each in value.items())
        else:
            yield key, value


def _plural(language: Language, number: int) -> int:
    """Return the place of a number's form: one and other; one, few and many (Unicode CLDR, plural rules)."""
    if language == "vi":
        return 0
    if language == "en":
        return int(number != 1)
    if number % 10 == 1 and number % 100 != 11:
        return 0
    return 1 if 2 <= number % 10 <= 4 and not 12 <= number % 100 <= 14 else 2
