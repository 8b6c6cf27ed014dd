"""The program that makes pictures of a file: `python -I conversion_process.py MAX_PAGES`.

In: the file, on standard input. Out: a line of JSON (`Report`), then the pictures one after the other. Its memory and
time are limited, and it imports nothing of the connector: it starts fast and holds no secret. JPEG, PNG and GIF keep
their pixels; what they tell besides (EXIF, XMP, texts, what follows the end) is cut out here, because no library that
is kept up does so without recompressing. Everything else becomes JPEG.
"""

import contextlib
import io
import json
import os
import re
import resource
import struct
import sys
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

import pillow_heif
import pypdfium2  # type: ignore[import-untyped]  # the wheel has no annotations
from PIL import Image, ImageOps

MAX_UPLOAD: Final = 9_000_000
"""Bytes of a picture: the main app's proxy takes requests of 10 MB (docs/main-app-api.md, "Photos")."""
MAX_SIDE: Final = 3_000
MAX_PIXELS: Final = 40_000_000
MAX_JPEG_PIXELS: Final = 250_000_000  # decoded at a smaller scale
MAX_FRAMES: Final = 300
MEMORY_BYTES: Final = 1024**3
CPU_SECONDS: Final = 8

_QUALITIES: Final = (90, 80, 70, 60, 45, 30)
_DOTS_PER_POINT: Final = 200 / 72
_ORIENTATION: Final = 0x0112
_NEXT_MARKER: Final = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")
_PNG_START: Final = b"\x89PNG\r\n\x1a\n"
_PNG_CHUNKS: Final = frozenset(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP cICP sBIT pHYs bKGD acTL fcTL fdAT".split()
)
_STARTS: Final = {b"\xff\xd8\xff": "JPEG", _PNG_START: "PNG", b"GIF87a": "GIF", b"GIF89a": "GIF", b"BM": "BMP"}
_BRANDS: Final = {
    "AVIF": {b"avif", b"avis"},
    "HEIF": {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"},
}


Report = dict[str, Any]
"""`images`, each with `media_type`, `size` in bytes and `done`; or `error`."""


class Unusable(Exception):
    """No picture can be made of this; the text is the reason, one of `converter.Reason`."""


def make_pictures(content: bytes, *, max_pages: int) -> tuple[Report, list[bytes]]:
    """Return what was made of a file, and the pictures; raises `Unusable` when there are none."""
    if b"%PDF-" in content[:1024]:
        return _of_pdf(content, max_pages)
    kind = kind_of(content)
    if kind is None:
        raise Unusable("unknown_type")
    picture, media_type, done = _of_picture(content, kind)
    return _report([picture], media_type, [done]), [picture]


def _report(pictures: list[bytes], media_type: str, done: list[str]) -> Report:
    told = zip(pictures, done, strict=True)
    return {"images": [{"media_type": media_type, "size": len(each), "done": what} for each, what in told]}


def kind_of(content: bytes) -> str | None:
    """Tell the format by the first bytes, in Pillow's name for it."""
    if content[:4] == b"RIFF":
        return "WEBP" if content[8:12] == b"WEBP" else None
    if content[4:8] == b"ftyp":
        brands = {content[at : at + 4] for at in (8, *range(16, 48, 4))}
        return next((kind for kind, own in _BRANDS.items() if brands & own), None)
    return next((kind for start, kind in _STARTS.items() if content.startswith(start)), None)


def _of_picture(content: bytes, kind: str) -> tuple[bytes, str, str]:
    cut = {"JPEG": without_extras_jpeg, "PNG": without_extras_png, "GIF": without_extras_gif}.get(kind)
    with _opened(content, kind) as image:
        orientation = image.getexif().get(_ORIENTATION, 1)
        if cut is None:
            return _as_jpeg(image), "image/jpeg", f"converted from {kind} to JPEG"
        cleaned = cut(content, orientation if orientation in range(2, 9) else 1)
        if len(cleaned) >= MAX_UPLOAD:
            return _as_jpeg(image), "image/jpeg", "made smaller"
        _decode_all(image, kind)
    return cleaned, f"image/{kind.lower()}", "kept as it is" if cleaned == content else "kept, without hidden data"


def _opened(content: bytes, kind: str) -> Image.Image:
    image = Image.open(io.BytesIO(content), formats=[kind])
    if image.width * image.height > (MAX_JPEG_PIXELS if kind == "JPEG" else MAX_PIXELS):
        raise Unusable("too_many_pixels")
    return image


def _decode_all(image: Image.Image, kind: str) -> None:
    """Decode everything, which fails for what is broken or cut off."""
    if kind == "JPEG":
        image.draft("RGB", (max(image.width // 8, 1), max(image.height // 8, 1)))
    if getattr(image, "n_frames", 1) > MAX_FRAMES:
        raise Unusable("too_many_pixels")
    for frame in range(getattr(image, "n_frames", 1) if kind == "GIF" else 1):
        image.seek(frame)
        image.load()


def _as_jpeg(image: Image.Image) -> bytes:
    """Return upright JPEG, at most `MAX_SIDE` a side, transparent parts white."""
    image.draft("RGB", (MAX_SIDE, MAX_SIDE))
    profile = image.info.get("icc_profile")
    image.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
    upright: Image.Image = ImageOps.exif_transpose(image)
    if upright.has_transparency_data:
        layers = upright.convert("RGBA")
        upright = Image.alpha_composite(Image.new("RGBA", layers.size, "white"), layers)
    upright = upright.convert("RGB")
    for quality in _QUALITIES:
        out = io.BytesIO()
        upright.save(out, "JPEG", quality=quality, optimize=True, icc_profile=profile)
        if out.tell() < MAX_UPLOAD:
            return out.getvalue()
    raise Unusable("too_many_pixels")


def _of_pdf(content: bytes, max_pages: int) -> tuple[Report, list[bytes]]:
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise Unusable("encrypted" if "password" in str(error).lower() else "broken") from error
    if not len(document):
        raise Unusable("broken")
    pictures: list[bytes] = []
    for page in (document[number] for number in range(min(len(document), max_pages))):
        scale = min(_DOTS_PER_POINT, MAX_SIDE / max(*page.get_size(), 1.0))
        pictures.append(_as_jpeg(page.render(scale=scale).to_pil()))
    done = [f"page {number} of {len(document)} of the PDF" for number in range(1, len(pictures) + 1)]
    return _report(pictures, "image/jpeg", done), pictures


def without_extras_jpeg(content: bytes, orientation: int) -> bytes:
    """Return a JPEG with the segments that its pixels need, and its orientation."""
    kept = [b"\xff\xd8"]
    if orientation > 1:
        exif = b"Exif\x00\x00" + _tiff_orientation(orientation)
        kept.append(b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif)
    place = 2
    while True:
        found = _NEXT_MARKER.search(content, place)
        if found is None:
            raise Unusable("broken")
        marker, start = content[found.start() + 1], found.start()
        if marker == 0xD9:
            return b"".join([*kept, b"\xff\xd9"])
        end = start + 2 + int.from_bytes(content[start + 2 : start + 4], "big")
        if marker == 0xDA:  # the pixels follow, up to the next marker that is not within them
            after = _NEXT_MARKER.search(content, end)
            end = after.start() if after else len(content)
        if _is_needed(marker, content[start + 4 : start + 16]):
            kept.append(content[start:end])
        place = end


def _is_needed(marker: int, begins: bytes) -> bool:
    if 0xE0 <= marker <= 0xEF:
        return begins.startswith((b"JFIF\x00", b"ICC_PROFILE\x00", b"Adobe"))
    return marker != 0xFE


def without_extras_png(content: bytes, orientation: int) -> bytes:
    """Return a PNG with the chunks that its pixels need, and its orientation."""
    kept, place = [_PNG_START], len(_PNG_START)
    while place + 12 <= len(content):
        length, kind = struct.unpack(">I4s", content[place : place + 8])
        chunk = content[place : place + 12 + length]
        if len(chunk) < 12 + length or zlib.crc32(chunk[4:-4]) != int.from_bytes(chunk[-4:], "big"):
            break
        if kind in _PNG_CHUNKS:
            kept.append(chunk)
        if kind == b"IHDR" and orientation > 1:
            body = b"eXIf" + _tiff_orientation(orientation)
            kept += [struct.pack(">I", len(body) - 4), body, struct.pack(">I", zlib.crc32(body))]
        if kind == b"IEND":
            return b"".join(kept)
        place += len(chunk)
    raise Unusable("broken")


def without_extras_gif(content: bytes, _orientation: int) -> bytes:
    """Return a GIF with its frames, their timing and how often they repeat."""
    file = io.BytesIO(content)
    head = file.read(13)
    kept = [head + file.read(_table_size(head[10]))]
    while (kind := file.read(1)) != b";":
        if kind == b"!":
            label, blocks = file.read(1), b"".join(_sub_blocks(file))
            if label == b"\xf9" or (label == b"\xff" and blocks[1:12] in (b"NETSCAPE2.0", b"ANIMEXTS1.0")):
                kept.append(kind + label + blocks)
        elif kind == b",":
            described = file.read(9)
            if len(described) < 9:
                raise Unusable("broken")
            table = file.read(_table_size(described[8])) + file.read(1)
            kept.append(kind + described + table + b"".join(_sub_blocks(file)))
        else:
            raise Unusable("broken")
    return b"".join([*kept, b";"])


def _table_size(flags: int) -> int:
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _sub_blocks(file: BinaryIO) -> Iterator[bytes]:
    while size := file.read(1):
        yield size + file.read(size[0])
        if size == b"\x00":
            return
    raise Unusable("broken")


def _tiff_orientation(orientation: int) -> bytes:
    """Return a TIFF block of one entry (EXIF 2.32, 4.6.2)."""
    return struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, _ORIENTATION, 3, 1, orientation, 0, 0)


def main() -> None:
    """Read, make, write; what decoding may cost is bounded before anything of the file is looked at."""
    Image.MAX_IMAGE_PIXELS = None  # the limits here are narrower and come first
    pillow_heif.register_heif_opener(thumbnails=False)
    with contextlib.suppress(OSError):  # a hardened unit may forbid it
        os.nice(10)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    pictures: list[bytes] = []
    try:
        report, pictures = make_pictures(sys.stdin.buffer.read(), max_pages=int(sys.argv[1]))
    except MemoryError:
        report = {"error": "too_many_pixels"}
    except Exception as error:  # noqa: BLE001 - decoders raise whatever they like
        report = {"error": str(error) if isinstance(error, Unusable) else "broken"}
    sys.stdout.buffer.writelines([json.dumps(report).encode() + b"\n", *pictures])


if __name__ == "__main__":
    main()
