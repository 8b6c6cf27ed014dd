"""The application with a metrics token, and a reader of what it shows."""

import socket
from collections.abc import Awaitable, Callable

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

METRICS_TOKEN = "metrics-token-of-the-tests-0123456789"

Numbers = Callable[..., Awaitable[float]]


@pytest.fixture
def environment(environment: dict[str, str]) -> dict[str, str]:
    """Give the shared variables and a metrics token."""
    return {**environment, "METRICS_TOKEN": METRICS_TOKEN}


@pytest.fixture
def metrics_text(anonymous: httpx.AsyncClient) -> Callable[[], Awaitable[str]]:
    """Give a function that scrapes."""

    async def scrape() -> str:
        answer = await anonymous.get("/metrics", headers={"Authorization": f"Bearer {METRICS_TOKEN}"})
        assert answer.status_code == 200
        return answer.text

    return scrape


@pytest.fixture
def number(metrics_text: Callable[[], Awaitable[str]]) -> Numbers:
    """Give a function that scrapes and returns one sample, 0 when it is not there."""

    async def read(name: str, **labels: str) -> float:
        families = text_string_to_metric_families(await metrics_text())
        samples = [sample for family in families for sample in family.samples]
        return sum(sample.value for sample in samples if sample.name == name and sample.labels == labels)

    return read


@pytest.fixture
def unused_port() -> int:
    """Give a port of the loopback address that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
