"""A right set-up to spoil: the sandbox as main app on a socket of its own, a real Redis, production settings."""

import os
import subprocess
import time
from collections.abc import Iterator

import httpx
import pytest

from tests.command import COMMAND
from tests.loopback import free_port

KEYS = {
    "CONNECTOR_API_KEY": "api-key-of-the-doctors-tests-0123456789",
    "HMAC_SHARED_SECRET": "hmac-secret-of-the-doctors-tests-0123456789",
}


@pytest.fixture(scope="session")
def main_app_url() -> Iterator[str]:
    """Give the address of a running sandbox."""
    port = free_port()
    environ = {**os.environ, **KEYS, "ENVIRONMENT": "development", "SANDBOX_LIMITS": "off"}
    process = subprocess.Popen([COMMAND, "sandbox", "--port", str(port)], env=environ)
    url = f"http://127.0.0.1:{port}"
    while True:
        try:
            httpx.get(f"{url}/api/version", timeout=300, trust_env=False)
            break
        except httpx.TransportError:
            assert process.poll() is None, "the sandbox did not start"
            time.sleep(0.05)
    yield url
    process.terminate()
    process.wait(10)


@pytest.fixture
def unused_url() -> str:
    """Give an address that nothing answers at."""
    return f"http://127.0.0.1:{free_port()}"


@pytest.fixture
def right(main_app_url: str, redis_server: str) -> dict[str, str]:
    """Give variables with which everything is right."""
    return {
        **KEYS,
        "ENVIRONMENT": "production",
        "MAIN_APP_URL": main_app_url,
        "CONNECTOR_PUBLIC_URL": "https://gpt.troioi.vn",
        "OAUTH_CLIENT_ID": "meo-gpt",
        "OAUTH_CLIENT_SECRET": "client-secret-of-the-doctors-tests-01234",
        "OAUTH_REDIRECT_URIS": "https://chatgpt.com/aip/g-123/oauth/callback",
        "JWT_SECRET": "jwt-secret-of-the-doctors-tests-0123456789",
        "ENCRYPTION_KEY": "0123456789abcdef" * 4,
        "REDIS_URL": redis_server,
        "TRUSTED_PROXIES": "10.0.0.0/8",
        "MCP": "off",  # what is said of it under the public name has tests of its own, without a network
        "METRICS_TOKEN": "metrics-token-of-the-doctors-tests-01234",
        "PRIVACY_CONTACT": "privacy@example.org",
    }
