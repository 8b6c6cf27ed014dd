"""Clients nobody here wrote, from npm: oauth4webapi and openid-client walk the whole flow against real servers."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

SCRIPTS = Path(__file__).parent / "oauth"

pytestmark = [pytest.mark.node]


@pytest.fixture(scope="module")
def walk(node_in: Callable[[Path], Callable[..., subprocess.CompletedProcess[str]]], live: Any) -> Callable[..., Any]:
    """Give a function that runs one script and returns what it found."""
    run = node_in(SCRIPTS)

    def walked(script: str, method: str, pkce: str) -> Any:
        done = run(
            "node",
            str(SCRIPTS / script),
            CONNECTOR=live.connector,
            MAIN_APP=live.main_app,
            CLIENT_ID=live.client_id,
            CLIENT_SECRET=live.client_secret,
            REDIRECT_URI=live.redirect_uri,
            METHOD=method,
            PKCE=pkce,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return walked


@pytest.mark.parametrize("pkce", ["yes", "no"])
@pytest.mark.parametrize("method", ["client_secret_post", "client_secret_basic"])
def test_oauth4webapi_finds_nothing_to_complain_about(walk: Callable[..., Any], method: str, pkce: str) -> None:
    assert walk("oauth4webapi.cjs", method, pkce) == {
        "type": "bearer",
        "lifetime": 31_536_000,
        "scope": "pets",
        "before": 200,
        "revoked": True,
        "after": 401,
        "replay": "invalid_grant",
        "replayStatus": 400,
        "denied": "unsupported_response_type",
    }


@pytest.mark.parametrize("pkce", ["yes", "no"])
@pytest.mark.parametrize("method", ["client_secret_post", "client_secret_basic"])
def test_openid_client_finds_nothing_to_complain_about(walk: Callable[..., Any], method: str, pkce: str) -> None:
    assert walk("openid-client.cjs", method, pkce) == {
        "type": "bearer",
        "lifetime": 31_536_000,
        "before": 200,
        "after": 401,
        "replay": "invalid_grant",
        "replayStatus": 400,
    }
