"""`/mcp` over HTTP: origin, token and size are checked before a message is read; one message in, one answer out."""

from collections.abc import Collection, Mapping
from typing import Final

import msgspec
import structlog
from litestar import asgi
from litestar.handlers import ASGIRouteHandler
from litestar.types import Receive, Scope, Send
from msgspec import UNSET, Struct

from app.errors import AppError, Forbidden, Unauthorized, revoked_message
from app.mcp.body import read_body
from app.mcp.message import Message, RpcError, read_message
from app.mcp.methods import Methods
from app.mcp.results import write_error, write_result
from app.mcp.revision import RoutingHeaders, check_modern, read_routing_headers
from app.mcp.tool_call import InsufficientScope, ToolCaller
from app.tokens.admission import Admission
from app.tokens.audience import MCP_SCOPES
from app.tokens.caller import Caller
from app.tools.failures import describe_failure
from app.tools.routes import PRIVATE_HEADERS

PATH: Final = "/mcp"
MAX_BODY: Final = 400_000  # bytes
_CORS_HEADERS: Final = "Authorization, Content-Type, MCP-Protocol-Version, Mcp-Method, Mcp-Name"
_POST_ONLY: Final = {"Allow": "POST"}
_READ_ONLY: Final = "This connection may only see the user's pets. To change them, connect again and allow changes."

Headers = Mapping[str, str]


class McpAddress(Struct, frozen=True, kw_only=True):
    """What the endpoint says of itself.

    Attributes:
        metadata_url: of the protected resource metadata (RFC 9728), for challenges.
        origins: that a web page may call from; a request without Origin comes from no web page and passes.
    """

    metadata_url: str
    origins: Collection[str]


class Answer(Struct, frozen=True):
    """An HTTP answer; no body means that nothing is awaited."""

    status: int
    body: bytes = b""
    headers: Headers = {}


class MethodNotAllowed(AppError):
    """There is no event stream to open and no session to end."""

    code = "METHOD_NOT_ALLOWED"
    status = 405


class McpEndpoint:
    """Answers the requests of hosts; keeps nothing between them."""

    def __init__(self, address: McpAddress, *, admission: Admission, methods: Methods, tools: ToolCaller) -> None:
        """Take who proves the tokens of this face, and who answers."""
        self._address = address
        self._admission = admission
        self._methods = methods
        self._tools = tools

    def route(self) -> ASGIRouteHandler:
        """Return the one route; it takes every method, so that each is challenged."""

        @asgi(PATH, copy_scope=False)
        async def mcp(scope: Scope, receive: Receive, send: Send) -> None:
            answer = await self.handle(scope, receive)
            headers = {**PRIVATE_HEADERS, "Content-Length": str(len(answer.body)), **answer.headers}
            if answer.body:
                headers["Content-Type"] = "application/json"
            encoded = [(name.lower().encode(), value.encode("ascii", "replace")) for name, value in headers.items()]
            await send({"type": "http.response.start", "status": answer.status, "headers": encoded})
            await send({"type": "http.response.body", "body": answer.body, "more_body": False})

        return mcp

    async def handle(self, scope: Scope, receive: Receive) -> Answer:
        """Check a request from the outside in, then answer its message."""
        cors = self._cors(_header(scope, b"origin"))
        if cors is None:
            return _failed(Forbidden("This web page may not call here."), {})
        if _method(scope) == "OPTIONS":
            return Answer(204, headers={**cors, **_POST_ONLY})
        try:
            caller = self._admission.admit(scope["headers"])
            if _method(scope) != "POST":
                raise MethodNotAllowed("POST messages here; there is no stream to open and no session to end.")
            body = await read_body(receive, announced=_header(scope, b"content-length"), most=MAX_BODY)
        except Unauthorized as error:
            known = Unauthorized(revoked_message("")) if error.token_sent else error  # here every host may be meant
            return self._refused(known, cors)
        except AppError as error:
            return self._refused(error, cors)
        return await self._admitted(scope, body, caller, cors)

    async def _admitted(self, scope: Scope, body: bytes, caller: Caller, cors: Headers) -> Answer:
        try:
            return await self._answer(scope, body, caller, cors)
        except Unauthorized:
            return self._refused(Unauthorized(revoked_message(caller.client_name)), cors)
        except InsufficientScope as error:
            return self._insufficient(error, caller, cors)

    async def _answer(self, scope: Scope, body: bytes, caller: Caller, cors: Headers) -> Answer:
        message: Message | None = None
        try:
            message = read_message(body)
            if message.id is UNSET:
                return Answer(202, headers=cors)
            headers = read_routing_headers(scope["headers"])
            if not headers.is_legacy:
                check_modern(headers, message)
            result = await self._result(scope, message, caller, headers)
        except RpcError as error:
            structlog.contextvars.bind_contextvars(error_code=str(error.code))
            request_id = message.id if message is not None and message.id is not UNSET else None
            return Answer(error.status, write_error(request_id, error), cors)
        return Answer(200, write_result(message.id, result), cors)

    async def _result(self, scope: Scope, message: Message, caller: Caller, headers: RoutingHeaders) -> bytes:
        """Return the encoded result; log line and metrics get the method, or the tool that is called."""
        if message.method != "tools/call":
            answer = self._methods.answer_legacy if headers.is_legacy else self._methods.answer_modern
            result = answer(message, caller)
            scope["path_template"] = f"{PATH} {message.method}"  # of a known method: the labels stay few
            return result
        tool = self._tools.find(message, status=200 if headers.is_legacy else 400)
        scope["path_template"] = f"{PATH} {tool.name}"
        language = _header(scope, b"accept-language")
        outcome = await self._tools.call(tool, message, caller, language=language, may_ask=not headers.is_legacy)
        structlog.contextvars.bind_contextvars(error_code=outcome.error_code)
        if headers.is_legacy:
            return outcome.result
        return self._methods.complete(outcome.result, is_question=outcome.is_question)

    def _cors(self, origin: str | None) -> Headers | None:
        """Return the CORS headers for an origin, none of them without one; None when the origin is not admitted."""
        if origin is None:
            return {}
        if origin not in self._address.origins:
            return None
        return {
            "Access-Control-Allow-Origin": origin,
            "Access-Control-Allow-Methods": "POST",
            "Access-Control-Allow-Headers": _CORS_HEADERS,
            "Access-Control-Expose-Headers": "WWW-Authenticate",
            "Vary": "Origin",
        }

    def _refused(self, error: AppError, cors: Headers) -> Answer:
        headers = dict(cors)
        if isinstance(error, Unauthorized):
            headers["WWW-Authenticate"] = self._challenge("invalid_token" if error.token_sent else None, MCP_SCOPES)
        if isinstance(error, MethodNotAllowed):
            headers |= _POST_ONLY
        if error.retry_after is not None:
            headers["Retry-After"] = str(error.retry_after)
        return _failed(error, headers)

    def _insufficient(self, error: InsufficientScope, caller: Caller, cors: Headers) -> Answer:
        """RFC 6750, 3.1: name the scopes that are needed and those that are held."""
        challenge = self._challenge("insufficient_scope", {*caller.scopes, error.needed})
        return _failed(Forbidden(_READ_ONLY), {**cors, "WWW-Authenticate": challenge})

    def _challenge(self, error: str | None, scopes: Collection[str]) -> str:
        """RFC 9728, 5.1: where to find out how to sign in."""
        parts = [f'error="{error}"'] if error else []
        parts += [f'resource_metadata="{self._address.metadata_url}"', f'scope="{" ".join(sorted(scopes))}"']
        return "Bearer " + ", ".join(parts)


def _method(scope: Scope) -> str:
    return scope["method"]  # type: ignore[typeddict-item]  # an HTTP scope: no other comes here


def _header(scope: Scope, wanted: bytes) -> str | None:
    for name, value in scope["headers"]:
        if name == wanted:
            return value.decode("latin-1").strip()
    return None


def _failed(error: AppError, headers: Headers) -> Answer:
    failure = describe_failure(error)
    structlog.contextvars.bind_contextvars(error_code=failure.body.error)
    return Answer(failure.status, msgspec.json.encode(failure.body), headers)
