"""A weight in kilograms, as people write it on paper and say it aloud."""

import math
import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Self

from app.lenient.digits import plain_digits
from app.lenient.normalize import normalize

HEAVIEST_KG: Final = 1000

_HELP: Final = "Send the weight in kilograms as a number, for example 4.2."
_IN_KG: Final = {
    "kg": Decimal(1),
    "g": Decimal("0.001"),
    "lb": Decimal("0.45359237"),
    "oz": Decimal("0.028349523125"),
}
_UNIT_WORDS: Final[tuple[tuple[str, str], ...]] = (
    ("kg", "kg kgs kilo kilos kilogram kilograms kilogramme kilogrammes ky ki can"),
    ("kg", "кг кило килограмм килограмма килограммов килограм кілограм кілограма кілограмів кілограми кіло"),
    ("g", "g gr gm gs gram grams gramme grammes gam г гр грамм грамма граммов грам грама грамів грами"),
    ("lb", "lb lbs pound pounds фунт фунта фунтов фунти фунтів"),
    ("oz", "oz ounce ounces унция унции унций унція унції унцій"),
)
_UNIT_OF: Final = {normalize(word): unit for unit, words in _UNIT_WORDS for word in words.split()}
_ABOUT: Final = re.compile(
    r"^(?:~|≈|about|around|approx\.?|approximately|ca\.|khoang|tam|около|примерно|где-то|близько|приблизно|десь) ?"
)
_PART: Final = re.compile(r" ?(\d{1,3}(?: \d{3})+(?!\d)|\d+)(?:([.,])(\d+))? ?([^\W\d]*)\.?,?")

_ENGLISH: Final = re.compile(r"(?<![\d.,])\d{1,3}(?:(?:,\d{3})+\.\d+|(?:,\d{3}){2,})(?![\d.,]\d)")
_CONTINENTAL: Final = re.compile(r"(?<![\d.,])\d{1,3}(?:(?:\.\d{3})+,\d+|(?:\.\d{3}){2,})(?![\d.,]\d)")


class Kilograms(float):
    """A weight: 4.2, "4,2 kg", "4200 g", "4 kg 200 g", "9 lb"; more than 0 and at most 1000, two decimals."""

    __slots__ = ()

    @classmethod
    def parse(cls, value: object) -> Self:
        """Read a weight; without a unit it is kilograms. The main app stores two decimals.

        Raises:
            ValueError: no number, an unknown unit, or out of range.
        """
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise ValueError(_HELP)  # noqa: TRY004 - msgspec turns ValueError into a validation error
        exact = _spoken(value) if isinstance(value, str) else _number(value)
        rounded = min(exact, Decimal(10**6)).quantize(Decimal("0.01"), ROUND_HALF_UP)
        if exact <= 0 or rounded == 0:
            raise ValueError("The weight must be at least 0.01 kg. " + _HELP)
        if exact > HEAVIEST_KG:
            raise ValueError("More than 1000 kg cannot be stored: is it in grams? " + _HELP)
        return cls(rounded)


def _number(value: float) -> Decimal:
    bounded = max(min(value, 1e9), -1e9)  # compared first, because a JSON integer may have a thousand digits
    if math.isnan(bounded):
        raise ValueError(_HELP)
    return Decimal(str(bounded))


def _spoken(text: str) -> Decimal:
    """Add up the parts of "4 kg 200 g"."""
    if len(text) > 100:
        raise ValueError(_HELP)
    rest = _without_thousands(_ABOUT.sub("", normalize(plain_digits(text))))
    total = Decimal(0)
    previous: str | None = None
    while rest:
        match = _PART.match(rest)
        if match is None:
            raise ValueError(_HELP)
        unit = _unit(match, previous)
        total += _amount(match, unit) * _IN_KG[unit]
        rest = rest[match.end() :].strip()
        previous = unit if match[4] and not match[3] else "finished"
    if previous is None:
        raise ValueError(_HELP)
    return total


def _without_thousands(text: str) -> str:
    """Write 1,234.5 and 1.234,5 as 1234.5: two separators leave one meaning only."""
    text = _ENGLISH.sub(lambda match: match[0].replace(",", ""), text)
    return _CONTINENTAL.sub(lambda match: match[0].replace(".", "").replace(",", "."), text)


def _unit(match: re.Match[str], previous: str | None) -> str:
    """Name the unit of one part; later parts must say a smaller one, save for "4kg2" and "4kg200"."""
    word = match[4]
    if word:
        unit = _UNIT_OF.get(word)
        if unit is None or (previous is not None and (previous, unit) not in {("kg", "g"), ("lb", "oz")}):
            raise ValueError(_HELP)
        return unit
    if previous is None:
        return "kg"
    if previous == "kg" and match[2] is None and len(match[1]) in {1, 3}:
        return "g"
    raise ValueError(_HELP)


def _amount(match: re.Match[str], unit: str) -> Decimal:
    """Read the number: a comma is a decimal comma, save in "4,200 g", where it parts the thousands."""
    whole, decimals, unit_said = match[1].replace(" ", ""), match[3] or "", bool(match[4])
    if unit == "g" and len(decimals) == 3 and whole != "0":
        return Decimal(whole + decimals)
    if unit == "g" and not unit_said and len(whole) == 1:
        return Decimal(whole) * 100  # "4kg2" is 4.2 kg
    return Decimal(f"{whole}.{decimals or 0}")
