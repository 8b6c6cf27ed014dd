"""A failing Redis is counted, and /metrics goes on answering."""

from collections.abc import Awaitable, Callable

import httpx
import pytest


@pytest.fixture
def environment(environment: dict[str, str], unused_port: int) -> dict[str, str]:
    """Give variables that point to a Redis that is not there."""
    return {**environment, "REDIS_URL": f"redis://127.0.0.1:{unused_port}/0"}


async def test_a_sign_in_without_redis_is_refused_and_counted(
    anonymous: httpx.AsyncClient, number: Callable[..., Awaitable[float]]
) -> None:
    answer = await anonymous.get("/oauth/authorize", params={"client_id": "meo-gpt"})

    assert answer.status_code == 503
    assert await number("meo_connector_store_errors_total", kind="ConnectionError") == 1


async def test_whether_both_answer_is_looked_at_with_each_scrape(number: Callable[..., Awaitable[float]]) -> None:
    assert await number("meo_connector_reachable", what="sign_in_store") == 0
    assert await number("meo_connector_reachable", what="main_app") == 1
