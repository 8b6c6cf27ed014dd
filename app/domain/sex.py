"""male, female, unknown towards the user; male, female, not_specified towards the main app (P5.2, decisions 8)."""

from typing import Literal

from app.errors import InvalidInput
from app.structs.spoken import SpokenSex
from app.structs.spoken.sex_words import Sex

UpstreamSex = Literal["male", "female", "not_specified"]

__all__ = ["Sex", "UpstreamSex", "from_spoken", "from_upstream", "to_upstream"]


def from_spoken(spoken: str, *, field: str = "sex") -> Sex:
    """Read everyday words in en, vi, ru and uk: girl, "cái", самка, хлопчик.

    Raises:
        InvalidInput: the word is not known, or names a species rather than a sex ("кошка").
    """
    try:
        return SpokenSex.parse(spoken).sex
    except ValueError as not_understood:
        raise InvalidInput.field(
            field, str(not_understood), allowed_values=("male", "female", "unknown")
        ) from not_understood


def to_upstream(sex: Sex) -> UpstreamSex:
    """Turn the user's word into the main app's (contract 6.1)."""
    return "not_specified" if sex == "unknown" else sex


def from_upstream(sex: str | None) -> Sex:
    """Turn the main app's word into the user's; anything unexpected is unknown."""
    return sex if sex in {"male", "female"} else "unknown"  # type: ignore[return-value]  # the set has just told
