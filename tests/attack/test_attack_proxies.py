"""Attacks through a proxy that shares its connections to the connector between people: nginx and Caddy.

Their settings are the usual ones that pass `Upgrade` on, and those that docs/install.md prints.
"""

import asyncio
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.loopback import free_port

pytestmark = pytest.mark.proxies
INSTALL = (Path(__file__).parents[2] / "docs" / "install.md").read_text()
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
CADDY = shutil.which("caddy")
WEBSOCKET_LINES = """
location / {
    proxy_pass http://connector;
    proxy_http_version 1.1;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection $connection_upgrade;
}"""
NGINX_CONF = """
daemon off; pid nginx.pid; error_log stderr; events {} USER
http {
    access_log off; client_body_buffer_size 1m; client_body_temp_path body; proxy_temp_path proxy;
    fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
    map $http_upgrade $connection_upgrade { default upgrade; '' ''; }
    upstream connector { server 127.0.0.1:UPSTREAM; keepalive 16; }
    server { listen 127.0.0.1:PORT; SERVER }
}"""
STOCK_CADDY = "http://:PORT {\n\tbind 127.0.0.1\n\treverse_proxy 127.0.0.1:UPSTREAM\n}\n"
UPGRADES = {
    "h2c": b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n",
    "websocket": b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
    "an invented one": b"Connection: Upgrade\r\nUpgrade: foo\r\n",
    "lower case": b"connection: upgrade\r\nupgrade: foo\r\n",
}


def printed(language: str) -> str:
    """Return the settings of that language that the page prints."""
    found = re.search(rf"```{language}\n(.*?)```", INSTALL, re.DOTALL)
    assert found
    return found[1]


def nginx_settings(server: str, *, port: int, upstream: int) -> str:
    """Return a whole configuration; workers run as who started nginx, so that they may read the test's folder."""
    user = "user root;" if os.geteuid() == 0 else ""
    text = (
        NGINX_CONF.replace("SERVER", server).replace("USER", user).replace("http://127.0.0.1:8001", "http://connector")
    )
    return text.replace("PORT", str(port)).replace("UPSTREAM", str(upstream))


def caddy_settings(text: str, *, port: int, upstream: int) -> str:
    """Return a whole configuration that stays on loopback, without certificates and administration."""
    text = text.replace("{\n\tservers", "{\n\tadmin off\n\tauto_https off\n\tservers", 1)
    text = text.replace("your.address {", "http://:PORT {\n\tbind 127.0.0.1").replace(
        "127.0.0.1:8001", "127.0.0.1:UPSTREAM"
    )
    if not text.startswith("{"):
        text = "{\n\tadmin off\n\tauto_https off\n}\n" + text
    return text.replace("PORT", str(port)).replace("UPSTREAM", str(upstream))


def home(folder: Path) -> dict[str, str]:
    return {**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}


@contextmanager
def nginx(server: str, upstream: int, folder: Path) -> Iterator[int]:
    if NGINX is None:
        pytest.skip("nginx is not installed")
    port = free_port()
    (folder / "nginx.conf").write_text(nginx_settings(server, port=port, upstream=upstream))
    command = [NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", "stderr"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            yield port
        finally:
            process.terminate()


@contextmanager
def caddy(text: str, upstream: int, folder: Path) -> Iterator[int]:
    if CADDY is None:
        pytest.skip("Caddy is not installed")
    port = free_port()
    (folder / "Caddyfile").write_text(caddy_settings(text, port=port, upstream=upstream))
    command = [CADDY, "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, env=home(folder)) as process:
        try:
            yield port
        finally:
            process.terminate()


FRONTS: dict[str, Any] = {
    "nginx with the usual websocket lines": lambda *given: nginx(WEBSOCKET_LINES, *given),
    "nginx as printed": lambda *given: nginx(printed("nginx"), *given),
    "stock Caddy": lambda *given: caddy(STOCK_CADDY, *given),
    "Caddy as printed": lambda *given: caddy(printed("caddy"), *given),
}


@pytest.fixture(params=list(FRONTS.values()), ids=list(FRONTS))
async def front(request: pytest.FixtureRequest, wire: Any, tmp_path: Path) -> Any:
    """Give the port of a proxy in front of the connector, once it listens."""
    with request.param(wire.port, tmp_path) as port:
        async with asyncio.timeout(60):
            while True:
                try:
                    _, writer = await asyncio.open_connection("127.0.0.1", port)
                except ConnectionError:
                    await asyncio.sleep(0.02)
                else:
                    writer.close()
                    break
        yield port


async def ask(port: int, sent: bytes) -> tuple[int, bytes]:
    """Send one request on a connection of its own; return status and body of its answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        async with asyncio.timeout(60):
            writer.write(sent)
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"(?i)content-length: (\d+)", head)
            assert length, head
            return int(head.split()[1]), await reader.readexactly(int(length[1]))
    finally:
        writer.close()


def post(fields: bytes, body: bytes) -> bytes:
    head = b"POST /pets/find HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" + fields
    return head + b"Content-Length: %d\r\n\r\n" % len(body) + body


@pytest.mark.parametrize("upgrade", UPGRADES.values(), ids=UPGRADES)
async def test_a_body_is_used_and_never_a_request(
    front: int, bearer: bytes, upgrade: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    hidden = b"\r\n" * 100_000 + b"GET /privacy HTTP/1.1\r\nHost: x\r\n\r\n" * 3
    health = b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n"
    for _ in range(5):
        refused, _ = await ask(front, post(bearer + upgrade, hidden))
        found, body = await ask(front, post(bearer + upgrade, b'{"name": "Mun"}'))
        next_on_it = [json.loads((await ask(front, health))[1]) for _ in range(2)]

        assert (refused, found) == (400, 200)
        assert b'"Mun"' in body
        assert all("main_app_reachable" in answer for answer in next_on_it)
    assert "GET /privacy" not in capsys.readouterr().err


@pytest.mark.skipif(NGINX is None, reason="nginx is not installed")
def test_nginx_takes_the_printed_settings(tmp_path: Path) -> None:
    (tmp_path / "nginx.conf").write_text(nginx_settings(printed("nginx"), port=free_port(), upstream=8001))
    command = [str(NGINX), "-t", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf"), "-e", "stderr"]
    said = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (said.returncode, "[warn]" in said.stderr) == (0, False), said.stderr


@pytest.mark.skipif(CADDY is None, reason="Caddy is not installed")
def test_caddy_takes_the_printed_settings(tmp_path: Path) -> None:
    (tmp_path / "Caddyfile").write_text(printed("caddy"))
    command = [str(CADDY), "validate", "--config", str(tmp_path / "Caddyfile"), "--adapter", "caddyfile"]
    said = subprocess.run(command, capture_output=True, text=True, check=False, env=home(tmp_path))

    assert said.returncode == 0, said.stderr


@pytest.mark.parametrize("language", ["nginx", "caddy"])
def test_the_printed_settings_pass_no_upgrade_and_bound_heads_and_time(language: str) -> None:
    wanted = {
        "nginx": ['Upgrade "";', 'Connection "";', "client_header_timeout", "client_body_timeout", "header_buffers"],
        "caddy": ["header_up -Upgrade", "header_up -Connection", "read_header", "read_body", "max_header_size"],
    }
    assert [word for word in wanted[language] if word not in printed(language)] == []
