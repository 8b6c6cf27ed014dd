"""Which request lines are written at which level: what machines poll is no news."""

import json

import httpx
import pytest

from tests.conftest import ENVIRONMENT


async def levels_of(client: httpx.AsyncClient, capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    for path in ("/health", "/metrics", "/privacy", "/pets"):
        await client.get(path)
    await client.head("/health")
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    return {line["endpoint"]: line["level"] for line in lines if line["event"] == "request"}


async def test_polled_addresses_are_not_in_the_usual_log(
    anonymous: httpx.AsyncClient, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await levels_of(anonymous, capsys) == {"GET /privacy": "info", "GET /pets": "info"}


class TestAtDebug:
    @pytest.fixture
    def environment(self) -> dict[str, str]:
        return {**ENVIRONMENT, "LOG_LEVEL": "debug", "METRICS_TOKEN": "metrics-token-of-the-tests-0123456789"}

    async def test_they_have_lines_of_that_level(
        self, anonymous: httpx.AsyncClient, capsys: pytest.CaptureFixture[str]
    ) -> None:
        levels = await levels_of(anonymous, capsys)

        assert [levels[name] for name in ("GET /health", "HEAD /health", "GET /metrics")] == ["debug"] * 3
        assert levels["GET /pets"] == "info"
