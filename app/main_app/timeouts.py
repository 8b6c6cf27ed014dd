"""How long things may take: fixed spans for the process, and one deadline per tool call."""

from collections.abc import Callable
from time import monotonic

from msgspec import Struct


class Timeouts(Struct, frozen=True):
    """Seconds allowed towards the main app; ChatGPT itself gives up at 45.

    Attributes:
        connect: until a connection stands.
        call: one request with its whole answer.
        tool: everything one tool call asks of the main app, retries included.
        pause: what a retry waits at least; longer waits are multiples of it.
    """

    connect: float = 3.0
    call: float = 10.0
    tool: float = 25.0
    pause: float = 0.2


class Deadline:
    """The moment by which a tool call must be answered; running from the time it is made."""

    def __init__(self, seconds: float, *, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._end = now() + seconds

    def left(self) -> float:
        """Return the seconds left; 0 or less when it has passed."""
        return self._end - self._now()
