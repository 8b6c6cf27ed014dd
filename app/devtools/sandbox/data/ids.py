"""Where ids come from: one sequence per kind, each starting elsewhere so that mixed-up ids are noticed."""

from typing import Literal

Kind = Literal["user", "token", "pet", "tie", "photo", "vaccination", "medical", "weight", "chip", "habit", "group"]

_STARTS: dict[Kind, int] = {
    "user": 41,
    "token": 1180,
    "pet": 101,
    "tie": 5001,
    "photo": 301,
    "vaccination": 601,
    "medical": 1801,
    "weight": 9001,
    "chip": 41,
    "habit": 51,
    "group": 5,
}


class Ids:
    """Hands out ids like the database's sequences."""

    def __init__(self) -> None:
        self._next = dict(_STARTS)

    def take(self, kind: Kind, wanted: int | None = None) -> int:
        """Return the next id, or the wanted one, after which the sequence goes on."""
        number = self._next[kind] if wanted is None else wanted
        self._next[kind] = max(self._next[kind], number + 1)
        return number

    def begin(self, kind: Kind, number: int) -> None:
        """Let a sequence go on at a number."""
        self._next[kind] = number
