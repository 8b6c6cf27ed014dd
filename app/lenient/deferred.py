"""A number that is read later, row by row: one unreadable row of a list must not refuse the others."""

from typing import Self

from app.lenient.texts import LenientText
from app.lenient.weight import Kilograms


class DeferredKilograms(LenientText):
    """A weight as it was sent, number or text."""

    __slots__ = ()

    @classmethod
    def parse(cls, value: object) -> Self:
        """Keep anything; text that is no weight is refused by `read`."""
        number = isinstance(value, int | float) and not isinstance(value, bool)
        return cls(repr(value) if number else value if isinstance(value, str) else "?")

    def read(self) -> Kilograms:
        """Read it as a weight.

        Raises:
            ValueError: it is none; the text says what to send.
        """
        return Kilograms.parse(str(self))
