"""Attacks on the logs: what a stranger can make them say, and what they must not say whatever is asked."""

import logging
from collections.abc import Iterator

import httpx
import pytest


@pytest.fixture
def root_logger() -> Iterator[logging.Logger]:
    """Give the root logger as `configure_logs` leaves it, and put it back afterwards."""
    root = logging.getLogger()
    level, handlers = root.level, root.handlers[:]
    root.setLevel(logging.WARNING)
    yield root
    root.setLevel(level)
    root.handlers[:] = handlers


async def test_fetching_the_document_does_not_make_libraries_talk(
    anonymous: httpx.AsyncClient, root_logger: logging.Logger
) -> None:
    """Litestar's own logging sets the root logger to INFO, where httpx prints the address of every call."""
    handlers = root_logger.handlers[:]
    assert (await anonymous.get("/openapi.json")).status_code == 200
    assert root_logger.level == logging.WARNING
    assert root_logger.handlers == handlers
    assert not logging.getLogger("httpx").isEnabledFor(logging.INFO)
