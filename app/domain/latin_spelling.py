"""Cyrillic names as people type them in Latin letters: Рыжик as Ryzhik, Rijik or Ryjik, Черныш as 4erniw."""

from typing import Final

_SPELLINGS: Final[dict[str, tuple[str, ...]]] = {
    letter: tuple(spellings.split())
    for letter, spellings in {
        "а": "a", "б": "b", "в": "v w", "г": "g h", "ґ": "g", "д": "d", "е": "e ye ie je", "ё": "e yo io jo o",
        "є": "e ye ie je", "ж": "zh j z g zj", "з": "z s", "и": "i y", "і": "i", "ї": "i yi ji", "й": "y i j",
        "к": "k c q", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s c", "т": "t",
        "у": "u oo", "ф": "f ph", "х": "h kh x ch", "ц": "ts c tz z", "ч": "ch 4 tch c", "ш": "sh w 6 s sch",
        "щ": "shch sch sh w shh", "ы": "y i", "э": "e", "ю": "yu u iu ju", "я": "ya a ia ja",
    }.items()
}  # fmt: skip
_SILENT: Final = "ьъ' "
_MAX_LETTERS: Final = 40


def can_spell(latin: str, cyrillic: str) -> bool:
    """Tell whether the Latin letters can be meant for the Cyrillic ones, from the first to the last.

    Args:
        latin: small letters and digits without accents.
        cyrillic: small letters.
    """
    if not cyrillic or len(cyrillic) > _MAX_LETTERS or len(latin) > 3 * _MAX_LETTERS:
        return False
    reached = {0}
    for letter in cyrillic:
        spellings = _SPELLINGS.get(letter, (letter,))
        steps = {at + len(one) for at in reached for one in spellings if latin.startswith(one, at)}
        if letter in _SILENT:
            steps |= reached
        if not steps:
            return False
        reached = steps
    return len(latin) in reached
