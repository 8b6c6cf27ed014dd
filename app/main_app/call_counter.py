"""How many calls one request made and how long they took, for its log line.

The outermost layer opens a tally; calls made in tasks of the same request add to the same one, because a child task
inherits the context and with it this very object.
"""

from contextvars import ContextVar


class Tally:
    """Counts the calls of one request; `milliseconds` adds up also those that ran side by side."""

    def __init__(self) -> None:
        self.calls = 0
        self.milliseconds = 0.0

    def add(self, seconds: float) -> None:
        """Count one call."""
        self.calls += 1
        self.milliseconds += seconds * 1000


_current: ContextVar[Tally | None] = ContextVar("upstream_tally", default=None)


def begin_tally() -> Tally:
    """Count every call to the main app that is made from now on in this task and those it starts."""
    tally = Tally()
    _current.set(tally)
    return tally


def count_call(seconds: float) -> None:
    """Add a call to the request's tally, if somebody keeps one."""
    tally = _current.get()
    if tally is not None:
        tally.add(seconds)
