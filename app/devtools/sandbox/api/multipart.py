"""Bodies of multipart/form-data: fields and files."""

import re
from collections.abc import Iterator

from msgspec import Struct

_BOUNDARY = re.compile(r'boundary="?([^";]+)"?', re.IGNORECASE)
_NAME = re.compile(rb'[ ;]name="([^"]*)"')
_FILE_NAME = re.compile(rb'filename="([^"]*)"')
_TYPE = re.compile(rb"^content-type: *([^\r\n;]+)", re.IGNORECASE | re.MULTILINE)


class UploadedFile(Struct, frozen=True, kw_only=True):
    """A file as the client sent it, with the name and type that the client gave it."""

    name: str
    media_type: str
    content: bytes

    def __repr__(self) -> str:
        return f"UploadedFile({self.name!r}, {len(self.content)} bytes)"


class Form(Struct, frozen=True, kw_only=True):
    """A decoded body."""

    fields: dict[str, str]
    files: dict[str, UploadedFile]


def decode_multipart(raw: bytes, content_type: str) -> Form:
    """Decode a body; what is malformed, and a file without a name, counts as not sent."""
    form = Form(fields={}, files={})
    for head, content in _parts(raw, content_type):
        name = _NAME.search(head)
        if name is None:
            continue
        field, file_name = _text(name[1]), _FILE_NAME.search(head)
        if file_name is None:
            form.fields[field] = _text(content)
        elif file_name[1]:
            kind = _TYPE.search(head)
            media_type = _text(kind[1]).strip() if kind else "application/octet-stream"
            form.files[field] = UploadedFile(name=_text(file_name[1]), media_type=media_type, content=content)
    return form


def _parts(raw: bytes, content_type: str) -> Iterator[tuple[bytes, bytes]]:
    """Yield head and content of each part."""
    boundary = _BOUNDARY.search(content_type)
    if boundary is None:
        return
    for part in (b"\r\n" + raw).split(b"\r\n--" + boundary[1].encode("latin-1"))[1:]:
        head, gap, content = part.partition(b"\r\n\r\n")
        if gap:
            yield head.removeprefix(b"\r\n"), content


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")
