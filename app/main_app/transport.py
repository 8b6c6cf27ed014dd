"""The pooled HTTP client towards the main app, one for the life of the process (decisions 6).

httpx gives the interface, aiohttp the connections: under concurrency it needs a fraction of the CPU.
"""

import http.cookiejar
from collections.abc import AsyncIterator
from typing import cast

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport

from app.main_app.budget import Budget

_KEEPALIVE = 30.0
"""Seconds an idle connection stays; below the 60 or more after which web servers usually close it."""


def make_http_client(
    base_url: str, *, budget: Budget, connections: int, transport: httpx.AsyncBaseTransport | None = None
) -> httpx.AsyncClient:
    """Build the client that all users' calls share.

    Args:
        base_url: the main app's public origin, without `/api`.
        budget: where the connect and call times come from.
        connections: how many may be open at once; further calls wait for one.
        transport: stands in for the network in tests.
    """
    return httpx.AsyncClient(
        base_url=base_url,
        transport=transport or PooledTransport(connections),
        timeout=httpx.Timeout(budget.call, connect=budget.connect),
        follow_redirects=False,
        trust_env=False,
        # Only what `wire` can unpack within a size limit.
        headers={"Accept": "application/json", "Accept-Encoding": "gzip", "User-Agent": "meo-gpt-connector"},
        cookies=_no_cookies(),
    )


class PooledTransport(AiohttpTransport):
    """aiohttp's connection pool, with its failures named as httpx names them.

    The library calls a connection reset a `ConnectTimeout`, and lets a malformed answer's error through unmapped.
    """

    def __init__(self, connections: int) -> None:
        context = httpx.create_ssl_context(trust_env=False)

        def open_session() -> aiohttp.ClientSession:
            session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=connections, keepalive_timeout=_KEEPALIVE, ssl=context),
                # A cookie set for one user must never travel with another's call.
                cookie_jar=aiohttp.DummyCookieJar(),
            )
            # What is asked again is decided in `calls`; aiohttp would double each of those attempts, and has no
            # public switch for it.
            session._retry_connection = False  # noqa: SLF001
            return session

        super().__init__(verify=context, client=open_session)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request.

        Raises:
            httpx.TransportError: of the class that fits.
        """
        try:
            response = await super().handle_async_request(request)
        except (httpx.TransportError, aiohttp.ClientError) as error:
            raise rightly_named(error) from error
        response.stream = _NamedStream(cast("httpx.AsyncByteStream", response.stream))
        return response


class _NamedStream(httpx.AsyncByteStream):
    def __init__(self, stream: httpx.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for chunk in self._stream:
                yield chunk
        except (httpx.TransportError, aiohttp.ClientError) as error:
            raise rightly_named(error) from error

    async def aclose(self) -> None:
        await self._stream.aclose()


def rightly_named(error: httpx.TransportError | aiohttp.ClientError) -> httpx.TransportError:
    """Return the httpx error that says what happened to the connection."""
    cause = error.__cause__ if isinstance(error, httpx.TransportError) else error
    if isinstance(cause, aiohttp.ClientConnectorError):
        return httpx.ConnectError(str(cause))
    if isinstance(cause, aiohttp.ConnectionTimeoutError):
        return httpx.ConnectTimeout(str(cause))
    if isinstance(cause, aiohttp.ServerTimeoutError):
        return httpx.ReadTimeout(str(cause))
    if isinstance(cause, aiohttp.ClientConnectionError):
        return httpx.ReadError(str(cause))
    if isinstance(error, httpx.TransportError):
        return error
    return httpx.RemoteProtocolError(str(error))


def _no_cookies() -> http.cookiejar.CookieJar:
    return http.cookiejar.CookieJar(policy=http.cookiejar.DefaultCookiePolicy(allowed_domains=[]))
