"""Running servers: the production one, and several of them in one process for the demo."""

import asyncio
import gc
import signal
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import structlog
import uvicorn
from litestar import Litestar
from litestar.types import ASGIApp
from msgspec import Struct

from app import create_app
from app.observability.multiprocess import shared_metrics
from app.server.listening import bind, urls_of
from app.server.protocol_limits import LimitedProtocol
from app.server.supervisor import Supervisor, end_with_parent

PRODUCTION_APP = "app.server.run:create_served_app"
_GRACE_SECONDS = 30  # longer than a tool call may take, so that running calls finish
# Longer than a proxy keeps its own side open (60 is usual): the proxy must be the one that closes, else a call may
# meet a connection just closed and fail.
_KEEP_ALIVE_SECONDS = 75
# In each process; one more is closed at once. A process may usually have 1,024 files open, connections included: the
# rest is for the calls to the main app and to Redis.
_MAX_CONNECTIONS = 800
# A worker that is silent for so long is replaced. uvicorn's 5 kill workers that are still starting on a busy machine,
# again and again.
_WORKER_SECONDS = 60

log = structlog.get_logger()


class MountedApp(Struct, frozen=True):
    """An application and the listening socket it is to answer on."""

    app: ASGIApp
    listener: socket.socket


def create_served_app() -> Litestar:
    """Build the app for a process that does nothing else, and spare it looking for garbage among what stays.

    Less for the collector to walk over takes a tenth off a request's CPU time.
    """
    end_with_parent()
    app = create_app()
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)
    return app


def serve_production(*, host: str, port: int, workers: int, facts: Mapping[str, Any]) -> int:
    """Serve the connector until a signal comes; each worker builds its own app from the environment.

    Without access log, because it prints `/oauth/callback?code=...`.

    Args:
        host: see `listening.bind`.
        port: see `listening.bind`.
        workers: processes that serve; one serves in this process.
        facts: what the log line says besides when all is up.

    Returns:
        The exit code: 1 when the workers could not start.

    Raises:
        CannotListen: the port is taken, for example.
    """
    listeners = bind(host, port)
    config = uvicorn.Config(PRODUCTION_APP, **production_options(host=host, port=port, workers=workers))
    started = {**facts, "addresses": urls_of(listeners), "workers": workers}
    with shared_metrics(workers), suppress(KeyboardInterrupt):  # uvicorn raises it anew once all is done
        if workers == 1:
            _AnnouncedServer(config, started).run(sockets=listeners)
            return 0
        supervisor = Supervisor(config, listeners, on_ready=lambda: log.info("started", **started))
        supervisor.run()
        log.info("stopped")
        return 1 if supervisor.failed else 0
    return 0


class _AnnouncedServer(uvicorn.Server):
    """A server that says when it is up and when it has ended."""

    def __init__(self, config: uvicorn.Config, facts: Mapping[str, Any]) -> None:
        super().__init__(config)
        self._facts = facts

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            log.info("started", **self._facts)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await super().shutdown(sockets)
        log.info("stopped")


def production_options(*, host: str, port: int, workers: int) -> dict[str, Any]:
    """Return what uvicorn is told besides the application."""
    return {
        "factory": True,
        "host": host,
        "port": port,
        "workers": workers,
        "access_log": False,
        "server_header": False,
        "log_level": "warning",
        "proxy_headers": False,  # TRUSTED_PROXIES decides whom to believe
        "http": LimitedProtocol,
        "limit_concurrency": _MAX_CONNECTIONS,
        "timeout_keep_alive": _KEEP_ALIVE_SECONDS,
        "timeout_graceful_shutdown": _GRACE_SECONDS,
        "timeout_worker_healthcheck": _WORKER_SECONDS,
    }


def listen(host: str, preferred_port: int) -> socket.socket:
    """Bind the port, or a free one when it is taken."""
    for port in (preferred_port, 0):
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError:
            listener.close()
            if port == 0:
                raise
        else:
            return listener
    raise OSError(f"No free port on {host}.")


async def serve_all(mounted: Sequence[MountedApp]) -> None:
    """Serve all until Ctrl-C or SIGTERM, then end all."""
    servers = [_Server(_config(mount.app)) for mount in mounted]

    def stop() -> None:
        for server in servers:
            server.should_exit = True

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    await asyncio.gather(
        *(server.serve(sockets=[mount.listener]) for server, mount in zip(servers, mounted, strict=True))
    )


def _config(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=LimitedProtocol,
        access_log=False,
        server_header=False,
        log_level="warning",
        timeout_graceful_shutdown=3,
    )


class _Server(uvicorn.Server):
    """A server that leaves the signals to `serve_all`."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
