"""Listening sockets: bound before anything else starts, so that a taken port is one sentence and not a traceback."""

import socket
from collections.abc import Sequence
from typing import Any


class CannotListen(Exception):
    """The host or port cannot be listened on; the text is a sentence for the operator."""


def bind(host: str, port: int) -> list[socket.socket]:
    """Bind every address of a host; whoever serves begins to listen.

    Args:
        host: a name or an address; `::` is all addresses of IPv6 and IPv4 alike.
        port: 1 to 65535.

    Raises:
        CannotListen: the host is not one of this machine, or the port is taken or not allowed.
    """
    bound: list[socket.socket] = []
    try:
        infos = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        addresses = list(dict.fromkeys((family, address) for family, _, _, _, address in infos))
        for family, address in addresses:
            bound.append(_bound(family, address, both=address[0] == "::" and len(addresses) == 1))
    except OSError as error:
        for listener in bound:
            listener.close()
        reason = (error.strerror or str(error)).rstrip(".")
        raise CannotListen(f"Cannot listen on {host} port {port}: {reason}.") from error
    return bound


def _bound(family: int, address: tuple[Any, ...], *, both: bool) -> socket.socket:
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0 if both else 1)
        listener.bind(address)
    except OSError:
        listener.close()
        raise
    return listener


def urls_of(listeners: Sequence[socket.socket]) -> list[str]:
    """Return the addresses as a browser takes them, such as `http://[::]:8001`."""
    names = [listener.getsockname() for listener in listeners]
    return [f"http://[{name[0]}]:{name[1]}" if ":" in name[0] else f"http://{name[0]}:{name[1]}" for name in names]
