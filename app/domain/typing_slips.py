"""How far a typed name is from a real one: slips of the finger and the ear count less than other letters."""

from math import inf
from typing import Final

from rapidfuzz.distance import OSA

_ROWS: Final = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю")
_ALIKE: Final = (
    "ao",
    "ei",
    "yi",
    "ie",
    "бп",
    "вф",
    "гк",
    "гґ",
    "дт",
    "зс",
    "жш",
    "ао",
    "еи",
    "ыи",
    "іи",
    "іы",
    "еэ",
    "еє",
    "аи",
    "уо",
    "уу",
    "яа",
    "юу",
    "ці",
    "bp",
    "vf",
    "gk",
    "dt",
    "zs",
    "uo",
    "wv",
)
_CONFUSED: Final = frozenset(
    pair
    for row in [*(row[at : at + 2] for row in _ROWS for at in range(len(row) - 1)), *_ALIKE]
    for pair in (row, row[::-1])
)
_SLIP: Final = 1.0
_EXTRA_LETTER: Final = 1.5
_OTHER_LETTER: Final = 2.5
_FIRST_LETTER: Final = 1.0
_MAX_WEIGHED_LENGTH: Final = 24
_MAX_SHIFT: Final = 3
"""Letters by which two texts within the allowed slips can be shifted against each other."""


def slips(said: str, name: str) -> float | None:
    """Count the slips between two texts; None when there are more than a name of that length allows.

    A letter left out, doubled, exchanged with its neighbour or with one beside it on the keyboard or of like sound is
    one slip; any other letter is more, because it makes another name: Murzik is not Murchik. So is a slip at the
    first letter.
    """
    allowed = _allowed(len(name))
    if not allowed or len(said) <= 2 or (distance := OSA.distance(said, name, score_cutoff=allowed)) > allowed:
        return None
    # Weighing letters one by one is slow, and tells nothing more of a long name.
    cost = _cost(said, name) if len(name) <= _MAX_WEIGHED_LENGTH else float(distance)
    return cost if cost <= allowed else None


def _allowed(length: int) -> int:
    """Short names must not fit everything: none up to 2 letters, 1 up to 5, 2 up to 8, then 3."""
    return 0 if length <= 2 else 1 if length <= 5 else 2 if length <= 8 else 3


def _cost(said: str, name: str) -> float:
    """Return the least sum of slips (optimal string alignment), for texts that are few slips apart."""
    before: list[float] = []
    row = [0.0]
    for column in range(1, len(name) + 1):
        row.append(row[-1] + _SLIP + _FIRST_LETTER * (column == 1))
    for line in range(1, len(said) + 1):
        extra = _extra(said, line - 1)
        current = [row[0] + extra] + [inf] * len(name)
        for column in range(max(1, line - _MAX_SHIFT), min(len(name), line + _MAX_SHIFT) + 1):
            best = min(
                row[column - 1] + _other(said, name, line - 1, column - 1),
                row[column] + extra,
                current[column - 1] + _SLIP + _FIRST_LETTER * (column == 1),
            )
            if line > 1 and column > 1 and said[line - 2 : line] == name[column - 1] + name[column - 2]:
                best = min(best, before[column - 2] + _SLIP)
            current[column] = best
        before, row = row, current
    return row[-1]


def _other(said: str, name: str, line: int, column: int) -> float:
    if said[line] == name[column]:
        return 0.0
    return _SLIP if said[line] + name[column] in _CONFUSED else _OTHER_LETTER


def _extra(said: str, at: int) -> float:
    """A letter too many: doubled, or touched together with its neighbour, or just another."""
    neighbours = said[max(0, at - 1) : at] + said[at + 1 : at + 2]
    touched = any(said[at] == other or said[at] + other in _CONFUSED for other in neighbours)
    return _SLIP if touched else _EXTRA_LETTER
