"""Several workers answer /metrics with the numbers of all of them."""

import os
import re
import secrets
import subprocess
import time
from collections.abc import Iterator

import httpx
import pytest

from app.config.keys import new_keys
from app.observability.multiprocess import shared_metrics, shared_registry
from tests.command import COMMAND

KEYS = new_keys(secrets.token_urlsafe, secrets.token_hex)


@pytest.fixture
def two_workers(unused_port: int) -> Iterator[str]:
    """Give the address of a server with two workers."""
    environ = {
        **os.environ,
        **KEYS,
        "ENVIRONMENT": "development",
        "MAIN_APP_URL": "http://127.0.0.1:1",
        "CONNECTOR_PUBLIC_URL": "http://127.0.0.1",
        "OAUTH_CLIENT_ID": "meo-gpt",
    }
    command = [COMMAND, "serve", "--port", str(unused_port), "--workers", "2"]
    process = subprocess.Popen(command, env=environ, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{unused_port}"
    while True:
        try:
            httpx.get(f"{url}/health", timeout=300, trust_env=False)
            break
        except httpx.TransportError:
            assert process.poll() is None, "the server did not start"
            time.sleep(0.1)
    yield url
    process.terminate()
    process.wait(40)


@pytest.mark.slow
def test_whoever_answers_shows_the_sum(two_workers: str) -> None:
    for _ in range(40):
        # A connection of its own each time, so that both workers get some.
        httpx.get(f"{two_workers}/pets", timeout=10, trust_env=False)

    for _ in range(4):
        headers = {"Authorization": f"Bearer {KEYS['METRICS_TOKEN']}"}
        shown = httpx.get(f"{two_workers}/metrics", headers=headers, timeout=10, trust_env=False).text
        assert '\nmeo_connector_requests_seconds_count{endpoint="GET /pets",status="401"} 40.0\n' in shown
        assert "meo_connector_auth_failures_total 40.0" in shown
        assert len(re.findall(r"^meo_connector_info{", shown, re.MULTILINE)) == 1


def test_one_worker_shares_nothing() -> None:
    with shared_metrics(1):
        assert shared_registry() is None


def test_the_folder_is_there_while_workers_run_and_gone_afterwards() -> None:
    with shared_metrics(2):
        folder = os.environ["PROMETHEUS_MULTIPROC_DIR"]
        assert os.path.isdir(folder)  # noqa: PTH112 - the variable holds a plain string
        assert shared_registry() is not None

    assert not os.path.exists(folder)  # noqa: PTH110 - as above
    assert shared_registry() is None
