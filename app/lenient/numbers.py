"""Whole numbers and yes or no, also when they arrive as text."""

import re
from typing import Self

from app.lenient.digits import plain_digits
from app.lenient.normalize import normalize

_WHOLE = re.compile(r"#? ?([+-]?\d{1,18})(?:[.,]0{1,6})?")
_YES = frozenset({"true", "yes", "y", "1", "ok", "да", "так", "co", "dung", "vang"})
_NO = frozenset({"false", "no", "n", "0", "нет", "ні", "khong"})


class LenientInt(int):
    """A whole number: 7, 7.0, "7", " 7 ", "#7"."""

    @classmethod
    def parse(cls, value: object) -> Self:
        """Read a whole number.

        Raises:
            ValueError: it is none, or it has more than 18 digits.
        """
        if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
            return cls(int(value))
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**18:
            return cls(value)
        if isinstance(value, str) and len(value) <= 100 and (match := _WHOLE.fullmatch(normalize(plain_digits(value)))):
            return cls(int(match[1]))
        raise ValueError("Send a whole number in digits, for example 7.")


class LenientBool(int):
    """Yes or no: true, "true", "yes", 1. Python lets nobody inherit from bool, so it is an int of 0 or 1."""

    @classmethod
    def parse(cls, value: object) -> Self:
        """Read yes or no.

        Raises:
            ValueError: it is neither.
        """
        if isinstance(value, bool) or (isinstance(value, int | float) and value in {0, 1}):
            return cls(bool(value))
        word = normalize(plain_digits(value)) if isinstance(value, str) and len(value) <= 100 else ""
        if word in _YES:
            return cls(1)
        if word in _NO:
            return cls(0)
        raise ValueError("Send true or false.")

    def __repr__(self) -> str:
        return f"SpokenBool({bool(self)})"
