"""Files that people might attach, made here."""

import io
from typing import Any

import pillow_heif
import pypdfium2  # type: ignore[import-untyped]  # the wheel has no annotations
from PIL import Image

pillow_heif.register_heif_opener()

UPSIDE_DOWN = 6
"""An EXIF orientation: the picture has to be turned to stand upright."""


def picture(kind: str = "JPEG", size: tuple[int, int] = (64, 48), **options: Any) -> bytes:
    """Return a noisy picture that tells where it was taken, in any format Pillow writes."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = UPSIDE_DOWN, "21.0278 N 105.8342 E"
    told = {"exif": exif} if kind in ("JPEG", "PNG", "WEBP", "AVIF") else {}
    out = io.BytesIO()
    Image.effect_noise(size, 80).convert("RGB").save(out, kind, **(told | options))
    return out.getvalue()


def pdf(pages: int) -> bytes:
    """Return a PDF with empty pages."""
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(200, 300)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def opened(content: bytes) -> Image.Image:
    """Open a stored picture, and decode it."""
    image = Image.open(io.BytesIO(content))
    image.load()
    return image
