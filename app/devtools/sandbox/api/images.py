"""What an uploaded file is by its content, and how large a picture it holds."""

import struct

from msgspec import Struct

_START_OF_FRAME = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}


class Picture(Struct, frozen=True, kw_only=True):
    """A JPEG, PNG or GIF."""

    mime_type: str
    width: int
    height: int


def read_picture(content: bytes) -> Picture | None:
    """Look at the first bytes only, so that a picture cut off behind them is taken for a whole one."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return Picture(mime_type="image/png", width=width, height=height)
    if content[:6] in {b"GIF87a", b"GIF89a"} and len(content) >= 10:
        width, height = struct.unpack("<HH", content[6:10])
        return Picture(mime_type="image/gif", width=width, height=height)
    if content.startswith(b"\xff\xd8\xff"):
        return _read_jpeg(content)
    return None


def counts_as_image(content: bytes) -> bool:
    """Return whether the framework's rule `image` lets a file pass; WebP and BMP fail the next rule."""
    is_webp = content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    return is_webp or content.startswith(b"BM") or read_picture(content) is not None


def counts_as_storage(content: bytes) -> bool:
    """Return whether a file's bytes are counted: images and PDF files are."""
    return content.startswith(b"%PDF-") or counts_as_image(content)


def _read_jpeg(content: bytes) -> Picture:
    """Walk the segments to the one that holds the size; 0 by 0 when it is missing."""
    place = 2
    while place + 9 < len(content) and content[place] == 0xFF:
        marker, length = content[place + 1], int.from_bytes(content[place + 2 : place + 4], "big")
        if marker in _START_OF_FRAME:
            height, width = struct.unpack(">HH", content[place + 5 : place + 9])
            return Picture(mime_type="image/jpeg", width=width, height=height)
        place += 2 + length
    return Picture(mime_type="image/jpeg", width=0, height=0)
