"""From an attached file to pictures that the main app takes: fetched from known hosts, never kept here."""

import hashlib
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from app.errors import InvalidInput
from app.images.converter import Converter, NoPicture, Picture, Reason
from app.lenient import AttachedFile
from app.public_get import NotFetched, PublicGet, host_of

_AGAIN: Final = "Nothing else is lost. Ask the user to attach the file again in this chat, then call again at once."
_OTHER: Final = "Nothing else is lost: records stand without the picture. Tell the user, who may send another one."
_ELSEWHERE: Final = "Files are taken only from the chat that they were attached in, not from other addresses."
_WHY_NOT: Final[dict[Reason, str]] = {
    "unknown_type": "This is no file that can be kept: pictures (JPEG, PNG, GIF, WebP, HEIC, AVIF, BMP) and PDF are.",
    "broken": "This file is damaged or incomplete, so no picture can be made of it.",
    "encrypted": "This PDF is protected by a password, so its pages cannot be read.",
    "too_many_pixels": "This picture is too large to be read here.",
}


class Attachment(Struct, frozen=True):
    """A file that was fetched: what names its bytes, and the pictures made of it."""

    digest: str
    pictures: list[Picture]


class Attachments:
    """Fetches files and makes pictures of them."""

    def __init__(self, public_get: PublicGet, hosts: Sequence[str], converter: Converter) -> None:
        """Take the network, the hosts that files may come from (`files.example`, `*.example`), the converter."""
        self._public_get = public_get
        self._hosts = hosts
        self._converter = converter

    async def read(self, file: AttachedFile, *, max_pages: int) -> Attachment:
        """Return the pictures of a file.

        Args:
            file: as the host named it.
            max_pages: of a PDF.

        Raises:
            InvalidInput: it cannot be fetched, or no picture can be made of it; in a sentence.
        """
        content = await self._fetch(file.link)
        try:
            pictures = await self._converter.convert(content, max_pages=max_pages)
        except NoPicture as problem:
            raise InvalidInput(_WHY_NOT[problem.reason], hint=_OTHER) from problem
        return Attachment(hashlib.sha256(content).hexdigest(), pictures)

    async def close(self) -> None:
        """Let go of the network."""
        await self._public_get.close()

    async def _fetch(self, link: str) -> bytes:
        if not link:
            raise InvalidInput("The file came without a link, so it cannot be fetched.", hint=_AGAIN)
        try:
            host = host_of(link)
            if not any(_fits(host, pattern) for pattern in self._hosts):
                raise InvalidInput(_ELSEWHERE, hint=_AGAIN)
            return await self._public_get.fetch(link)
        except NotFetched as problem:
            reason = (
                "it is larger than 20 MB" if str(problem) == "too large" else "its link lives for some minutes only"
            )
            raise InvalidInput(f"The file could not be fetched: {reason}.", hint=_AGAIN) from problem


def _fits(host: str, pattern: str) -> bool:
    if pattern.startswith("*."):
        return host.endswith(pattern[1:])
    return host == pattern
