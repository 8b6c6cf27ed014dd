"""Routes of tools: the kinds READ, ADD and CHANGE, and how a tool's answer is written.

The operation class of a route states its kind. ChatGPT is told the kind as its confirmation flag
(`x-openai-isConsequential`); other faces derive their hints and scopes from it.
"""

from typing import Any, ClassVar, Final, Literal

import msgspec
from litestar import Response
from litestar.connection import ASGIConnection
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.spec import Operation
from litestar.types import ASGIApp, Receive, Scope, Send

from app.tools.pet_paths import unescaped

Kind = Literal["READ", "ADD", "CHANGE"]
PRIVATE_HEADERS: Final = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
"""Headers of every answer about somebody's pets: no cache on the way may keep it (RFC 9111, 5.2.2.5)."""
_PRIVATE: Final = [(name.lower().encode(), value.encode()) for name, value in PRIVATE_HEADERS.items()]


class ReadTool(Operation):
    """A tool that only reads; ChatGPT runs it unasked."""

    kind: ClassVar[Kind] = "READ"
    is_public: ClassVar[bool] = False


class AddTool(ReadTool):
    """A tool that saves something new and overwrites nothing; ChatGPT runs it unasked."""

    kind: ClassVar[Kind] = "ADD"


class ChangeTool(ReadTool):
    """A tool that overwrites or removes something; ChatGPT asks the user each time."""

    kind: ClassVar[Kind] = "CHANGE"


class OpenTool(ReadTool):
    """A tool that only reads and needs no sign-in; ChatGPT sends no token there."""

    is_public: ClassVar[bool] = True


class ToolRoute(HTTPRouteHandler):
    """A route whose guards get the route itself; Litestar makes a copy of it for each guard of each request."""

    async def authorize_connection(self, connection: ASGIConnection[Any, Any, Any, Any]) -> None:
        """Put a pet's name in the path back as it was sent, then run all guards; each raises to refuse."""
        if connection.scope["path_params"]:
            connection.scope["path_params"] = unescaped(connection.scope["path_params"])
        for guard in self.resolve_guards():
            await guard(connection, self)  # type: ignore[misc]  # Litestar has made them asynchronous


class ToolAnswer(Response[Any]):
    """A tool's answer: a struct as JSON; no cookies, no headers of a route's own, no background work."""

    def to_asgi_response(self, *_: Any, **_options: Any) -> ASGIApp:  # type: ignore[override]  # all that Litestar asks of it
        """Encode the struct; the status is 200 instead of 201 when nothing new was saved."""
        status = self.status_code or 200
        if status == 201 and getattr(self.content, "already_saved", False):
            status = 200
        body = msgspec.json.encode(self.content)
        headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body)), *_PRIVATE]

        async def answer(_scope: Scope, _receive: Receive, send: Send) -> None:
            await send({"type": "http.response.start", "status": status, "headers": headers})
            await send({"type": "http.response.body", "body": body, "more_body": False})

        return answer
