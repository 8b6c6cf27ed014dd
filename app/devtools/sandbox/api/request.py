"""A request to /api: read once, its input trimmed and emptied as the main app's middleware does."""

from collections.abc import Awaitable, Callable, Mapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qsl

import msgspec
from msgspec import Struct, field

from app.devtools.sandbox.api.multipart import UploadedFile, decode_multipart

Inputs = dict[str, object]
RawHeaders = list[tuple[bytes, bytes]]
MAX_BODY = 10 * 1024 * 1024


class BodyTooLarge(Exception):
    """The body is over the proxy's limit."""


class ApiRequest(Struct, kw_only=True, eq=False):
    """What was asked; `inputs` is query and body together, the body winning."""

    method: str
    path: str
    raw_headers: RawHeaders
    headers: dict[str, str]
    query: dict[str, str]
    body: Inputs
    inputs: Inputs
    has_body: bool
    address: str
    base_url: str
    files: dict[str, UploadedFile] = field(default_factory=dict)

    @property
    def bearer(self) -> str | None:
        """The bearer credential; like the framework, cut at a comma."""
        value = self.headers.get("authorization", "")
        if value[:7].lower() != "bearer ":
            return None
        return value[7:].split(",", 1)[0].strip() or None

    def cookie(self, name: str) -> str | None:
        """Return a cookie's value."""
        try:
            cookies = SimpleCookie(self.headers.get("cookie", ""))
        except CookieError:
            return None
        return cookies[name].value if name in cookies else None


async def read_request(scope: Mapping[str, Any], receive: Callable[[], Awaitable[Mapping[str, Any]]]) -> ApiRequest:
    """Read a whole request; raises `BodyTooLarge`."""
    raw_headers: RawHeaders = list(scope["headers"])
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in raw_headers}
    raw = await _read_body(receive) if scope["method"] not in {"GET", "HEAD"} else b""
    query = dict(parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True))
    body, files = _decode_body(raw, headers.get("content-type", ""))
    client = scope.get("client")
    return ApiRequest(
        method=scope["method"],
        path=scope["path"],
        raw_headers=raw_headers,
        headers=headers,
        query=query,
        body=body,
        inputs={**_tidied_object(dict(query)), **body},
        has_body=bool(body or files),
        address=client[0] if client else "unknown",
        base_url=f"{scope.get('scheme', 'http')}://{headers.get('host', 'localhost')}",
        files=files,
    )


async def _read_body(receive: Callable[[], Awaitable[Mapping[str, Any]]]) -> bytes:
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return b"".join(chunks)
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > MAX_BODY:
            raise BodyTooLarge
        chunks.append(chunk)
        if not message.get("more_body", False):
            return chunks[0] if len(chunks) == 1 else b"".join(chunks)


def _decode_body(raw: bytes, content_type: str) -> tuple[Inputs, dict[str, UploadedFile]]:
    """Decode an object or a form; anything else counts as an empty body."""
    if content_type.lower().startswith("multipart/form-data"):
        form = decode_multipart(raw, content_type)
        return _tidied_object(form.fields), form.files
    if content_type.startswith("application/x-www-form-urlencoded"):
        return _tidied_object(dict(parse_qsl(raw.decode("latin-1"), keep_blank_values=True))), {}
    try:
        decoded = msgspec.json.decode(raw) if raw else None
    except (msgspec.DecodeError, RecursionError):
        decoded = None
    return _tidied_object(decoded) if isinstance(decoded, dict) else {}, {}


def _tidied_object(given: Mapping[str, object]) -> Inputs:
    return {name: _tidied(value) for name, value in given.items()}


def _tidied(value: object) -> object:
    """Trim texts and turn empty ones into null, at every depth."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, dict):
        return _tidied_object(value)
    if isinstance(value, list):
        return [_tidied(item) for item in value]
    return value
