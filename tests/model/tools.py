"""The published document as a model gets it."""

from pathlib import Path

from app.devtools.playground.model.functions import Function, read_functions

DOCUMENT = Path("openapi/openapi.json")


def functions(document: Path = DOCUMENT) -> dict[str, Function]:
    """Read every operation of a document."""
    return read_functions(document.read_bytes())
