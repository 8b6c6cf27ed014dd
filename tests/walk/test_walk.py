"""The first conversation on real servers: production settings, two processes, one Redis."""

import os
import secrets
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

from app.config.keys import new_keys
from tests.command import COMMAND
from tests.loopback import free_port
from tests.walk.clauddy import Walk, walk

PUBLIC = "https://connector.test"
REDIRECT_URI = "https://chatgpt.com/aip/g-walk/oauth/callback"


@contextmanager
def started(arguments: list[str], environment: dict[str, str], health: str, log: Path) -> Iterator[None]:
    """Run a server until the test is over."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            [COMMAND, *arguments], env={**os.environ, **environment}, stdout=output, stderr=output
        )
        try:
            while process.poll() is None:
                try:
                    if httpx.get(health, timeout=300).status_code == 200:
                        break
                except httpx.TransportError:
                    time.sleep(0.05)
            else:
                pytest.fail(f"{arguments} did not start: {log.read_text()[-2000:]}")
            yield
        finally:
            process.terminate()
            process.wait(timeout=20)


@pytest.mark.slow
def test_sign_in_begun_at_one_process_ends_at_another(redis_server: str, tmp_path: Path) -> None:
    ports = [free_port() for _ in range(3)]
    main_app, first, second = (f"http://127.0.0.1:{port}" for port in ports)
    environment = {
        **new_keys(secrets.token_urlsafe, secrets.token_hex),
        "CONNECTOR_PUBLIC_URL": PUBLIC,
        "MAIN_APP_URL": main_app,
        "OAUTH_CLIENT_ID": "meo-gpt",
        "OAUTH_REDIRECT_URIS": REDIRECT_URI,
        "REDIS_URL": redis_server,
    }
    production = {**environment, "ENVIRONMENT": "production"}
    sandbox = {**environment, "ENVIRONMENT": "development"}
    with ExitStack() as stack:
        run = stack.enter_context
        run(started(["sandbox", "--port", str(ports[0])], sandbox, f"{main_app}/sandbox/health", tmp_path / "main"))
        for address, port in ((first, ports[1]), (second, ports[2])):
            run(started(["serve", "--port", str(port)], production, f"{address}/health", tmp_path / str(port)))
        way = Walk(
            authorize=first,
            token=second,
            public=PUBLIC,
            redirect_uri=REDIRECT_URI,
            client_id="meo-gpt",
            client_secret=environment["OAUTH_CLIENT_SECRET"],
            email="demo@meo.example",
            password="Meo-demo-2026",
        )

        walk(way)

    for port in ports[1:]:
        logged = (tmp_path / str(port)).read_text()
        assert '"endpoint":"' in logged
        for secret in (environment["OAUTH_CLIENT_SECRET"], environment["CONNECTOR_API_KEY"], "code=", "eyJ", "demo@"):
            assert secret not in logged
