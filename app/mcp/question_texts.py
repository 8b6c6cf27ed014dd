"""The words of questions, in the person's language."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from msgspec import Struct, convert

from app.languages import LANGUAGES, Language


class QuestionText(Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that a question may say in one language; `fields` are the inputs of tools that overwrite."""

    duplicate: str
    another_pet: str
    which_pet: str
    pet: str
    unusual: str
    is_right: str
    overwrite: str
    do_overwrite: str
    emptied: str
    fields: dict[str, str]


@cache
def question_texts() -> Mapping[Language, QuestionText]:
    """Return the words of all languages."""
    return {language: _read(language) for language in LANGUAGES}


def _read(language: Language) -> QuestionText:
    content = files("app.mcp").joinpath("texts", f"{language}.toml").read_text("utf-8")
    return convert(tomllib.loads(content), QuestionText)
