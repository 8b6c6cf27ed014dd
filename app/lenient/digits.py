"""Digits of any one alphabet become ASCII; what only looks like a digit is refused, never read as one."""

import unicodedata

_REFUSAL = "Write the number in plain digits, 0 to 9; raised, lowered or circled ones are not read."


def plain_digits(text: str) -> str:
    """Return the text with its digits in ASCII.

    Raises:
        ValueError: digits of several alphabets stand beside each other, or a footnote mark, fraction or circled number
            could be taken for a digit.
    """
    if text.isascii():
        return text
    zeros = set()
    for letter in text:
        if letter.isdecimal():
            zeros.add(ord(letter) - unicodedata.decimal(letter))
        elif letter.isnumeric() and unicodedata.category(letter) == "No":
            raise ValueError(_REFUSAL)
    if len(zeros) > 1:
        raise ValueError(_REFUSAL)
    return "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in text)
