"""How many calls one request made and how long they took, for its log line.

The outermost layer opens a tally; calls made in tasks of the same request add to the same one, because a child task
inherits the context and with it this very object.
"""

from contextvars import ContextVar


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
