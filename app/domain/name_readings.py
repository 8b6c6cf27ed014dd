"""A name, and what was said of one, in the forms in which they are compared; the costly ones only when asked for."""

from collections.abc import Container, Sequence
from functools import cached_property

from app.domain.latin_spelling import can_spell
from app.domain.pet_names import NameKey, name_key
from app.domain.phonetic import is_cyrillic, loose_sound, phonetic_key, romanize
from app.domain.slavic_forms import PetRoots, base_forms, latin_base_forms
from app.domain.vietnamese_keys import vietnamese_typed

_MAX_HEARD = 40
"""Letters that are transliterated or compared by sound: more would hold up everybody's calls."""
_MAX_SAID = 200
_MIN_TYPED = 3
"""Letters of a name that raw keys can stand for: Max is not Mã."""
_MAX_WORDS = 8
_AROUND_WORDS = ".,!?;:\"'()«»„“”"


class NameReading:
    """A pet's name."""

    def __init__(self, key: NameKey) -> None:
        """Begin with the forms that are known already."""
        self.key = key

    @cached_property
    def words(self) -> list[str]:
        """The words without accents and the signs around them."""
        return [word for part in self.key.folded.split() if (word := part.strip(_AROUND_WORDS))]

    @cached_property
    def written_words(self) -> list[str]:
        """The words with their accents; ё counts as е, as it does for readers."""
        parts = self.key.written.replace("ё", "е").split()
        return [word for part in parts if (word := part.strip(_AROUND_WORDS))]

    @cached_property
    def is_cyrillic(self) -> bool:
        """Whether it is written in Cyrillic letters."""
        return is_cyrillic(self.key.folded)

    @cached_property
    def latin(self) -> str:
        """The text in plain Latin letters; empty for one too long to be said."""
        # One character may become a whole sentence.
        return romanize(self.key.folded)[:_MAX_HEARD] if len(self.key.folded) <= _MAX_HEARD else ""

    @cached_property
    def sound(self) -> str:
        """The rough sound."""
        return phonetic_key(self.latin)

    @cached_property
    def roots(self) -> PetRoots:
        """The name without the suffixes of pet forms."""
        return PetRoots(self.key.folded if self.is_cyrillic or self.key.is_plain else "")

    @cached_property
    def loose_sound(self) -> str:
        """The sound as it survives another script."""
        return loose_sound(self.sound)


class Said(NameReading):
    """What a person said: a name, perhaps inside a few words, with an ending, or typed in another way."""

    @classmethod
    def read(cls, text: str) -> "Said":
        """Read a text, of which no more than a sentence is looked at."""
        return cls(name_key(text[:_MAX_SAID]))

    @cached_property
    def typed(self) -> NameKey | None:
        """What raw Telex or VNI keys stand for."""
        decoded = vietnamese_typed(self.key.folded) if len(self.key.folded) <= _MAX_HEARD else None
        return name_key(decoded) if decoded else None

    @property
    def typed_folded(self) -> str | None:
        """The same without accents."""
        return self.typed.folded if self.typed and len(self.typed.folded) >= _MIN_TYPED else None

    @cached_property
    def forms(self) -> list[dict[str, list[NameKey]]]:
        """For each word, itself and the words it can be a form of, by what they are without accents."""
        found = []
        for word in self.written_words[:_MAX_WORDS]:
            by_folded: dict[str, list[NameKey]] = {}
            for form in {word, *base_forms(word), *_possessor(word)}:
                key = name_key(form)
                by_folded.setdefault(key.folded, []).append(key)
            found.append(by_folded)
        return found

    @cached_property
    def latin_forms(self) -> list[set[str]]:
        """The same in Latin letters, for names in the other script."""
        words = self.written_words[:_MAX_WORDS]
        return [
            {romanize(form) for form in {*forms, *latin_base_forms(word)}}
            for word, forms in zip(words, self.forms, strict=True)
        ]

    def holds(self, name: NameReading, *, other_accents: bool = False) -> bool:
        """Tell whether the words of a name stand in what was said, as they are or with an ending.

        Accents count as they do between names, unless `other_accents` are asked for.
        """
        start = _place(self.forms, name.words)
        if start is None or other_accents or len(name.words) != len(name.written_words):
            return start is not None
        return all(
            any(form.fits(name_key(word)) for form in self.forms[start + place].get(folded, ()))
            for place, (folded, word) in enumerate(zip(name.words, name.written_words, strict=True))
        )

    def form_of(self, name: NameReading) -> float | None:
        """Tell how far off it is if the name itself was said: in other keys or letters, with an ending, inside more.

        None if it was not.
        """
        if self._is_said_as_written(name) or self.holds(name):
            return 0.0
        if not self.latin or not name.latin:
            return None
        if self.is_cyrillic == name.is_cyrillic:
            return 0.0 if self.latin == name.latin and self.key.folded != name.key.folded else None
        if _place(self.latin_forms, name.latin.split()) is not None:
            return 0.0
        return 1.0 if name.is_cyrillic and can_spell(self.key.folded, name.key.written) else None

    def _is_said_as_written(self, name: NameReading) -> bool:
        if self.key.fits(name.key):  # left aside by another pet that is written just so
            return True
        return self.typed is not None and self.typed_folded is not None and self.typed.written == name.key.written


def _possessor(word: str) -> set[str]:
    return {word.removesuffix("'s"), word.removesuffix("s'") + "s"} - {word} if "'" in word else set()


def _place(said: Sequence[Container[str]], name: Sequence[str]) -> int | None:
    """Return at which word of what was said the words of a name begin; one letter alone is no name in a sentence."""
    if not name or (len(name) == 1 and len(name[0]) == 1 and name[0].isalpha()):
        return None
    for start in range(len(said) - len(name) + 1):
        if all(word in said[start + place] for place, word in enumerate(name)):
            return start
    return None
