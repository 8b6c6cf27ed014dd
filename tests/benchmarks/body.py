"""The answer of the main app that every measured request fetches: a household's pets, about 8 KB."""

import json
from pathlib import Path

_EXAMPLE = Path("tests/main_app/recorded/my-pets-200.json")
_SIZE = 8_000


def my_pets() -> bytes:
    """Return the recorded answer, as compact JSON, with as many pets as it takes."""
    example = json.loads(_EXAMPLE.read_text())["data"]
    pets: list[object] = []
    while len(body := json.dumps({"success": True, "data": pets}, separators=(",", ":")).encode()) < _SIZE:
        number = len(pets)
        pets.append({**example[number % len(example)], "id": 100 + number})
    return body
