"""Free text without its edges, and the sex of a pet in four languages."""

import unicodedata
from typing import Self, cast

from app.structs.folding import fold
from app.structs.spoken.sex_words import SEX_WORDS, Sex


class SpokenText(str):
    """Text with the white space and invisible characters at its ends cut off; blank text is falsy.

    `text or None` is therefore "nothing was said".
    """

    __slots__ = ()

    @classmethod
    def parse(cls, value: object) -> Self:
        """Read text; a number becomes its digits.

        Raises:
            ValueError: the value is neither text nor a number.
        """
        if isinstance(value, int | float) and not isinstance(value, bool):
            return cls(f"{value:g}" if isinstance(value, float) else str(value))
        if not isinstance(value, str):
            raise ValueError("Send one text.")  # noqa: TRY004 - msgspec turns ValueError into a validation error
        return cls(_trimmed(value))


class SpokenSex(str):
    """male, female or unknown, from everyday words in en, vi, ru and uk."""

    __slots__ = ()

    @classmethod
    def parse(cls, value: object) -> Self:
        """Read the sex of a pet; blank means unknown.

        Words that name a species as well as a sex are refused: "кошка" says cat, and only perhaps female.

        Raises:
            ValueError: the word is not known.
        """
        if isinstance(value, str) and len(value) <= 100:
            sex = SEX_WORDS.get(fold(value).strip(".! "))
            if sex is not None:
                return cls(sex)
        raise ValueError("Send male, female or unknown.")

    @property
    def sex(self) -> Sex:
        """The same as a plain word with its own type."""
        return cast("Sex", str(self))


def _trimmed(text: str) -> str:
    """Cut white space, control and invisible characters off both ends; inside, only NUL goes."""
    start, end = 0, len(text)
    while start < end and _is_blank(text[start]):
        start += 1
    while end > start and _is_blank(text[end - 1]):
        end -= 1
    return text[start:end].replace("\x00", "")


def _is_blank(letter: str) -> bool:
    return letter.isspace() or unicodedata.category(letter) in {"Cc", "Cf"}
