"""What the production server is told: the values that only a proxy, a busy machine or a log reader would miss."""

import re
from pathlib import Path

import pytest
import uvicorn

from app.server.protocol_limits import LimitedProtocol
from app.server.run import PRODUCTION_APP, production_options

RELIABILITY = Path(__file__).parents[2] / "docs" / "reliability.md"
DEFAULT_PROXY_SECONDS = 60
MAX_TOOL_CALL = 25


@pytest.fixture
def config() -> uvicorn.Config:
    """Give what uvicorn makes of the options, as `serve` hands them over."""
    return uvicorn.Config(PRODUCTION_APP, **production_options(host="127.0.0.1", port=8000, workers=3))


def test_a_quiet_connection_is_kept_longer_than_a_proxy_keeps_it(config: uvicorn.Config) -> None:
    assert config.timeout_keep_alive == 75 > DEFAULT_PROXY_SECONDS


def test_a_worker_has_a_minute_to_show_life(config: uvicorn.Config) -> None:
    assert config.timeout_worker_healthcheck == 60


def test_running_calls_may_finish_before_the_end(config: uvicorn.Config) -> None:
    assert config.timeout_graceful_shutdown is not None
    assert config.timeout_graceful_shutdown > MAX_TOOL_CALL


def test_no_address_is_logged_and_no_proxy_believed(config: uvicorn.Config) -> None:
    assert (config.access_log, config.proxy_headers, config.server_header) == (False, False, False)


def test_heads_and_slow_clients_are_bounded(config: uvicorn.Config) -> None:
    assert config.http is LimitedProtocol


def test_connections_are_bounded_below_the_files_a_process_may_open(config: uvicorn.Config) -> None:
    usual_files, calls_to_the_main_app = 1024, 100

    assert config.limit_concurrency is not None
    assert config.limit_concurrency < usual_files - calls_to_the_main_app


def test_where_and_how_many_is_what_was_asked_for(config: uvicorn.Config) -> None:
    assert (config.host, config.port, config.workers) == ("127.0.0.1", 8000, 3)


def test_the_page_on_reliability_names_the_same_values(config: uvicorn.Config) -> None:
    text = RELIABILITY.read_text()
    said = re.search(r"\*\*Keep-alive\*\* is (\d+) s.*?\*\*Workers\*\* get (\d+) s", text, re.DOTALL)

    assert said
    assert (int(said[1]), int(said[2])) == (config.timeout_keep_alive, config.timeout_worker_healthcheck)
    assert f"more than {config.limit_concurrency} connections" in text
