"""Makes pictures of files in a process of its own, a few at once; nothing of a file is kept."""

import asyncio
import sys
from pathlib import Path
from typing import Final, Literal

import msgspec
from msgspec import Struct

Reason = Literal["unknown_type", "broken", "encrypted", "too_many_pixels"]
"""Why no picture could be made of a file."""

_PROGRAM: Final = Path(__file__).with_name("conversion_process.py")
_AT_ONCE: Final = 2
_SECONDS: Final = 15.0


class NoPicture(Exception):
    """No picture can be made of this file."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


class Picture(Struct, frozen=True):
    """A picture that the main app takes.

    Attributes:
        content: the file, under 9 MB.
        media_type: image/jpeg, image/png or image/gif.
        done: what was done to the file that it was made of, in plain words.
    """

    content: bytes
    media_type: str
    done: str


class _Made(Struct):
    media_type: str
    size: int
    done: str


class _Report(Struct):
    images: list[_Made] = []
    error: Reason | None = None


class Converter:
    """Runs `conversion_process`, which bounds its own memory and time."""

    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(_AT_ONCE)

    async def convert(self, content: bytes, *, max_pages: int) -> list[Picture]:
        """Make pictures of a file: one, or of a PDF one for each of its first pages.

        Args:
            content: the file.
            max_pages: of a PDF.

        Raises:
            NoPicture: with the reason.
        """
        async with self._turns:
            return _read(await self._run(content, max_pages))

    async def _run(self, content: bytes, max_pages: int) -> bytes:
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", _PROGRAM, str(max_pages)),
            stdin=pipe,
            stdout=pipe,
            stderr=asyncio.subprocess.DEVNULL,
            env={},
        )
        try:
            async with asyncio.timeout(_SECONDS):
                out, _ = await process.communicate(content)
        except TimeoutError as error:
            raise NoPicture("too_many_pixels") from error
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        return out


def _read(out: bytes) -> list[Picture]:
    line, _, rest = out.partition(b"\n")
    try:
        report = msgspec.json.decode(line, type=_Report)
    except msgspec.DecodeError as error:  # it was ended by one of its limits
        raise NoPicture("too_many_pixels") from error
    if report.error:
        raise NoPicture(report.error)
    pictures, start = [], 0
    for made in report.images:
        pictures.append(Picture(rest[start : start + made.size], made.media_type, made.done))
        start += made.size
    return pictures
