"""Is the committed OpenAPI document the one that this version serves?"""

from collections.abc import Callable
from pathlib import Path

from app.cli.doctor.findings import Finding

_SUBJECT = "OpenAPI document"


def examine_document(public_url: str, document: Callable[[str], bytes], file: Path, published_url: str) -> Finding:
    """Compare the file with what the code makes of this public URL, or of the one it is committed for."""
    if not file.exists():
        return Finding.ok(_SUBJECT, f"{file} is not here; the GPT builder can import {public_url}/openapi.json")
    committed = file.read_bytes()
    if committed == document(public_url):
        return Finding.ok(_SUBJECT, f"{file} is up to date")
    if committed == document(published_url):
        return Finding.note(
            _SUBJECT, f"{file} names {published_url}", f"Import {public_url}/openapi.json into the GPT builder instead."
        )
    return Finding.wrong(_SUBJECT, f"{file} differs from the code", "Run `meo-connector spec` and commit the file.")
