"""The loopback address: free ports, and applications served there in a thread."""

import socket
import threading
import time
from typing import Any, Self

import uvicorn
from litestar import Litestar


def free_port() -> int:
    """Return a port of the loopback address that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class LiveServer:
    """An application on a socket of this machine, in a thread with an event loop of its own."""

    def __init__(self, app: Litestar, listener: socket.socket, **options: Any) -> None:
        self._listener = listener
        config = uvicorn.Config(
            app, access_log=False, log_level="warning", ws="none", proxy_headers=False, loop="asyncio", **options
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [listener]}, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        while not self._server.started:
            assert self._thread.is_alive(), "the server did not start"
            time.sleep(0.01)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(10)
        self._listener.close()


def listening() -> tuple[socket.socket, int]:
    """Return a listening socket of the loopback address and its port."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    return listener, listener.getsockname()[1]
