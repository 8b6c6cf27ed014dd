"""male, female, unknown towards the user; male, female, not_specified towards the main app."""

from typing import Literal

from app.lenient.sex_words import Sex

UpstreamSex = Literal["male", "female", "not_specified"]
_KNOWN: tuple[Sex, ...] = ("male", "female")


def to_upstream(sex: Sex) -> UpstreamSex:
    """Turn the user's word into the main app's (docs/main-app-api.md, "Pet fields")."""
    return "not_specified" if sex == "unknown" else sex


def from_upstream(sex: str) -> Sex:
    """Turn the main app's word into the user's; anything unexpected is unknown."""
    return sex if sex in _KNOWN else "unknown"
