"""Requests that a browser makes ahead of the person: they spend nothing, so that the person's own one still works."""

from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler

# The header of the Fetch standard, and what Chromium, Safari and Firefox sent before it.
_HEADERS = ("sec-purpose", "purpose", "x-purpose", "x-moz")
_AHEAD = ("prefetch", "prerender", "preview")


class Prefetched(Exception):
    """The request was made ahead of the person."""


def refuse_prefetch(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Guard a route that takes something once.

    Raises:
        Prefetched: a header says that nobody has asked for the page yet.
    """
    for name in _HEADERS:
        for value in connection.headers.getall(name, []):
            if any(_purpose(part) in _AHEAD for part in value.split(",")):
                raise Prefetched


def _purpose(item: str) -> str:
    """Return an item without its parameters (RFC 9651, 3.3): `prefetch` of `prefetch;prerender`."""
    return item.partition(";")[0].strip().lower()
