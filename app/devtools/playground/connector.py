"""The connector as ChatGPT sees it: an authorization server, a published document, and tools behind a token."""

import time
from collections.abc import Callable
from typing import Protocol
from urllib.parse import urlencode

import httpx
import msgspec
from msgspec import Struct

from app.devtools.playground.config import PlaygroundConfig
from app.devtools.playground.document import Document, WrongDocument, read_document
from app.devtools.playground.language import PlaygroundError
from app.devtools.playground.wire import PlacedCall, Route, Run, ToolCall, mask, pretty, shown_headers

GPT_ID = "g-playground"
_USER_AGENT = "Mozilla/5.0 (compatible; ChatGPT-User/1.0; played by the playground)"


class CannotReach(PlaygroundError):
    """The connector gave no usable answer."""


class TokenRefused(PlaygroundError):
    """The token endpoint said no, with an error and a description of its own."""


class Token(Struct, frozen=True):
    """What the token endpoint answered (RFC 6749, 5.1)."""

    access_token: str
    token_type: str = ""
    expires_in: int = 0
    scope: str = ""

    def __repr__(self) -> str:
        return "Token(…)"


class _OAuthError(Struct, frozen=True):
    error: str = "no error code"
    error_description: str = ""


class Counter(Protocol):
    """Who counts the main app's requests."""

    async def counts(self) -> dict[str, int] | None:
        """Return requests by route, None when nobody can tell."""


class Connector:
    """Speaks to the connector; one per process."""

    def __init__(
        self,
        config: PlaygroundConfig,
        http: httpx.AsyncClient,
        counter: Counter,
        *,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._config = config
        self._http = http
        self._counter = counter
        self._clock = clock
        self._document: Document | None = None
        self._written = b""

    async def document(self) -> Document:
        """Return the published document, read once.

        Raises:
            CannotReach: the connector does not serve it.
            WrongDocument: it cannot be read.
        """
        if self._document is None:
            answer = await self._send(httpx.Request("GET", f"{self._config.connector_url}/openapi.json"))
            if answer.status_code != 200:
                raise WrongDocument("failure.no_document", status=answer.status_code)
            self._document, self._written = read_document(answer.content), answer.content
        return self._document

    async def written_document(self) -> bytes:
        """Return the published document as it is written; raises as `document` does."""
        await self.document()
        return self._written

    def authorize_address(self, state: str) -> str:
        """Return where a sign-in begins; like Actions, without PKCE (docs/gpt-builder-rules.md, "OAuth")."""
        query = {
            "response_type": "code",
            "client_id": self._config.client_id,
            "redirect_uri": self._config.redirect_uri,
            "scope": "",
            "state": state,
        }
        return f"{self._config.connector_url}/oauth/authorize?{urlencode(query)}"

    async def exchange(self, code: str) -> Token:
        """Trade a code for an access token.

        Raises:
            TokenRefused: with the connector's reason.
            CannotReach: no usable answer.
        """
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._config.redirect_uri,
            "client_id": self._config.client_id,
            "client_secret": self._config.client_secret,
        }
        answer = await self._send(httpx.Request("POST", f"{self._config.connector_url}/oauth/token", data=form))
        try:
            if answer.status_code != 200:
                refusal = msgspec.json.decode(answer.content, type=_OAuthError)
                raise TokenRefused("failure.refused", error=refusal.error, description=refusal.error_description)
            return msgspec.json.decode(answer.content, type=Token)
        except msgspec.DecodeError as error:
            raise CannotReach("failure.answered", status=answer.status_code) from error

    async def revoke(self, access_token: str) -> bool:
        """End a connection in the Bearer form; tells whether the connector agreed.

        Raises:
            CannotReach: no answer.
        """
        headers = {"Authorization": f"Bearer {access_token}"}
        answer = await self._send(httpx.Request("POST", f"{self._config.connector_url}/oauth/revoke", headers=headers))
        # 401: it was over already, which is what was asked for.
        return answer.status_code in (200, 401)

    async def run(self, call: ToolCall, *, access_token: str | None, conversation: str) -> Run:
        """Make a tool call as ChatGPT would; a failure is a run too.

        Raises:
            UnknownTool, WrongDocument, CannotReach: there is nothing to call.
        """
        placed = (await self.document()).tool(call.operation_id).place(call)
        request = self._request(placed, access_token if placed.sign_in else None, conversation)
        before = await self._counter.counts()
        started = self._clock()
        try:
            answer: httpx.Response | None = await self._send(request)
        except CannotReach:
            answer = None
        milliseconds = round((self._clock() - started) * 1000)
        upstream = _difference(before, await self._counter.counts())
        run = _run(call, request, answer, consequential=placed.consequential)
        return msgspec.structs.replace(run, milliseconds=milliseconds, upstream=upstream)

    def _request(self, placed: PlacedCall, access_token: str | None, conversation: str) -> httpx.Request:
        headers = {
            "Accept": "*/*",
            "User-Agent": _USER_AGENT,
            "openai-conversation-id": conversation,
            "openai-gpt-id": GPT_ID,
        }
        if access_token:
            headers["Authorization"] = f"Bearer {access_token}"
        content = None
        if placed.body is not None:
            content = msgspec.json.encode(placed.body)
            headers["Content-Type"] = "application/json"
        address = f"{self._config.connector_url}{placed.path}"
        return httpx.Request(placed.method, address, params=placed.query or None, headers=headers, content=content)

    async def _send(self, request: httpx.Request) -> httpx.Response:
        try:
            return await self._http.send(request)
        except httpx.HTTPError as error:
            raise CannotReach("failure.connector") from error


def _run(call: ToolCall, request: httpx.Request, answer: httpx.Response | None, *, consequential: bool) -> Run:
    return Run(
        call=call,
        method=request.method,
        address=request.url.raw_path.decode(),
        request_headers=_masked(request.headers),
        request_body=pretty(request.content) if request.content else "",
        status=answer.status_code if answer else 0,
        reason=answer.reason_phrase if answer else "no answer",
        answer_headers=shown_headers(answer.headers.multi_items()) if answer else (),
        body=answer.content if answer else b"",
        milliseconds=0,
        consequential=consequential,
    )


def _masked(headers: httpx.Headers) -> tuple[tuple[str, str], ...]:
    shown = {name: value for name, value in headers.items() if name not in ("host", "content-length", "accept")}
    if "authorization" in shown:
        shown["authorization"] = f"Bearer {mask(shown['authorization'].removeprefix('Bearer '))}"
    return tuple(shown.items())


def _difference(before: dict[str, int] | None, after: dict[str, int] | None) -> tuple[Route, ...] | None:
    if before is None or after is None:
        return None
    more = {name: count - before.get(name, 0) for name, count in after.items()}
    return tuple(Route(name, count) for name, count in more.items() if count > 0)
