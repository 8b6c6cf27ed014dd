"""From the word a person says for an animal to the main app's pet type.

See docs/main-app-api.md, "Species, cities, countries".
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from rapidfuzz import fuzz, process

from app.domain.species_features import SpeciesFlags
from app.domain.species_forms import stem, strip_grammar, word_forms
from app.domain.species_words import EVERYDAY_WORDS
from app.errors import InvalidInput
from app.lenient.normalize import normalize

_MAX_LENGTH: Final = 100
_MAX_WORDS: Final = 4
_CLOSE: Final = 60.0
_SHOWN: Final = 5


class Species(SpeciesFlags, frozen=True, kw_only=True):
    """One pet type of the main app with its names by locale (en, vi, ru, uk)."""

    id: int
    names: Mapping[str, str] = {}

    @property
    def name(self) -> str:
        """The English name, or the slug where there is none."""
        return self.names.get("en") or self.slug


class SpeciesCatalog:
    """All pet types, and every word by which one of them can be meant."""

    def __init__(self, species: Iterable[Species]) -> None:
        self.species = tuple(species)
        self._by_slug = {one.slug: one for one in self.species}
        self._names: dict[str, set[str]] = {}  # as written, with accents
        self._folded: dict[str, set[tuple[str, str]]] = {}  # without accents, with the form as written
        self._stems: dict[str, set[str]] = {}
        for one in self.species:
            for word in (one.slug, *one.names.values()):
                self._learn(word, one.slug)
        for one in self.species:
            for word in _everyday(one.slug):
                if strip_grammar(word) not in self._names:  # the main app's own names come first
                    self._learn(word, one.slug)

    def resolve(self, spoken: str) -> Species:
        """Find the one species that is meant.

        Accepted are the slug or the name in four languages, in any case, plural, with "a" or "con" before it, and
        everyday words (kitty, щенок, mèo con). What is written with accents must match them; without accents it
        matches when only one species is left.

        Raises:
            InvalidInput: unknown or ambiguous, with the closest slugs as allowed values; the reason never repeats
                what was said.
        """
        said = spoken[: _MAX_LENGTH + 1]
        if not normalize(said):
            raise InvalidInput.field("species", "Say which animal it is.", allowed_values=self._slugs())
        if len(said) <= _MAX_LENGTH:
            for form in word_forms(said):
                for found in (self._names.get(form, set()), self._without_accents(form), self._by_stem(form)):
                    if len(found) == 1:
                        return self._by_slug[next(iter(found))]
                    if found:
                        raise InvalidInput.field(
                            "species", "This word fits several animals.", allowed_values=tuple(sorted(found))
                        )
        raise InvalidInput.field(
            "species",
            "This animal is not known. The allowed values that come closest are listed.",
            hint="list_pet_types shows all of them.",
            allowed_values=self._closest(said),
        )

    def named_in(self, words: Sequence[str]) -> tuple[Species, int] | None:
        """Find the animal that some words begin with, and how many of them name it: my cat, con mèo, моя кошка."""
        for length in range(min(len(words), _MAX_WORDS), 0, -1):
            try:
                return self.resolve(" ".join(words[:length])), length
            except InvalidInput:
                continue
        return None

    def _learn(self, word: str, slug: str) -> None:
        form = strip_grammar(word)
        if form:
            self._names.setdefault(form, set()).add(slug)
            self._folded.setdefault(normalize(form), set()).add((form, slug))
            self._stems.setdefault(stem(form), set()).add(slug)

    def _without_accents(self, form: str) -> set[str]:
        """Match when one side has no accents at all: "ca" may be cá, "хорёк" the listed хорек, but "cà" is not cá."""
        plain = normalize(form)
        return {slug for known, slug in self._folded.get(plain, ()) if plain in {form, known}}

    def _by_stem(self, form: str) -> set[str]:
        """Match Russian and Ukrainian endings: рыбы, рыбу, рыба."""
        return self._stems.get(stem(form), set()) if stem(form) else set()

    def _closest(self, said: str) -> tuple[str, ...]:
        ranked = process.extract(
            normalize(said), list(self._folded), scorer=fuzz.token_set_ratio, limit=20, score_cutoff=_CLOSE
        )
        slugs = [slug for word, _, _ in ranked for _, slug in sorted(self._folded[word])]
        return tuple(dict.fromkeys(slugs))[:_SHOWN] or self._slugs()

    def _slugs(self) -> tuple[str, ...]:
        return tuple(one.slug for one in self.species)


def _everyday(slug: str) -> list[str]:
    return [word for line in EVERYDAY_WORDS.get(slug, ()) for word in line.split(", ") if word]
