"""Logs: structlog writes one JSON line per event to standard error, with nothing about the person."""

import logging
import sys
from collections.abc import Callable
from typing import Any

import msgspec
import structlog


def configure_logs(level: str) -> None:
    """Write JSON lines to stderr from `level` up; libraries only from warnings up.

    Args:
        level: debug, info, warning or error.
    """
    # httpx and uvicorn print whole URLs at info, and with them codes and state.
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
            # Without locals: a frame's variables may hold a token.
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(serializer=_encode_line),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_names: _Stderr(),
        cache_logger_on_first_use=False,
    )


class _Stderr:
    """Writes lines to the standard error of the moment; one kept would be closed once somebody replaces it."""

    def msg(self, line: bytes) -> None:
        """Write one line at once."""
        sys.stderr.buffer.write(line + b"\n")
        sys.stderr.buffer.flush()

    debug = info = warning = error = critical = msg


def _encode_line(event: dict[str, Any], default: Callable[[Any], Any], **_options: Any) -> bytes:
    return msgspec.json.encode(event, enc_hook=default)
