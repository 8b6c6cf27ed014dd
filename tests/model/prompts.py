"""What people say, and the calls that should follow: the rows of prompts.jsonl."""

from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct

FILE = Path(__file__).parent / "prompts.jsonl"
TODAY = "2026-08-24"
Language = Literal["en", "vi", "ru", "uk"]

# The household that the sentences speak of; a call may name a pet either way.
PETS = {"Mèo Mun": "101", "Барсик": "102", "Oliver": "103", "Rex": "104", "Kiwi": "105"}


class Step(Struct, frozen=True, forbid_unknown_fields=True):
    """One call; `free` names arguments whose wording is up to the model, `answer` is what the tool then says."""

    operation: str
    arguments: dict[str, Any]
    free: list[str] = []
    answer: dict[str, Any] | None = None


class Prompt(Struct, frozen=True, forbid_unknown_fields=True):
    """One sentence; without steps nothing is to be called, and `instead` says what is right."""

    id: str
    language: Language
    says: str
    steps: list[Step]
    instead: str = ""


def read_prompts(file: Path = FILE) -> list[Prompt]:
    """Read all rows."""
    return [msgspec.json.decode(line, type=Prompt) for line in file.read_bytes().splitlines()]


def differences(step: Step, given: dict[str, Any]) -> list[str]:
    """Name the arguments of a call that are not as expected; what is stored is compared, not how it is written.

    A date that is today may be left out, a pet may be named by number or name, and `free` arguments need only be there.
    """
    wanted = step.arguments
    surplus = [name for name in given if name not in wanted and name not in step.free]
    missing = [name for name in wanted if name not in given and wanted[name] != TODAY]
    other = [
        name
        for name in wanted
        if name in given and name not in step.free and _plain(wanted[name]) != _plain(given[name])
    ]
    return sorted({*surplus, *missing, *other})


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items() if each != TODAY}
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return value
    text = str(value).strip()
    try:
        return float(PETS.get(text, text))
    except ValueError:
        return text.casefold()
