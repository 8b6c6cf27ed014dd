"""A string that no log, repr or encoder can print."""

import hmac
from typing import Any, NoReturn


class Secret:
    """Hold a secret; `reveal()` is the only way out, so one search finds every use."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Return the secret itself, for the one place that needs it."""
        return self._value

    def matches(self, given: str) -> bool:
        """Compare in constant time."""
        return hmac.compare_digest(self._value.encode(), given.encode())

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self.matches(other._value)

    def __hash__(self) -> int:
        return hash(self._value)

    def __repr__(self) -> str:
        return "Secret('…')"

    __str__ = __repr__

    def __format__(self, _spec: str) -> str:
        return repr(self)

    def __reduce__(self) -> NoReturn:
        raise TypeError("A Secret cannot be pickled.")


def decode_secret(_kind: type, value: Any) -> Secret:
    """Turn decoded input into a Secret (a msgspec `dec_hook` or Litestar type decoder).

    Raises:
        ValueError: the value is no string; a repeated form field arrives as a list.
    """
    if not isinstance(value, str):
        raise ValueError("Expected one string.")  # noqa: TRY004 - msgspec turns ValueError into a validation error
    return Secret(value)
