"""Guard of every tool: a request without a live access token of ours does not get in."""

from typing import Any, cast

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from app.tokens.admission import Admission
from app.tokens.caller import Caller


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
