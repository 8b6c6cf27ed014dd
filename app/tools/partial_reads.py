"""Reads of which some may fail without the whole answer failing: what was not read is said by who asked."""

from collections.abc import Callable, Coroutine
from typing import TypeVar

from app.errors import AppError, Unauthorized, UpstreamError

T = TypeVar("T")


class PartialReads:
    """Reads until the main app says that there are too many."""

    def __init__(self) -> None:
        self._stopped = False

    async def read(self, ask: Callable[[], Coroutine[None, None, T]]) -> T | None:
        """Ask once; None after a failure, and after a 429 of any earlier read.

        Raises:
            Unauthorized: the connection is dead.
        """
        if self._stopped:
            return None
        try:
            return await ask()
        except Unauthorized:
            raise
        except AppError as error:
            if isinstance(error, UpstreamError) and error.status == 429:
                self._stopped = True
            return None
