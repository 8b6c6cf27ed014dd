"""The number of a microchip, as it stands on a passport: separators dropped, unusual ones asked back."""

import unicodedata
from typing import Final

from app.errors import InvalidInput
from app.lenient.digits import plain_digits

MIN_LENGTH: Final = 10
MAX_LENGTH: Final = 20
USUAL_LENGTH: Final = 15
"""Digits of a number after ISO 11784."""
_MAX_READ: Final = 100
_AS_IT_STANDS: Final = "Send the number as it stands in the passport: letters A to Z and digits only."
_ASK: Final = "Nothing was saved. Ask the user to read the number again from the passport or the scanner."


def read_chip_number(said: str, *, confirmed: bool) -> str:
    """Return the number without separators.

    Args:
        said: as written or read out.
        confirmed: the user has confirmed a number that is not 15 digits.

    Raises:
        InvalidInput: too short, too long, not letters and digits, or unusual and not confirmed.
    """
    if len(said) > _MAX_READ:
        raise _refused(f"A chip number has {MIN_LENGTH} to {MAX_LENGTH} characters.")
    try:
        number = "".join(letter for letter in plain_digits(said) if not _is_separator(letter))
    except ValueError as problem:
        raise _refused(str(problem)) from problem
    if number and not (number.isascii() and number.isalnum()):
        raise _refused(_AS_IT_STANDS)
    if not MIN_LENGTH <= len(number) <= MAX_LENGTH:
        raise _refused(
            f"A chip number has {MIN_LENGTH} to {MAX_LENGTH} letters or digits, usually {USUAL_LENGTH}; this one has "
            f"{len(number)}."
        )
    if not confirmed and not (number.isdigit() and len(number) == USUAL_LENGTH):
        raise InvalidInput.field(
            "chip_number",
            f"Chip numbers are nearly always {USUAL_LENGTH} digits; this one is {len(number)} {_kind(number)}.",
            hint=f"{_ASK} Send confirm_unusual: true only if they confirm it.",
        )
    return number


def _refused(reason: str) -> InvalidInput:
    return InvalidInput.field("chip_number", reason, hint=_ASK)


def _kind(number: str) -> str:
    return "digits" if number.isdigit() else "letters and digits"


def _is_separator(letter: str) -> bool:
    """Tell whether it is white space, a dash, dot, asterisk or other punctuation, or not visible at all."""
    return unicodedata.category(letter)[0] in "PZC"
