"""What the conversion process makes of files: whole pictures without anything hidden, and within its limits."""

import io
import struct
import subprocess
import sys
import zlib

import pytest
from PIL import Image, ImageSequence, PngImagePlugin

from app.images.converter import Converter, NoPicture, Picture
from tests.images import UPSIDE_DOWN, opened, pdf, picture

ORIENTATION = 0x0112
SECRET = b"21.0278 N 105.8342 E"


async def convert(content: bytes, *, max_pages: int = 5) -> list[Picture]:
    return await Converter().convert(content, max_pages=max_pages)


async def reason_for(content: bytes) -> str:
    with pytest.raises(NoPicture) as refused:
        await convert(content)
    return refused.value.reason


def png_with_texts() -> bytes:
    """A PNG with its place in a text chunk, and an archive behind its end."""
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", SECRET.decode())
    told.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    return picture("PNG", pnginfo=told) + b"PK\x03\x04" + SECRET


def gif_with_comment() -> bytes:
    out = io.BytesIO()
    frames = [Image.effect_noise((40, 30), 60).convert("P") for _ in range(3)]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], loop=0, duration=120, comment=SECRET)
    return out.getvalue() + SECRET


@pytest.mark.parametrize(
    "content",
    [
        picture(),
        picture(comment=SECRET) + b"PK\x03\x04" + SECRET,
        picture(progressive=True) + SECRET,
        png_with_texts(),
        gif_with_comment(),
        picture("WEBP"),
        picture("AVIF"),
    ],
    ids=["jpeg", "jpeg with archive", "progressive jpeg", "png", "gif", "webp", "avif"],
)
async def test_nothing_is_left_of_what_is_hidden(content: bytes) -> None:
    assert SECRET in content

    [made] = await convert(content)

    assert SECRET not in made.content
    assert b"PK\x03\x04" not in made.content


async def test_a_turned_picture_stays_turned() -> None:
    for kind in ("JPEG", "PNG"):
        [made] = await convert(picture(kind))
        assert dict(opened(made.content).getexif()) == {ORIENTATION: UPSIDE_DOWN}


async def test_a_moving_picture_goes_on_moving() -> None:
    sent = gif_with_comment()

    [made] = await convert(sent)

    before, after = Image.open(io.BytesIO(sent)), Image.open(io.BytesIO(made.content))
    assert [frame.tobytes() for frame in ImageSequence.Iterator(after)] == [
        frame.tobytes() for frame in ImageSequence.Iterator(before)
    ]
    assert (after.info["loop"], after.info["duration"]) == (0, 120)
    assert made.media_type == "image/gif"


async def test_what_tells_nothing_is_kept_byte_for_byte() -> None:
    out = io.BytesIO()
    Image.effect_noise((30, 30), 50).save(out, "PNG")

    assert [(made.content, made.done) for made in await convert(out.getvalue())] == [(out.getvalue(), "kept as it is")]


async def test_a_picture_over_nine_megabytes_becomes_smaller() -> None:
    sent = picture("PNG", (2_200, 2_000))
    assert len(sent) > 9_000_000

    [made] = await convert(sent)

    assert (made.media_type, made.done) == ("image/jpeg", "made smaller")
    assert len(made.content) < 9_000_000
    assert opened(made.content).size == (2_000, 2_200)


async def test_transparent_parts_become_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (20, 20), (255, 0, 0, 0)).save(out, "WEBP", lossless=True)

    [made] = await convert(out.getvalue())

    assert opened(made.content).getpixel((5, 5)) == (255, 255, 255)


async def test_pages_of_a_pdf_become_pictures_up_to_a_number() -> None:
    made = await convert(pdf(7), max_pages=5)

    assert [each.done for each in made] == [f"page {number} of 7 of the PDF" for number in range(1, 6)]
    assert {each.media_type for each in made} == {"image/jpeg"}


@pytest.mark.parametrize(
    ("content", "kind"),
    [(picture("PNG"), "image/png"), (picture("GIF"), "image/gif"), (picture(), "image/jpeg")],
)
async def test_the_content_tells_the_type(content: bytes, kind: str) -> None:
    assert [made.media_type for made in await convert(content)] == [kind]


def huge_png(side: int) -> bytes:
    """A PNG of a few kilobytes that says it is as large as a house."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\x00" * 1_000_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [6_500, 20_000, 2**31 - 1])
async def test_what_would_unpack_to_gigabytes_is_refused(side: int) -> None:
    assert await reason_for(huge_png(side)) in ("too_many_pixels", "broken")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "AVIF", "BMP", "HEIF"])
@pytest.mark.parametrize("part", [0.3, 0.7, 0.95])
async def test_a_file_that_is_cut_off_is_refused(kind: str, part: float) -> None:
    content = picture(kind, (200, 160))

    assert await reason_for(content[: int(len(content) * part)]) == "broken"


async def test_a_protected_pdf_is_said_to_be_protected() -> None:
    assert await reason_for(PROTECTED) == "encrypted"


async def test_other_files_are_refused() -> None:
    for content in (b"", b"%!PS-Adobe", b"MZ", b"<svg/>", b"II*\x00" + b"\x00" * 40, b"RIFF....WAVE", b"\x00" * 100):
        assert await reason_for(content) == "unknown_type"


def test_the_serving_process_loads_no_decoder() -> None:
    program = "import sys, app; print([name for name in ('PIL', 'pillow_heif', 'pypdfium2') if name in sys.modules])"

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


PROTECTED = (
    b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n"
    b"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>\nendobj\n4 0 obj\n<</Filter/Standard/V 1/R 2/P -4/O<"
    + b"41" * 32
    + b">/U<"
    + b"42" * 32
    + b">>>\nendobj\ntrailer\n<</Root 1 0 R/Encrypt 4 0 R/ID[<00><00>]/Size 5>>\n%%EOF\n"
)
"""A PDF that opens with a password nobody knows."""
