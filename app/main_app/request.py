"""One request to the main app: route, body, idempotency key, and the counter of calls per tool call.

The outermost layer opens a tally; calls made in tasks of the same request add to the same one, because a child task
inherits the context and with it this very object.
"""

from collections.abc import Mapping
from contextvars import ContextVar
from datetime import date
from typing import Any, Literal

import msgspec
from msgspec import UNSET, Struct

from app.errors import NotFound
from app.main_app.field_types import MAX_ID
from app.main_app.http import MAX_BYTES

NO_SUCH_RECORD = "There is no such pet or record in this account."
MAX_BYTES_WITH_PHOTOS = 16 * 1024 * 1024
"""The largest body that is read where pets or their records come back: each photo adds 12.7 kB of previews."""

WHERE_IDS_COME_FROM = "Take the pet's id from find_pet and a record's id from the list tool of its kind."

_WITH_PHOTOS = ("/api/my-pets", "/api/pets")


class ApiRequest(Struct, frozen=True, kw_only=True):
    """A request to the main app.

    Attributes:
        method: HTTP method.
        route: the path's template, for logs and metrics.
        path: the path itself.
        query: query parameters.
        body: canonical JSON or a form, or None for reads.
        media_type: of the body.
        key: the idempotency key of a write.
        guests: the route also answers people who are not signed in (docs/main-app-api.md, "Routes").
        feature: what the route is about, for the sentence that a species has no such feature.
        names: the connector's own name for each upstream field that is named otherwise.
        dates: days sent, by upstream field, to explain why one was refused.
        repeatable: a later equal call returns the first result; said when an answer is missing.
    """

    method: Literal["GET", "POST", "PUT", "DELETE"]
    route: str
    path: str
    query: Mapping[str, str] = {}
    body: bytes | None = None
    media_type: str = "application/json"
    key: str | None = None
    guests: bool = False
    feature: str = "such records"
    names: Mapping[str, str] = {}
    dates: Mapping[str, date] = {}
    repeatable: bool = False

    @property
    def max_bytes(self) -> int:
        """The largest body that is read of the answer, unpacked."""
        return MAX_BYTES_WITH_PHOTOS if self.route.startswith(_WITH_PHOTOS) else MAX_BYTES

    @property
    def reads(self) -> bool:
        """Whether nothing changes by it."""
        return self.method == "GET"


def path_of(route: str, **ids: int) -> str:
    """Put ids into a route's template.

    Raises:
        NotFound: an id that no record can have; the main app would answer 405 or 500 (docs/main-app-api.md, "Routes").
    """
    for value in ids.values():
        if isinstance(value, bool) or not 0 < value <= MAX_ID:
            raise NotFound(NO_SUCH_RECORD, hint=WHERE_IDS_COME_FROM)
    return route.format(**ids)


def body_of(write: Struct, **more: Any) -> bytes:
    """Encode what is set in a write; equal writes give equal bytes."""
    return msgspec.json.encode({**msgspec.to_builtins(write), **more})


def dates_in(write: Struct) -> dict[str, date]:
    """Return the days in a write by upstream field."""
    set_fields = ((name, getattr(write, name, UNSET)) for name in write.__struct_fields__)
    return {name: value for name, value in set_fields if isinstance(value, date)}


class CallCounter:
    """Counts the calls of one request; `milliseconds` adds up also those that ran side by side."""

    def __init__(self) -> None:
        self.calls = 0
        self.milliseconds = 0.0

    def add(self, seconds: float) -> None:
        """Count one call."""
        self.calls += 1
        self.milliseconds += seconds * 1000


_current: ContextVar[CallCounter | None] = ContextVar("upstream_tally", default=None)


def begin_call_counter() -> CallCounter:
    """Count every call to the main app that is made from now on in this task and those it starts."""
    call_counter = CallCounter()
    _current.set(call_counter)
    return call_counter


def count_call(seconds: float) -> None:
    """Add a call to the request's tally, if somebody keeps one."""
    call_counter = _current.get()
    if call_counter is not None:
        call_counter.add(seconds)
