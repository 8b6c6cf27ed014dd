"""The photos that people of the conversations attach: drawn here, and served at the links that ChatGPT would send."""

import io
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import date
from typing import Final, Literal

import httpx
from msgspec import Struct
from PIL import Image, ImageDraw, ImageFont

from app.devtools.playground.scenarios.certificate import certificate_lines
from app.devtools.playground.wire import Json

PhotoName = Literal["certificate", "scales"]

FILE_HOST: Final = "files.oaiusercontent.com"
_FOLDER: Final = "/playground/"
_INK, _PEN, _GREEN, _PAPER, _DESK = "#3a3328", "#2a3b8f", "#3d6b5a", "#fbf5e6", "#8d7a66"
_STAMP: Final = "#b4473d"
_FUR, _WALL, _FLOOR, _STEEL = "#d98c4a", "#dfe7ea", "#b9a88f", "#5d6b73"
_COLUMNS: Final = (84, 264, 424)


def link_of(name: PhotoName) -> Json:
    """Return the file as ChatGPT names it in a call."""
    return {
        "name": f"{name}.png",
        "id": f"file-{name}",
        "mime_type": "image/png",
        "download_link": f"https://{FILE_HOST}{_FOLDER}{name}.png",
    }


def draw_photo(name: PhotoName, today: date) -> bytes:
    """Draw a photo as PNG, as it looks on a day."""
    image = _certificate(today) if name == "certificate" else _scales()
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


class PhotoHost(httpx.AsyncBaseTransport):
    """The host that the links lead to; it has nothing but these photos."""

    def __init__(self, today: Callable[[], date]) -> None:
        self._today = today

    async def resolve(self, host: str) -> Sequence[str]:
        """Give this host a public address, which the guard of the fetching asks for; raises OSError for others."""
        if host != FILE_HOST:
            raise OSError(f"{host} is not known here")
        return ["93.184.216.34"]

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer with the photo, or 404."""
        names: tuple[PhotoName, ...] = ("certificate", "scales")
        for name in names:
            if request.url.path == f"{_FOLDER}{name}.png":
                return httpx.Response(200, content=_whole(draw_photo(name, self._today())))
        return httpx.Response(404, content=_whole(b""))


async def _whole(content: bytes) -> AsyncIterator[bytes]:
    yield content


class _Sheet(Struct, frozen=True):
    """A picture drawn in units of half a pixel, so that text is sharp."""

    draw: ImageDraw.ImageDraw

    def text(self, x: int, y: int, said: str, size: int, fill: str, *, anchor: str = "ls") -> None:
        font = ImageFont.load_default(size * 2)
        self.draw.text((x * 2, y * 2), said, fill=fill, font=font, anchor=anchor)

    def box(self, *corners: int, fill: str | None = None, outline: str | None = None, width: int = 2) -> None:
        self.draw.rectangle([corner * 2 for corner in corners], fill=fill, outline=outline, width=width)

    def oval(self, *corners: int, fill: str | None = None, outline: str | None = None, width: int = 2) -> None:
        self.draw.ellipse([corner * 2 for corner in corners], fill=fill, outline=outline, width=width)

    def line(self, *points: int, fill: str, width: int = 4) -> None:
        self.draw.line([point * 2 for point in points], fill=fill, width=width, joint="curve")

    def shape(self, *points: int, fill: str) -> None:
        self.draw.polygon([point * 2 for point in points], fill=fill)


def _certificate(today: date) -> Image.Image:
    image = Image.new("RGB", (1280, 904), _DESK)
    sheet = _Sheet(ImageDraw.Draw(image))
    sheet.box(26, 24, 616, 432, fill=_PAPER)
    sheet.box(40, 38, 602, 418, outline=_GREEN, width=6)
    sheet.box(47, 45, 595, 411, outline=_GREEN)
    sheet.text(320, 92, "VACCINATION CERTIFICATE", 27, "#28483d", anchor="ms")
    sheet.text(320, 117, "Hoa Sen Veterinary Clinic, Ha Noi", 15, "#6b6455", anchor="ms")
    for y, label, value in ((158, "Name", "Clauddy"), (186, "Species, sex", "cat, female"), (214, "Born", "not known")):
        sheet.text(84, y, label, 14, "#8a8272")
        sheet.text(190, y, value, 19, _PEN)
    for y in (240, 274, 312, 350):
        sheet.line(70, y, 570, y, fill=_GREEN, width=2)
    for x in (70, 250, 410, 570):
        sheet.line(x, 240, x, 350, fill=_GREEN, width=2)
    rows = [("Vaccine", "Given on", "Next dose")]
    rows += [(name, f"{given:%d.%m.%Y}", f"{due:%d.%m.%Y}") for name, given, due in certificate_lines(today)]
    for number, row in enumerate(rows):
        for x, said in zip(_COLUMNS, row, strict=True):
            sheet.text(x, 263 + 37 * number, said, 18 if number else 15, _PEN if number else _INK)
    sheet.line(92, 392, 108, 374, 118, 388, 136, 370, 150, 388, 176, 378, 206, 386, fill=_PEN, width=5)
    sheet.text(92, 408, "Dr. Hoa", 12, "#8a8272")
    sheet.oval(460, 352, 524, 416, outline=_STAMP, width=6)
    sheet.box(478, 381, 506, 387, fill=_STAMP)
    sheet.box(489, 370, 495, 398, fill=_STAMP)
    return image.rotate(1.6, Image.Resampling.BICUBIC, fillcolor=_DESK)


def _scales() -> Image.Image:
    image = Image.new("RGB", (960, 720), _WALL)
    sheet = _Sheet(ImageDraw.Draw(image))
    sheet.box(0, 300, 480, 360, fill=_FLOOR)
    sheet.oval(304, 170, 384, 270, outline=_FUR, width=22)
    sheet.oval(160, 150, 320, 310, fill=_FUR)
    sheet.oval(176, 66, 304, 176, fill=_FUR)
    sheet.shape(182, 110, 186, 44, 232, 76, fill=_FUR)
    sheet.shape(298, 110, 294, 44, 248, 76, fill=_FUR)
    for x in (208, 258):
        sheet.oval(x, 106, x + 14, 126, fill="#2d2a26")
    sheet.shape(234, 132, 246, 132, 240, 140, fill=_STAMP)
    for side in (-1, 1):
        for y in (136, 146):
            sheet.line(240 + side * 26, 140, 240 + side * 78, y, fill="#2d2a26", width=2)
    sheet.oval(196, 196, 284, 300, fill="#f3d9b8")
    sheet.box(96, 290, 384, 328, fill=_STEEL)
    sheet.box(200, 300, 280, 322, fill="#cfe8d8")
    sheet.text(240, 317, "3.9 kg", 16, "#1c3b2b", anchor="ms")
    return image
