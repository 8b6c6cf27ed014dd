"""Names in Russian and Ukrainian sentences: case endings ("Барсику") and pet forms ("Мурочка")."""

import re
from typing import Final

_NOMINATIVES: Final[dict[str, tuple[str, ...]]] = {
    "а": ("", "о"), "я": ("ь", "й", "е"), "у": ("", "а", "о"), "ю": ("ь", "й", "я"), "е": ("", "а", "я", "ь", "й", "о"),
    "є": ("й", "я"), "и": ("а", "я", "ь"), "ы": ("а",), "і": ("", "а", "я", "ь", "о"), "ї": ("я",), "о": ("а",),
    "ом": ("", "о"), "ем": ("", "ь", "й", "е"), "єм": ("й",), "ой": ("а", "ая"), "ей": ("я", "а"), "ою": ("а",),
    "ею": ("я", "а"), "єю": ("я",), "ові": ("", "о"), "еві": ("", "ь", "й"), "єві": ("й",), "ій": ("а",), "ої": ("а",),
    "ого": ("ий", "ый", "ой"), "ому": ("ий", "ый", "ой"), "его": ("ий",), "ему": ("ий",), "им": ("ий",), "ым": ("ый",),
    "ую": ("ая",),
}  # fmt: skip
"""By case ending, the endings that the nominative can have."""
_LATIN_NOMINATIVES: Final[dict[str, tuple[str, ...]]] = {
    "a": ("", "o"), "ya": ("", "y"), "u": ("", "a", "o"), "yu": ("", "y", "ya"), "e": ("", "a", "ya", "o"),
    "i": ("a", "ya", ""), "y": ("a",), "o": ("a",), "om": ("", "o"), "em": ("", "y"), "oy": ("a",), "oi": ("a",),
    "ey": ("ya", "a"), "ei": ("ya", "a"), "oyu": ("a",), "ovi": ("",), "evi": ("", "y"),
}  # fmt: skip
_SOFTENED: Final = {"ц": "к", "з": "г", "с": "х", "ч": "к", "ж": "г", "ш": "х"}
_MIN_STEM: Final = 2
_MAX_WORD: Final = 40
_CYRILLIC: Final = re.compile("[а-яіїєґ'-]+")
_TWO_CONSONANTS: Final = re.compile("[бвгґджзйклмнпрстфхцчшщь][кцлн]$")
_CLOSED_SYLLABLE: Final = re.compile("[ое](?=[бвгґджзклмнпрстфхцчшщ]$)")

# Without accents, so й is written as и.
_MASCULINE: Final = ("ик", "чик", "ичок", "чок", "ок", "ек", "очек", "ечек", "ушок", "ышек")
_FEMININE: Final = ("ка", "очка", "ечка", "ичка", "ушка", "юшка", "ышка", "ишка", "инка", "ся", "ька", "ша")
_BOTH: Final = (
    "онок",
    "енок",
    "енька",
    "онька",
    "енькии",
    "енько",
    "ечко",
    "ыш",
    "иш",
    "уля",
    "юля",
    "уня",
    "юня",
    "уся",
    "юся",
    "уша",
    "юша",
    "усик",
)
_SUFFIXES: Final = tuple(
    sorted(
        [(suffix, "m") for suffix in _MASCULINE]
        + [(suffix, "f") for suffix in _FEMININE]
        + [(suffix, "") for suffix in _BOTH],
        key=lambda row: -len(row[0]),
    )
)
_MIN_ROOT: Final = 3
_SHORT: Final = re.compile("([a-z]+?)(?:ie|ey|y|i)")


def base_forms(word: str) -> set[str]:
    """List the words of which this one can be a form: "барсику" of "барсик", "мурке" of "мурка"; itself not among them.

    Most of them are no words at all: they only serve to be looked for among the names of a household.

    Args:
        word: small letters, ё written as е.
    """
    if len(word) > _MAX_WORD or not _CYRILLIC.fullmatch(word):
        return set()
    found = _forms(word, _NOMINATIVES)
    for ending in _NOMINATIVES:
        if word.endswith(ending) and len(stem := word[: -len(ending)]) >= _MIN_STEM:
            found |= _other_stems(stem, ending)
    return found - {word}


def latin_base_forms(word: str) -> set[str]:
    """List the same for a Cyrillic name that was typed in Latin letters: "barsiku" of "barsik"."""
    plain = len(word) <= _MAX_WORD and word.isascii() and word.isalpha()
    return _forms(word, _LATIN_NOMINATIVES) - {word} if plain else set()


def _forms(word: str, nominatives: dict[str, tuple[str, ...]]) -> set[str]:
    stems = {ending: word[: -len(ending)] for ending in nominatives if word.endswith(ending)}
    return {stem + last for ending, stem in stems.items() if len(stem) >= _MIN_STEM for last in nominatives[ending]}


def _other_stems(stem: str, ending: str) -> set[str]:
    """Undo what happens to a stem: снежк-а of снежок, мурц-і of мурка, кот-а of кіт."""
    found = set()
    if _TWO_CONSONANTS.search(stem):
        before = stem[:-1].removesuffix("ь").removesuffix("й")
        found |= {before + vowel + stem[-1] for vowel in "ое"}
    if ending in {"і", "е"} and stem[-1] in _SOFTENED:
        hard = stem[:-1] + _SOFTENED[stem[-1]]
        found |= {hard, f"{hard}а"}
    if ending in {"а", "у", "ом", "ові"} and _CLOSED_SYLLABLE.search(stem):
        found.add(_CLOSED_SYLLABLE.sub("і", stem))
    return found


def are_pet_forms(one: "PetRoots", other: "PetRoots") -> bool:
    """Tell whether two names look like pet forms of one: Мышка and Мышонок, Рыжик and Рыжуля, Oliver and Ollie.

    Мурка and Мурчик are two cats: where both have a suffix, the suffixes must not be of different sexes.
    """
    if one.word.isascii() and other.word.isascii():
        return _is_short_form(one.word, other.word) or _is_short_form(other.word, one.word)
    return any(root in other.sexes and _agree(sexes, other.sexes[root]) for root, sexes in one.sexes.items())


class PetRoots:
    """What is left of a name without a suffix, with the sexes that the suffixes say; the word itself says none."""

    def __init__(self, word: str) -> None:
        """Take a name apart: small letters without accents."""
        self.word = word
        self.sexes: dict[str, set[str]] = {}
        if len(word) <= _MAX_WORD and _CYRILLIC.fullmatch(word):
            self.sexes[word.removesuffix("ь")] = {""}
            for suffix, sex in _SUFFIXES:
                if word.endswith(suffix) and len(word) - len(suffix) >= _MIN_ROOT:
                    self.sexes.setdefault(word[: -len(suffix)], set()).add(sex)


def _agree(one: set[str], other: set[str]) -> bool:
    return "" in one or "" in other or bool(one & other)


def _is_short_form(short: str, long: str) -> bool:
    """Ollie of Oliver, Georgie of George, Whisky of Whiskers: a beginning with -y, -ie or -ey."""
    stem = _SHORT.fullmatch(short)
    if stem is None or len(stem[1]) < _MIN_ROOT or not long.isalpha() or _SHORT.fullmatch(long):
        return False
    beginning = stem[1][:-1] if stem[1][-1] == stem[1][-2] else stem[1]
    return len(long) > len(beginning) and long.startswith(beginning)
