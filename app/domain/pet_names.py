"""When two written names are one name: the meaning of "exact" that `pet_id`, find_pet and the duplicate check share."""

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Generic, Protocol, TypeVar

from msgspec import Struct

from app.lenient.normalize import normalize, normalize_keep_accents

_LETTERS_THAT_LOOK_ACCENTED = str.maketrans("йї", "иі")
MAX_COMPARED = 256
"""Characters of a name that are compared; the main app keeps 255."""


class Named(Protocol):
    """Anything with an id and a name, such as a pet."""

    @property
    def id(self) -> int: ...  # noqa: D102 - the class docstring says it
    @property
    def name(self) -> str: ...  # noqa: D102 - as above


P = TypeVar("P", bound=Named)


class NameKey(Struct, frozen=True):
    """A name in the forms in which it is compared with another."""

    written: str
    """Case and spaces evened out, accents kept."""
    folded: str
    """Without accents as well; empty for a name of signs alone."""

    @property
    def is_plain(self) -> bool:
        """Whether it has no accents; й and ї are letters, which no one leaves the mark off."""
        if self.written == self.folded:
            return True
        # One character may stand for a sentence, which is no name, and comparing letter by letter costs time.
        return len(self.written) <= MAX_COMPARED and self.written.translate(_LETTERS_THAT_LOOK_ACCENTED) == self.folded

    def fits(self, other: "NameKey") -> bool:
        """Tell whether both are one name: as written, or with all accents left out on one side.

        So "Meo Mun" is "Mèo Mun" and "Пёрышко" is "Перышко", but "Bông" is neither "Bống" nor "Bòng".
        """
        if self.written == other.written:
            return True
        if not self.folded or self.folded != other.folded or not (self.is_plain or other.is_plain):
            return False
        return _marked_letters(self.written) == _marked_letters(other.written)


def name_key(text: str) -> NameKey:
    """Bring a name into the forms in which it is compared."""
    text = text[:MAX_COMPARED]
    return NameKey(normalize_keep_accents(text), normalize(text))


def _marked_letters(text: str) -> str:
    return "".join(letter for letter in text if letter in "йї")


class PetNames(Generic[P]):
    """The names of a household, each brought into its forms once and found without a search."""

    def __init__(self, pets: Iterable[P]) -> None:
        self.keys: list[tuple[NameKey, P]] = [(name_key(pet.name), pet) for pet in pets]

    @cached_property
    def _written(self) -> dict[str, list[P]]:
        written: dict[str, list[P]] = {}
        for key, pet in self.keys:
            written.setdefault(key.written, []).append(pet)
        return written

    @cached_property
    def _folded(self) -> dict[str, list[tuple[NameKey, P]]]:
        folded: dict[str, list[tuple[NameKey, P]]] = {}
        for key, pet in self.keys:
            folded.setdefault(key.folded, []).append((key, pet))
        return folded

    def only(self, wanted: Callable[[P], bool]) -> "PetNames[P]":
        """Return the names of some of the pets, without reading them again."""
        chosen: PetNames[P] = PetNames(())
        chosen.keys = [(key, pet) for key, pet in self.keys if wanted(pet)]
        return chosen

    def named(self, said: str) -> list[P]:
        """List the pets of exactly this name, by id.

        Those written just so (case aside) come alone; only where there are none, those whose name is equal but for
        accents that one side leaves out entirely. Nothing is transliterated or guessed: a write acts on the result.
        """
        key = name_key(said)
        if not key.written:
            return []
        return sorted(self._written.get(key.written) or self._but_for_accents(key), key=_by_id)

    def same(self, said: str) -> list[P]:
        """List the pets that somebody who says this name can mean exactly, by id: both kinds of `named` together."""
        key = name_key(said)
        return sorted(self._but_for_accents(key), key=_by_id) if key.folded else self.named(said)

    def _but_for_accents(self, key: NameKey) -> list[P]:
        return [pet for other, pet in self._folded.get(key.folded, []) if key.folded and key.fits(other)]


def _by_id(pet: Named) -> int:
    return pet.id
