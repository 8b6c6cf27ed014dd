"""HEAD wherever a person or a machine reads without signing in (RFC 9110, 9.1): monitors and proxies ask so."""

import socket
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

READ_BY_ANYONE = ["/", "/privacy", "/health", "/openapi.json", "/.well-known/oauth-authorization-server"]


def told(answer: httpx.Response) -> dict[str, str]:
    """Return the headers that do not name the single request."""
    return {name: value for name, value in answer.headers.items() if name != "x-request-id"}


@pytest.mark.parametrize("path", READ_BY_ANYONE)
async def test_head_says_what_get_says_without_the_body(anonymous: httpx.AsyncClient, path: str) -> None:
    asked, read = await anonymous.head(path), await anonymous.get(path)

    assert (asked.status_code, told(asked)) == (200, told(read))
    assert int(asked.headers["content-length"]) == len(read.content) > 0
    assert asked.content == b""


@pytest.mark.parametrize("path", READ_BY_ANYONE)
async def test_options_and_a_refused_method_name_head(anonymous: httpx.AsyncClient, path: str) -> None:
    offered, refused = await anonymous.options(path), await anonymous.delete(path)

    assert (offered.status_code, offered.headers["allow"]) == (204, "GET, HEAD, OPTIONS")
    assert refused.status_code == 405
    assert set(refused.headers["allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize("path", ["/oauth/authorize", "/oauth/callback"])
async def test_a_step_of_a_sign_in_is_not_taken_by_head(anonymous: httpx.AsyncClient, path: str) -> None:
    refused = await anonymous.head(path)

    assert refused.status_code == 405
    assert "HEAD" not in refused.headers["allow"]


def test_nothing_follows_the_head_on_the_wire(live: Any) -> None:
    port = urlsplit(live.connector).port
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(b"HEAD /privacy HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        head, _, body = b"".join(iter(lambda: connection.recv(65_536), b"")).partition(b"\r\n\r\n")

    assert head.startswith(b"HTTP/1.1 200 ")
    assert body == b""
