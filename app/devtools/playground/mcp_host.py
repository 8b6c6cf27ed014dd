"""The connector as an MCP host sees it: a registration, a sign-in with PKCE, and one address for all tools.

Like a host it keeps a connection of its own, apart from the GPT's: tokens of one are refused at the other.
"""

import base64
import hashlib
import time
from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlencode

import httpx
import msgspec
from msgspec import Struct

from app.devtools.playground.config import PlaygroundConfig
from app.devtools.playground.connector import CannotReach, Token, TokenRefused
from app.devtools.playground.mcp_messages import call_run, request_message
from app.devtools.playground.wire import Json, Run, ToolCall

Answer = TypeVar("Answer", bound=Struct)

_NAME = "Playground host"
_SCOPES = "pets:read pets:write"


class _Registered(Struct, frozen=True):
    client_id: str


class _Refusal(Struct, frozen=True):
    error: str = "no error code"
    error_description: str = ""


class McpHost:
    """Speaks to the connector as a host of 2026-07-28: no handshake, each request stands alone."""

    def __init__(
        self, config: PlaygroundConfig, http: httpx.AsyncClient, *, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        self._config = config
        self._http = http
        self._clock = clock
        self._client_id = ""

    @property
    def address(self) -> str:
        """The one address; also the resource that the tokens are for (RFC 8707)."""
        return f"{self._config.connector_url}/mcp"

    @property
    def redirect_uri(self) -> str:
        """Where the connector sends the browser back to."""
        return f"{self._config.own_url}/host/callback"

    async def authorize_address(self, state: str, verifier: str) -> str:
        """Return where a sign-in begins; registers first, once per process (RFC 7591).

        Raises:
            TokenRefused: the connector takes no registrations.
            CannotReach: no usable answer.
        """
        if not self._client_id:
            asked = {
                "client_name": _NAME,
                "redirect_uris": [self.redirect_uri],
                "token_endpoint_auth_method": "none",
            }
            request = httpx.Request("POST", f"{self._config.connector_url}/oauth/register", json=asked)
            self._client_id = _read(await self._send(request), _Registered, status=201).client_id
        digest = hashlib.sha256(verifier.encode()).digest()
        query = {
            "response_type": "code",
            "client_id": self._client_id,
            "redirect_uri": self.redirect_uri,
            "state": state,
            "scope": _SCOPES,
            "resource": self.address,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        return f"{self._config.connector_url}/oauth/authorize?{urlencode(query)}"

    async def exchange(self, code: str, verifier: str) -> Token:
        """Trade a code for an access token; raises as `authorize_address`."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect_uri,
            "client_id": self._client_id,
            "code_verifier": verifier,
            "resource": self.address,
        }
        request = httpx.Request("POST", f"{self._config.connector_url}/oauth/token", data=form)
        return _read(await self._send(request), Token, status=200)

    async def revoke(self, access_token: str) -> None:
        """End a connection (RFC 7009).

        Raises:
            CannotReach: it could not be ended.
        """
        form = {"token": access_token, "client_id": self._client_id}
        answer = await self._send(httpx.Request("POST", f"{self._config.connector_url}/oauth/revoke", data=form))
        if answer.status_code >= 500:
            raise CannotReach("failure.not_revoked")

    async def ask(
        self, method: str, access_token: str, call: ToolCall | None = None, more: dict[str, Json] | None = None
    ) -> Run:
        """Send a request and return it with its answer; a failure is a run too."""
        params: dict[str, Json] = {"name": call.operation_id, "arguments": call.arguments} if call else {}
        params |= more or {}
        request = request_message(self.address, method, params, access_token)
        started = self._clock()
        try:
            answer: httpx.Response | None = await self._send(request)
        except CannotReach:
            answer = None
        milliseconds = round((self._clock() - started) * 1000)
        return call_run(call or ToolCall(operation_id=method, arguments={}), request, answer, milliseconds)

    async def _send(self, request: httpx.Request) -> httpx.Response:
        try:
            return await self._http.send(request)
        except httpx.HTTPError as error:
            raise CannotReach("failure.connector") from error


def _read(answer: httpx.Response, kind: type[Answer], *, status: int) -> Answer:
    try:
        if answer.status_code != status:
            refusal = msgspec.json.decode(answer.content, type=_Refusal)
            raise TokenRefused("failure.refused", error=refusal.error, description=refusal.error_description)
        return msgspec.json.decode(answer.content, type=kind)
    except msgspec.DecodeError as error:
        raise CannotReach("failure.answered", status=answer.status_code) from error
