"""The validator: one method per kind of field, sentences as the framework writes them.

See docs/main-app-api.md, "Validation messages".
Each method returns the value, None for a null, or UNSET when the field was not sent or is wrong.
`settle` raises what was found.
"""

import math
import re
from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import TypeVar

from msgspec import UNSET, UnsetType

from app.devtools.sandbox.api.answers import Invalid
from app.devtools.sandbox.api.dates import parse_date
from app.devtools.sandbox.api.phrases import say

T = TypeVar("T")
_UUID = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}")
_INTEGER = re.compile(r"[+-]?\d{1,19}")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")


class Needs(Enum):
    """Whether a field must be there."""

    VALUE = "required"
    VALUE_IF_SENT = "sometimes, required"
    NOT_NULL = "sometimes"
    """Null is refused by the rule of its type: `must be a string`, not `is required`."""
    NOTHING = "nullable"


class Rules:
    """Looks at fields one by one and keeps what is wrong with them, in that order."""

    def __init__(self, inputs: Mapping[str, object], *, locale: str = "en") -> None:
        self._inputs = inputs
        self._locale = locale
        self.errors: dict[str, list[str]] = {}

    def refuse(self, name: str, sentence: str) -> None:
        """Note something wrong."""
        self.errors.setdefault(name, []).append(sentence)

    def settle(self) -> None:
        """Raise `Invalid` when anything was wrong."""
        if self.errors:
            raise Invalid(self.errors)

    def text(self, name: str, needs: Needs, *, max_length: int | None = None) -> str | None | UnsetType:
        """Read a text."""
        value = self._present(name, needs)
        if value is UNSET or (value is None and needs is not Needs.NOT_NULL):
            return value
        if not isinstance(value, str):
            return self._wrong(name, "must be a string.")
        if max_length is not None and len(value) > max_length:
            if name == "name":
                self.refuse(name, say("name_too_long", self._locale))
                return UNSET
            return self._wrong(name, f"must not be greater than {max_length} characters.")
        return value

    def choice(self, name: str, needs: Needs, allowed: tuple[str, ...]) -> str | None | UnsetType:
        """Read one of some words."""
        value = self._present(name, needs)
        if value is UNSET or (value is None and needs is not Needs.NOT_NULL):
            return value
        if value is None:
            self._wrong(name, "must be a string.")
        if not isinstance(value, str) or value not in allowed:
            self.refuse(name, f"The selected {_spoken(name)} is invalid.")
            return UNSET
        return value

    def day(self, name: str, needs: Needs, *, until: date | None = None) -> date | None | UnsetType:
        """Read a date; `until` is today where the future is refused."""
        value = self._present(name, needs)
        if value is UNSET or (value is None and needs is not Needs.NOT_NULL):
            return value
        day = parse_date(value)
        if day is None:
            return self._wrong(name, "must be a valid date.")
        if until is not None and day > until:
            return self._wrong(name, "must be a date before or equal to today.")
        return day

    def integer(self, name: str, needs: Needs, *, low: int, high: int) -> int | None | UnsetType:
        """Read a whole number between two others."""
        value = self._present(name, needs)
        if value is None or value is UNSET:
            return value
        number = whole_number(value)
        if number is None:
            return self._wrong(name, "must be an integer.")
        if number < low:
            return self._wrong(name, f"must be at least {low}.")
        if number > high:
            return self._wrong(name, f"must not be greater than {high}.")
        return number

    def number(
        self, name: str, needs: Needs, *, low: float, high: float = math.inf
    ) -> int | float | str | None | UnsetType:
        """Read a number and return it as it was sent, which some answers echo."""
        value = self._present(name, needs)
        if value is UNSET or (value is None and needs is not Needs.NOT_NULL):
            return value
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            return self._wrong(name, "must be a number.")
        if isinstance(value, str) and not _NUMBER.fullmatch(value):
            return self._wrong(name, "must be a number.")
        if float(value) < low:
            return self._wrong(name, f"must be at least {low:g}.")
        if float(value) > high:
            return self._wrong(name, f"must not be greater than {high:g}.")
        return value

    def flag(self, name: str) -> bool:
        """Read an optional boolean; absent is False."""
        value = self._inputs.get(name)
        if value in (True, 1, "1"):
            return True
        if name in self._inputs and value not in (False, 0, "0"):
            self._wrong(name, "must be true or false.")
        return False

    def uuid(self, name: str) -> str | None | UnsetType:
        """Read a required UUID of any version and either case."""
        value = self._present(name, Needs.VALUE)
        if value is None or value is UNSET:
            return value
        if not isinstance(value, str) or not _UUID.fullmatch(value):
            return self._wrong(name, "must be a valid UUID.")
        return value

    def _present(self, name: str, needs: Needs) -> object:
        """Return what was sent, None where null is allowed, else UNSET."""
        value = self._inputs.get(name, UNSET)
        if value is UNSET and needs is not Needs.VALUE:
            return UNSET
        if (value is UNSET or value is None) and needs in {Needs.VALUE, Needs.VALUE_IF_SENT}:
            overridden = say(f"{name}_required", self._locale)
            self.refuse(name, overridden or f"The {_spoken(name)} field is required.")
            return UNSET
        return value

    def _wrong(self, name: str, ending: str) -> UnsetType:
        self.refuse(name, f"The {_spoken(name)} field {ending}")
        return UNSET


def settled(value: T | None | UnsetType) -> T:
    """Return a required value after `settle` has passed."""
    if value is None or isinstance(value, UnsetType):
        raise TypeError("a required value is missing although its rules have passed")
    return value


def or_none(value: T | None | UnsetType) -> T | None:
    """Return an optional value, None when it was not sent."""
    return None if isinstance(value, UnsetType) else value


def whole_number(value: object) -> int | None:
    """Read 7, 7.0 and "7"; anything else is None."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    if isinstance(value, str):
        return int(value) if _INTEGER.fullmatch(value) else None
    return value if isinstance(value, int) else None


def _spoken(name: str) -> str:
    return name.replace("_", " ")
