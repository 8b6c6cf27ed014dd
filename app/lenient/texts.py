"""Free text without its edges, and the sex of a pet in four languages."""

from typing import Self, cast

from app.lenient.normalize import normalize
from app.lenient.sex_words import SEX_WORDS, Sex
from app.lenient.visible_text import BLANK, visible_text


class LenientText(str):
    """Text without invisible characters and without white space at its ends; blank text is falsy.

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


class LenientSex(str):
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
            sex = SEX_WORDS.get(normalize(value).strip(".! "))
            if sex is not None:
                return cls(sex)
        raise ValueError("Send male, female or unknown.")

    @property
    def sex(self) -> Sex:
        """The same as a plain word with its own type."""
        return cast("Sex", str(self))


def _trimmed(text: str) -> str:
    """Cut white space off both ends; what no reader sees goes everywhere, as in the texts of the main app."""
    return visible_text(text).strip(BLANK)
