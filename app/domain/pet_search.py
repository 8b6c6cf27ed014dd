"""Finds the pets that a spoken name can mean, best first.

Four readings of each name are tried in order: folded, transliterated, by sound, and with typing slips.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Generic, Literal, Protocol, TypeVar

from msgspec import Struct
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from app.domain.phonetic import romanize, sound_of
from app.lenient.normalize import normalize

MatchKind = Literal["exact", "prefix", "word_prefix", "substring", "typo"]

RANK: Final[dict[MatchKind, int]] = {"exact": 0, "prefix": 1, "word_prefix": 2, "substring": 3, "typo": 4}
"""How well a name fits, best first."""
_MAX_NAME_LENGTH: Final = 255  # docs/main-app-api.md, "Create a pet"
_MAX_HEARD: Final = 60
_MAX_HEARD_TOGETHER: Final = 12_000
_MIN_HEARD: Final = 12
_MAX_WORDS: Final = 8
"""Letters compared by sound or transliterated: of one name, of all names together, and of each name however many there
are. Hearing out 1,000 names of 255 letters would hold up everybody's calls."""


class Named(Protocol):
    """Anything with an id and a name, such as a pet."""

    @property
    def id(self) -> int: ...  # noqa: D102 - the class docstring says it
    @property
    def name(self) -> str: ...  # noqa: D102 - as above


P = TypeVar("P", bound=Named)


class Match(Struct, Generic[P], frozen=True):
    """A pet that fits, why, and how many letters off it is (0 also when it only sounds the same)."""

    pet: P
    why: MatchKind
    distance: int = 0
    transliterated: bool = False


class Reading(Struct, frozen=True):
    """A name or query in the forms in which it is compared."""

    folded: str
    latin: str
    sound: str


def read_names(pets: Sequence[Named]) -> dict[str, Reading]:
    """Read the names of a household once, for all that is looked for among them in one call."""
    heard = min(_MAX_HEARD, max(_MIN_HEARD, _MAX_HEARD_TOGETHER // max(1, len(pets))))
    return {pet.name: _read(pet.name, heard) for pet in pets}


def rank_by_name(query: str, pets: Sequence[P], names: Mapping[str, Reading] | None = None) -> list[Match[P]]:
    """List the pets that the query can mean: exact > prefix > word prefix > substring > typo.

    Within a kind the name in the same letters comes before a transliterated one, then fewer slips, then the shorter
    name, then the alphabet, then the id, so the order never depends on the order given. A blank query fits nothing.
    `names` are those of the pets, where they have been read already.
    """
    said = _read(query, _MAX_HEARD)
    if not said.folded:
        return []
    names = read_names(pets) if names is None else names
    found = [match for pet in pets if (match := _match(said, pet, names[pet.name])) is not None]
    return sorted(found, key=lambda match: _order(match, names[match.pet.name].folded))


def exact_matches(query: str, pets: Iterable[P]) -> list[P]:
    """List the pets of exactly this name, case and accents ignored, by id (for `pet_id` by name).

    Nothing is transliterated or guessed here: a write acts on what this returns.
    """
    folded = normalized_name(query)
    return sorted((pet for pet in pets if folded and normalized_name(pet.name) == folded), key=lambda pet: pet.id)


def normalized_name(text: str) -> str:
    """Return what two names have in common that count as the same; one made of marks alone stays as it is."""
    return normalize(text) or text.strip()


def nearest_names(
    query: str, pets: Sequence[P], *, limit: int = 5, names: Mapping[str, Reading] | None = None
) -> list[P]:
    """List up to `limit` pets to offer when none has the name: those that fit, then the most alike.

    `names` are those of the pets, where they have been read already.
    """
    names = read_names(pets) if names is None else names
    fitting = [match.pet for match in rank_by_name(query, pets, names)]
    seen = {pet.id for pet in fitting}
    said = _read(query, _MAX_HEARD).sound
    others = [(-fuzz.ratio(said, names[pet.name].sound), pet.name, pet.id, pet) for pet in pets if pet.id not in seen]
    return (fitting + [pet for *_, pet in sorted(others, key=lambda row: row[:3])])[:limit]


def _match(said: Reading, pet: P, name: Reading) -> Match[P] | None:
    if kind := _kind(said.folded, name.folded):
        return Match(pet, kind)
    # Comparing Latin letters as well is only new when one of the two is written in another script.
    if said.latin and name.latin and (kind := _kind(said.latin, name.latin)):
        return Match(pet, kind, transliterated=True)
    slips = _slips(said, name)
    return None if slips is None else Match(pet, "typo", slips)


def _kind(said: str, name: str) -> MatchKind | None:
    if said == name:
        return "exact"
    if name.startswith(said):
        return "prefix"
    if f" {said}" in name.replace("-", " "):
        return "word_prefix"
    if len(said) >= 2 and said in name:
        return "substring"
    # "my cat Mimi" holds the name as whole words
    return "substring" if len(name) >= 3 and f" {name} " in f" {said} " else None


def _slips(said: Reading, name: Reading) -> int | None:
    """Count the fewest letters that differ, by spelling or by sound; None when more than a slip."""
    if len(said.sound) >= 3 and said.sound == name.sound:
        return 0
    pairs = [(said.folded, name.folded), (said.latin, name.latin), (said.sound, name.sound)]
    pairs += [(said.folded, word) for word in name.folded.split(None, _MAX_WORDS)[:_MAX_WORDS] if word != name.folded]
    counts = []
    for one, other in pairs:
        allowed = _allowed(min(len(one), len(other)))
        distance = OSA.distance(one, other, score_cutoff=allowed)
        if allowed > 0 and distance <= allowed:
            counts.append(max(1, distance))
    return min(counts, default=None)


def _allowed(length: int) -> int:
    """Short names must not fit everything: none up to 2 letters, 1 up to 5, 2 up to 8, then 3."""
    return 0 if length <= 2 else 1 if length <= 5 else 2 if length <= 8 else 3


def _order(match: Match[P], folded: str) -> tuple[int, bool, int, int, str, str, int]:
    name = match.pet.name
    return (RANK[match.why], match.transliterated, match.distance, len(name), folded, name, match.pet.id)


def _read(text: str, heard: int) -> Reading:
    text = text[: _MAX_NAME_LENGTH + 1]
    latin = romanize(text[:heard])[:heard]  # one character may become a whole sentence
    return Reading(normalized_name(text), latin, sound_of(latin))
