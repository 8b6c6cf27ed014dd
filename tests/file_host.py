"""A stand-in for the host's file store: files that a test attaches, behind links as ChatGPT sends them."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

import httpx

from app.public_get import FILES, PublicGet

HOST = "files.oaiusercontent.com"
_PUBLIC = "93.184.216.34"


def refs(*files: Any) -> dict[str, Any]:
    """Return the body that names files."""
    return {"openaiFileIdRefs": list(files)}


class FileHost(httpx.AsyncBaseTransport):
    """Serves the attached files, and keeps what was asked for."""

    def __init__(self) -> None:
        self.requests: list[httpx.Request] = []
        self._files: dict[str, bytes] = {}
        self.public_get = PublicGet(FILES, resolve=self._resolve, make_transport=lambda: self)

    def attach(self, content: bytes, name: str = "photo.jpg") -> dict[str, Any]:
        """Put a file there, and return what ChatGPT would send for it."""
        path = f"/file-{len(self._files)}?sig=secret-{len(self._files)}"
        self._files[path] = content
        return {
            "name": name,
            "id": f"file-{len(self._files)}",
            "mime_type": "image/jpeg",
            "download_link": f"https://{HOST}{path}",
        }

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer with the file, or 404."""
        self.requests.append(request)
        content = self._files.get(request.url.raw_path.decode())
        if content is None:
            return httpx.Response(404, content=_pieces(b""))
        return httpx.Response(200, content=_pieces(content))

    async def _resolve(self, _host: str) -> Sequence[str]:
        return [_PUBLIC]


async def _pieces(content: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(content), 65_536):
        yield content[start : start + 65_536]
