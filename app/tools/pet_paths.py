"""Paths with a pet's name in them: a name may contain a slash, or be a word of another path such as `find`.

The server decodes `%2F` before the router sees it, and the router takes a fixed word before a parameter, so
`GET /pets/Salt%2FPepper` and `GET /pets/find` would lead nowhere. The name is therefore escaped before routing, with
characters that have no meaning of their own, and put back by `ToolRoute` before anything reads it.
"""

from collections.abc import Iterable, Mapping
from urllib.parse import unquote

from litestar import Litestar
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Receive, Scope, Send

_MARK, _SLASH = "\ue000", "\ue001"  # private use (Unicode, 23.5)
_BASE = "/pets/"


class PetPaths:
    """ASGI layer before the router, which escapes the pet's name where it needs that."""

    def __init__(self, app: ASGIApp, fixed: Mapping[str, Iterable[str]]) -> None:
        """Take the application, and the fixed paths below `/pets` with their methods."""
        self._app = app
        self._fixed = {path: frozenset(methods) for path, methods in fixed.items()}
        self._words = {path.removeprefix(_BASE).partition("/")[0] for path in fixed}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] == ScopeType.HTTP and scope["path"].startswith(_BASE):
            self._escape(scope)
        await self._app(scope, receive, send)

    def _escape(self, scope: HTTPScope) -> None:
        path = scope["path"]
        if scope["method"] in self._fixed.get(path.rstrip("/"), ()):
            return
        segment, slash, rest = scope["raw_path"].decode("latin-1").removeprefix(_BASE).partition("/")
        name = unquote(segment)
        if "/" in name or name in self._words:
            scope["path"] = f"{_BASE}{_MARK}{name.replace('/', _SLASH)}{slash}{unquote(rest)}"


def fixed_pet_paths(app: Litestar) -> dict[str, set[str]]:
    """Read the paths below `/pets` that have no parameter off the routes, with their methods."""
    return {route.path: set(route.methods) for route in app.routes if _is_fixed(route.path)}


def unescaped(path_params: Mapping[str, str]) -> dict[str, str]:
    """Put the name back into the parameters of a path."""
    return {key: _unescape(value) for key, value in path_params.items()}


def _is_fixed(path: str) -> bool:
    return path.startswith(_BASE) and "{" not in path


def _unescape(value: str) -> str:
    return value[1:].replace(_SLASH, "/") if value.startswith(_MARK) else value
