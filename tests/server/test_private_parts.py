"""What the code uses of libraries although it is not public; pyproject.toml holds those libraries to a minor release.

A release that renames one of these would fail quietly otherwise: a limit that is never looked at, an idle connection
that is handed out although it has spoken.
"""

import asyncio
import inspect
import tomllib
from pathlib import Path
from typing import Any

import aiohttp
import httptools
import pytest
import uvicorn
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

DEPENDENCIES: list[str] = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"][
    "dependencies"
]


@pytest.fixture
async def protocol() -> Any:
    """Give uvicorn's own protocol, as it is when a request begins."""

    async def app(_scope: Any, _receive: Any, _send: Any) -> None:
        """Never called."""

    config = uvicorn.Config(app, lifespan="off", log_config=None)
    config.load()
    protocol = HttpToolsProtocol(config, ServerState(), {})
    protocol.on_message_begin()
    return protocol


async def test_uvicorns_protocol_has_what_the_limits_use(protocol: Any) -> None:
    state = ("connections", "cycle", "headers", "limit_concurrency", "loop", "parser", "pipeline", "transport", "url")
    callbacks = ("on_message_begin", "on_url", "on_header", "on_headers_complete", "on_body", "on_message_complete")
    others = ("on_response_complete", "send_400_response", "timeout_keep_alive_handler", "_unset_keepalive_if_required")

    assert [name for name in (*state, *callbacks, *others, "expect_100_continue") if not hasattr(protocol, name)] == []
    assert {"keep_alive", "expect_100_continue", "on_response"} <= set(
        inspect.signature(RequestResponseCycle).parameters
    )
    source = inspect.getsource(HttpToolsProtocol)
    assert "on_response=self.on_response_complete" in source
    assert "self.pipeline.appendleft((self.cycle, app))" in source
    assert all(name in inspect.getsource(RequestResponseCycle) for name in ("response_started", "response_complete"))


def test_httptools_stops_at_an_upgrade_and_says_where() -> None:
    parser = httptools.HttpRequestParser(object())
    head = b"POST / HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: foo\r\nContent-Length: 4\r\n\r\n"

    with pytest.raises(httptools.HttpParserUpgrade) as stopped:
        parser.feed_data(head + b"body")

    assert stopped.value.args == (len(head),)
    assert parser.should_upgrade()


async def test_aiohttp_has_what_the_pool_uses() -> None:
    async with aiohttp.ClientSession() as session:
        assert session._retry_connection is True
    assert list(inspect.signature(aiohttp.TCPConnector._get).parameters) == ["self", "key", "traces"]
    assert asyncio.iscoroutinefunction(aiohttp.TCPConnector._get)


def test_litestar_has_what_routes_and_logs_use(connector: Litestar) -> None:
    routes = [route for route in connector.routes if isinstance(route, HTTPRoute)]

    assert callable(connector.asgi_handler)
    assert all(isinstance(handler, HTTPRouteHandler) for handler, _ in routes[0].route_handler_map.values())
    assert callable(routes[0].create_options_handler)
    assert callable(HTTPRouteHandler.resolve_guards)
    assert callable(HTTPRouteHandler.authorize_connection)


@pytest.mark.parametrize("library", ["aiohttp", "httptools", "litestar", "uvicorn"])
def test_a_library_whose_private_parts_are_used_is_held_to_a_minor_release(library: str) -> None:
    (wanted,) = [one for one in DEPENDENCIES if one.startswith(library + ">")]
    lowest, below = (part.strip("<>=").split(".") for part in wanted.removeprefix(library).split(","))

    assert (int(below[0]), int(below[1])) == (int(lowest[0]), int(lowest[1]) + 1)
