"""MCP clients nobody here wrote, from npm: the TypeScript SDKs, and the official conformance suite with a baseline."""

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar.enums import ScopeType
from litestar.types import Receive, Scope, Send

from tests.conftest import Live
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


@pytest.mark.usefixtures("with_token")
def test_the_conformance_suite_finds_what_the_baseline_explains_and_nothing_else(run: Run, live: Live) -> None:
    version = tuple(int(part) for part in run("node", "--version").stdout.strip().removeprefix("v").split("."))
    if version < (22, 19):
        pytest.skip("the suite needs Node 22.19")
    failed: set[str] = set()
    for scenario in SCENARIOS:
        done = run("conformance", "server", "--url", f"{live.connector}/mcp", "--scenario", scenario)
        plain = re.sub(r"\x1b\[[0-9;]*m", "", done.stdout)
        assert "Passed: " in plain, done.stderr
        failed |= set(_FAILED.findall(plain))

    assert failed == set(BASELINE)
