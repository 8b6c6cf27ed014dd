"""Whether two names on certificates mean the same vaccine."""

import re
from typing import Final

from app.lenient.normalize import normalize

_WORD: Final = re.compile(r"\w+")
# What people write beside the name: "Rabies booster", "rabies vaccine 2nd dose", "vắc xin dại", "прививка Rabies".
_GENERIC: Final = frozenset(
    normalize(word)
    for line in (
        "vaccine vaccination vax shot booster dose the a of for annual yearly repeat second third 2nd 3rd",
        "vắc xin vacxin vắcxin tiêm phòng mũi nhắc lại",
        "вакцина вакцины вакцинация прививка прививки повторная ревакцинация доза от",
        "вакцини вакцинація щеплення повторне ревакцинація від",
    )
    for word in line.split()
)


def is_same_name(one: str, other: str) -> bool:
    """Tell whether names differ at most in case, accents and blanks."""
    return normalize(one) == normalize(other)


def is_same_vaccine(one: str, other: str) -> bool:
    """Tell whether names mean the same vaccine: "Rabies" and "rabies booster"."""
    return is_same_name(one, other) or (bool(_core(one)) and _core(one) == _core(other))


def _core(name: str) -> list[str]:
    words = [word for word in _WORD.findall(normalize(name)) if word not in _GENERIC]
    return sorted(words)
