"""The pooled HTTP client towards the main app, one for the life of the process.

Connections are shared by all users. An answer that nobody asked for (a proxy in between got out of step, or said twice
what was asked once) would be taken for the answer to the next question, which is another user's. aiohttp parses such
bytes into the idle connection and looks at them only when they have been handed out.

httpx gives the interface, aiohttp the connections: under concurrency it needs a fraction of the CPU.
"""

import functools
import select
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import httpx
from aiohttp.client_reqrep import ConnectionKey
from aiohttp.connector import Connection
from httpx_aiohttp import AiohttpTransport
from multidict import CIMultiDict
from yarl import URL

from app.main_app.timeouts import Timeouts


class IdleCheckingConnector(aiohttp.TCPConnector):
    """aiohttp's pool, which closes an idle connection that received anything."""

    async def _get(self, key: ConnectionKey, traces: list[Any]) -> Connection | None:
        # The only place where an idle connection passes on its way out; the library has no public one.
        while (connection := await super()._get(key, traces)) is not None:
            if not _has_spoken(connection):
                return connection
            connection.close()
        return None


def _has_spoken(connection: Connection) -> bool:
    """Tell whether anything came since the last answer: parsed already, or still in the socket."""
    protocol = connection.protocol
    if protocol is None or protocol.transport is None or protocol.should_close:
        return True
    waiting = select.poll()
    waiting.register(protocol.transport.get_extra_info("socket"), select.POLLIN)
    return bool(waiting.poll(0))


_KEEPALIVE = 30.0
"""Seconds an idle connection stays; below the 60 or more after which web servers usually close it."""


class MainAppClient(httpx.AsyncClient):
    """httpx's client without redirects, cookies, credentials and hooks, none of which a call here may have.

    They take more time than everything else that httpx does for a call, also where there are none.
    """

    def __init__(self, base_url: str, *, transport: httpx.AsyncBaseTransport, timeout: httpx.Timeout) -> None:
        super().__init__(base_url=base_url, transport=transport, timeout=timeout, trust_env=False)
        self._wire = transport
        self.origin = str(self.base_url).rstrip("/")
        # What goes with every request, as it goes on the wire; of the encodings only what `wire` can unpack.
        self.common_headers = [
            (b"Host", self.base_url.netloc),
            (b"Accept", b"application/json"),
            (b"Accept-Encoding", b"gzip"),
            (b"User-Agent", b"meo-gpt-connector"),
        ]
        # Only to connect has a span of its own: `exchange` sets one for everything, and a timer per read costs time.
        self.extensions = {"timeout": httpx.Timeout(None, connect=timeout.connect).as_dict()}

    async def send(self, request: httpx.Request, *, stream: bool = False, **_options: Any) -> httpx.Response:
        """Send one request as it is."""
        response = await self._wire.handle_async_request(request)
        response.request = request
        if not stream:
            await response.aread()
        return response


def make_http_client(
    base_url: str, *, timeouts: Timeouts, connections: int, transport: httpx.AsyncBaseTransport | None = None
) -> MainAppClient:
    """Build the client that all users' calls share.

    Args:
        base_url: the main app's public origin, without `/api`.
        timeouts: where the connect and call times come from.
        connections: how many may be open at once; further calls wait for one.
        transport: stands in for the network in tests.
    """
    return MainAppClient(
        base_url,
        transport=transport or PooledTransport(connections),
        timeout=httpx.Timeout(timeouts.call, connect=timeouts.connect),
    )


class PooledTransport(AiohttpTransport):
    """aiohttp's connection pool behind httpx's interface.

    The library's own way through takes twice as long, calls a connection reset a `ConnectTimeout`, and lets a
    malformed answer's error through unmapped.
    """

    def __init__(self, connections: int) -> None:
        context = httpx.create_ssl_context(trust_env=False)

        def open_session() -> aiohttp.ClientSession:
            session = aiohttp.ClientSession(
                connector=IdleCheckingConnector(limit=connections, keepalive_timeout=_KEEPALIVE, ssl=context),
                # A cookie set for one user must never travel with another's call.
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
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
        if not isinstance(self.client, aiohttp.ClientSession):
            self.client = self.get_client()
        headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw]
        limits = request.extensions["timeout"]
        try:
            answer = await self.client.request(
                request.method,
                URL(str(request.url), encoded=True),
                headers=CIMultiDict(headers),
                data=request.read() or None,
                allow_redirects=False,
                timeout=_client_timeout(limits["connect"], limits["read"], limits["pool"]),
            )
        except aiohttp.ClientError as error:
            raise with_correct_authority(error) from error
        return httpx.Response(answer.status, headers=answer.raw_headers, stream=_Body(answer), request=request)


class _Body(httpx.AsyncByteStream):
    def __init__(self, answer: aiohttp.ClientResponse) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            while chunk := await self._answer.content.readany():
                yield chunk
        except aiohttp.ClientError as error:
            raise with_correct_authority(error) from error

    async def aclose(self) -> None:
        # Gives the connection back when the body has been read, and closes it otherwise.
        self._answer.release()


@functools.cache
def _client_timeout(connect: float, read: float | None, pool: float | None) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(sock_connect=connect, sock_read=read, connect=pool)


def with_correct_authority(error: httpx.TransportError | aiohttp.ClientError) -> httpx.TransportError:
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
