"""The recorded examples of the main app: its requests, and its answers to them."""

import json
from pathlib import Path
from typing import Any

import pytest

EXAMPLES = Path(__file__).parents[2] / "main_app" / "recorded"
INDEX: list[dict[str, Any]] = json.loads((EXAMPLES / "_index.json").read_text())["files"]

# Routes the sandbox does not have: photos.
NOT_BUILT = {
    "pet-photo-upload-200.json",
    "vaccination-photo-200.json",
    "medical-record-photo-200.json",
    "error-404.photo.json",
    "error-413.storage-limit.json",
}


def body_of(name: str) -> Any:
    return json.loads((EXAMPLES / f"request.{name}.json").read_text())


def answered_examples() -> list[Any]:
    """List every example of a route that the sandbox has."""
    found = []
    for entry in INDEX:
        if "status" in entry and entry["file"] not in NOT_BUILT:
            found.append(pytest.param(entry, id=entry["file"]))
    return found
