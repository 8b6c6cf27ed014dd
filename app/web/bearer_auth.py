"""Guard of every tool: a request without a live access token of ours does not get in."""

from collections.abc import Awaitable, Callable
from typing import Any, cast

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from app.tokens.admission import Admission
from app.tokens.caller import Caller
from app.tools.call import ToolCall, ToolCalls
from app.web.body import header_of


async def admit_caller(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Refuse the request unless it is admitted; remember whose it is.

    Asynchronous, because Litestar runs synchronous guards in threads.

    Raises:
        AppError: see `Admission.admit`.
    """
    admission = cast("Admission", connection.app.state.admission)
    connection.scope["auth"] = admission.admit(connection.scope["headers"])


async def provide_caller(request: Request[Any, Any, Any]) -> Caller:
    """Inject the proven caller; a route without the guard fails here rather than serving everyone."""
    return cast("Caller", request.auth)


def call_provider(calls: ToolCalls) -> Callable[[Request[Any, Any, Any]], Awaitable[ToolCall]]:
    """Return what begins the call of a tool for a request."""

    async def provide_call(request: Request[Any, Any, Any]) -> ToolCall:
        return calls.begin(
            await provide_caller(request),
            locale=header_of(request, b"accept-language"),
            conversation=header_of(request, b"openai-conversation-id") or "",
        )

    return provide_call
