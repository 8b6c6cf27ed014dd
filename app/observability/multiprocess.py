"""Several workers, one set of numbers: each writes to files in a folder that all of them read.

prometheus_client looks at the variable when it is imported, so the folder must stand before a worker starts.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry
from prometheus_client.multiprocess import MultiProcessCollector

_FOLDER = "PROMETHEUS_MULTIPROC_DIR"


@contextmanager
def shared_metrics(workers: int) -> Iterator[None]:
    """Let the workers that are started inside share their numbers; a single one needs no folder."""
    if workers == 1:
        yield
        return
    with tempfile.TemporaryDirectory(prefix="meo-metrics-") as folder:
        os.environ[_FOLDER] = folder
        try:
            yield
        finally:
            del os.environ[_FOLDER]


def shared_registry() -> CollectorRegistry | None:
    """Return a view of the numbers of all workers, or None in a process that shares nothing."""
    if _FOLDER not in os.environ:
        return None
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # the library left this one without annotations
    return registry
