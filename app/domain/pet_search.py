"""Finds the pets that a name as said can mean, best first.

What counts as the same name stands in `pet_names`; here are the other ways to fit it: said with a case ending, in
another script, in raw keys, in part, as a pet form, or misspelt.
"""

from collections.abc import Callable, Iterable
from typing import Any, Final, Generic, Literal

from msgspec import Struct
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from app.domain.name_readings import NameReading, Said
from app.domain.pet_names import P, PetNames
from app.domain.slavic_forms import are_pet_forms
from app.domain.typing_slips import slips

MatchKind = Literal["exact", "form", "species", "prefix", "word_prefix", "substring", "nickname", "typo"]
RANK: Final[dict[MatchKind, int]] = {
    "exact": 0,
    "form": 1,
    "species": 2,
    "prefix": 3,
    "word_prefix": 4,
    "substring": 5,
    "nickname": 6,
    "typo": 7,
}
"""How well a name fits, best first."""
_MIN_PART: Final = 3
"""Letters that count as part of a longer name, where they are not its beginning as written."""
_MIN_LATIN: Final = 5
_MIN_SOUND: Final = 6
"""Letters of names whose transliteration or sound may be a slip off: shorter ones are other names."""
_MAX_WORDS: Final = 4
"""Words of a name or a sentence that are each compared for slips."""
_MAX_LETTERS_OFF: Final = 4
"""Difference in length of names that can sound alike."""


class Match(Struct, Generic[P], frozen=True):
    """A pet that fits, why, and how far off its name is within that kind."""

    pet: P
    why: MatchKind
    distance: float = 0.0


def rank_by_name(
    query: str, pets: Iterable[P] | PetNames[P], *, prefer: Callable[[P], Any] = lambda _: 0
) -> list[Match[P]]:
    """List the pets that the query can mean: exact, form, prefix, word prefix, substring, nickname, typo.

    Within a kind fewer slips come first, then the nearer spelling, then what `prefer` makes smaller, then the shorter
    name, the alphabet and the id, so the order never depends on the order given. A blank query fits nothing.
    """
    said = Said.read(query)
    if not said.key.written:
        return []
    names = pets if isinstance(pets, PetNames) else PetNames(pets)
    exact = {pet.id for pet in names.named(query)}
    found = []
    for key, pet in names.keys:
        name = NameReading(key)
        match = Match(pet, "exact") if pet.id in exact else _match(said, name, pet)
        if match:
            found.append(((*_fit(match, said, name), prefer(pet), len(pet.name), key.folded, pet.name, pet.id), match))
    return [match for _, match in sorted(found, key=lambda row: row[0])]


def nearest_names(query: str, pets: Iterable[P] | PetNames[P], *, limit: int = 5) -> list[P]:
    """List up to `limit` pets to offer when none has the name: those that fit, then the most alike."""
    names = pets if isinstance(pets, PetNames) else PetNames(pets)
    fitting = [match.pet for match in rank_by_name(query, names)][:limit]
    if len(fitting) == limit:
        return fitting
    seen = {pet.id for pet in fitting}
    said = Said.read(query).sound
    others = [(-fuzz.ratio(said, NameReading(key).sound), pet.name, pet.id, pet) for key, pet in names.keys]
    alike = [pet for *_, pet in sorted(others, key=lambda row: row[:3]) if pet.id not in seen]
    return (fitting + alike)[:limit]


def _match(said: Said, name: NameReading, pet: P) -> Match[P] | None:
    if (off := said.form_of(name)) is not None:
        return Match(pet, "form", off)
    if kind := _part(said, name):
        return Match(pet, kind)
    if are_pet_forms(said.roots, name.roots):
        return Match(pet, "nickname")
    off = _slips(said, name)
    return None if off is None else Match(pet, "typo", off)


def _part(said: Said, name: NameReading) -> MatchKind | None:
    """Say which part of the name was said; accents must not contradict, and in another script it takes 3 letters."""
    if kind := _part_of(said.key.written, name.key.written):
        return kind
    comparable = len(said.key.folded) >= _MIN_PART and (said.key.is_plain or name.key.is_plain)
    if comparable and (kind := _part_of(said.key.folded, name.key.folded)):
        return kind
    if said.is_cyrillic != name.is_cyrillic and len(said.latin) >= _MIN_PART:
        return _part_of(said.latin, name.latin)
    return None


def _part_of(said: str, name: str) -> MatchKind | None:
    if not said:
        return None
    if name.startswith(said):
        return "prefix"
    if f" {said}" in name.replace("-", " "):
        return "word_prefix"
    return "substring" if len(said) >= _MIN_PART and said in name else None


def _slips(said: Said, name: NameReading) -> float | None:
    """Count the fewest slips, by spelling or by sound; None when more than a slip or two."""
    if said.holds(name, other_accents=True) or (name.key.folded and name.key.folded == said.typed_folded):
        return 0.0
    if not (said.key.is_plain or name.key.is_plain):
        return slips(said.key.written, name.key.written)
    counts = [slips(said.key.folded, name.key.folded)]
    if 1 < len(name.words) <= _MAX_WORDS:
        counts += [slips(said.key.folded, word) for word in name.words]
    if 1 < len(said.words) <= _MAX_WORDS:
        counts += [
            slips(word, name.key.folded) for word in said.words if len(word) >= len(name.key.folded) - 1 > _MIN_PART
        ]
    counts.append(_by_sound(said, name))
    return min((count for count in counts if count is not None), default=None)


def _by_sound(said: Said, name: NameReading) -> float | None:
    if not said.latin or abs(len(said.latin) - len(name.latin)) > _MAX_LETTERS_OFF:
        return None
    if len(said.sound) >= _MIN_PART and said.sound == name.sound:
        return 0.5
    if said.is_cyrillic != name.is_cyrillic:
        if len(said.loose_sound) >= _MIN_PART and said.loose_sound == name.loose_sound:
            return 1.0
        if min(len(said.latin), len(name.latin)) >= _MIN_LATIN and (off := slips(said.latin, name.latin)):
            return off
    if min(len(said.sound), len(name.sound)) >= _MIN_SOUND and (off := slips(said.sound, name.sound)) and off <= 1:
        return off + 0.5
    return None


def _fit(match: Match[P], said: Said, name: NameReading) -> tuple[int, float, int]:
    """Say how well a pet fits: of those that fit equally well the one written more like what was said comes first."""
    return RANK[match.why], match.distance, OSA.distance(said.key.written, name.key.written)
