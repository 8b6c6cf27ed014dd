"""What goes wrong on purpose: switches that make the main app slow, down, throttled or worse.

The front asks `Faults.choose` for each request to /api; the control routes set them. `drop_after_execute` is the cruel
one: the write is done, and nobody hears of it. `dead_worker` is a PHP process that dies in the middle of a request,
before the write or after it: the proxy answers 502, and the idempotency key counts as "still running" for a day.
"""

import random
from collections import Counter
from typing import Annotated, Literal

from msgspec import Meta, Struct

from app.devtools.sandbox.api.answers import Answer, Bare, Failure, bad_gateway, server_error
from app.devtools.sandbox.api.limits import quota_reached, too_many_attempts
from app.devtools.sandbox.timestamps import Clock

Mode = Literal[
    "slow",
    "down",
    "drop_after_execute",
    "dead_worker",
    "dead_worker_after_write",
    "truncated",
    "throttled",
    "quota",
    "maintenance",
    "html",
    "server_error",
    "unauthenticated",
    "empty",
    "garbage",
    "odd_types",
    "huge",
]
_HUGE = 20_000_000
_QUOTA = 1000


class Fault(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One switch; `methods` and `path` (a prefix) narrow it, `rate` is the share of requests, `times` its life."""

    mode: Mode
    seconds: Annotated[float, Meta(ge=0, le=600)] = 5.0
    rate: Annotated[float, Meta(gt=0, le=1)] = 1.0
    times: Annotated[int, Meta(ge=1)] | None = None
    methods: list[str] | None = None
    path: str = "/api/"


class Faults:
    """The switch that is on now, and how often each has struck."""

    def __init__(self, *, clock: Clock, rng: random.Random) -> None:
        self._clock = clock
        self._rng = rng
        self._left: int | None = None
        self.current: Fault | None = None
        self.struck: Counter[str] = Counter()

    def set(self, fault: Fault) -> None:
        """Turn one on, in place of any other."""
        self.current, self._left = fault, fault.times

    def clear(self) -> None:
        """Turn all off."""
        self.current = None

    def choose(self, method: str, path: str) -> Fault | None:
        """Return the fault that strikes this request."""
        fault = self.current
        if fault is None or not path.startswith(fault.path) or self._left == 0:
            return None
        if fault.methods is not None and method not in fault.methods:
            return None
        if fault.rate < 1 and self._rng.random() >= fault.rate:
            return None
        if self._left is not None:
            self._left -= 1
        self.struck[fault.mode] += 1
        return fault

    def made_up_answer(self, fault: Fault) -> Answer | None:
        """Return the answer that replaces the real one, None for faults of other kinds."""
        now = self._clock()
        match fault.mode:
            case "throttled":
                reset = int(now.timestamp() + fault.seconds)
                return too_many_attempts(300, seconds=round(fault.seconds), reset=reset).answer()
            case "quota":
                return quota_reached(_QUOTA, now).answer()
            case "maintenance":
                return Bare(503, "Service Unavailable").answer()
            case "server_error":
                return server_error().answer()
            case "unauthenticated":
                return Failure(401, "Unauthenticated.").answer()
            case _:
                return _broken_answer(fault.mode)


def _broken_answer(mode: Mode) -> Answer | None:
    """Return what no main app would write itself."""
    match mode:
        case "html":
            return bad_gateway()
        case "empty":
            return Answer(200)
        case "garbage":
            return Answer(200, b'{"success": true, "data": [')
        case "odd_types":
            return Answer(200, b'{"success": true, "data": "surprise"}')
        case "huge":
            return Answer(200, b'{"success": true, "data": "' + b"x" * _HUGE + b'"}')
        case _:
            return None
