"""Requests as the handlers read them: a body that cannot be read is the client's fault, whatever the decoder raises."""

from typing import Any, Final

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.exceptions import ClientException, HTTPException, InternalServerException
from litestar.types import HTTPScope

from app.tools.lenient_arguments import arranged, read_json, telling_query
from app.tools.routes import ToolRoute

SENT_BODY: Final = "sent_body"


class UnsupportedMediaType(HTTPException):
    """The body is declared as something else than JSON (RFC 9110, 15.5.16)."""

    status_code = 415


class BodyRequest(Request[Any, Any, Any]):
    """A request whose unreadable body is a 400; the framework lets some of them become a 500."""

    def __init__(self, scope: HTTPScope, *args: Any, **options: Any) -> None:
        """Drop from the query of a tool what says nothing; in a sign-in every byte counts."""
        if scope["query_string"] and isinstance(scope.get("route_handler"), ToolRoute):
            scope["query_string"] = telling_query(scope["query_string"])
        super().__init__(scope, *args, **options)

    async def body(self) -> bytes:
        """Read the whole body.

        Raises:
            ClientException: the client left in the middle of it; nobody reads the answer, but the log line is right.
        """
        try:
            return await super().body()
        except InternalServerException as error:
            raise ClientException("The body ended early.") from error

    async def json(self) -> Any:
        """Decode the body, and keep it so that an error can speak about all of it (`app.web.errors`).

        Raises:
            UnsupportedMediaType: it is declared as something else.
            ClientException: it is no JSON, nested too deeply or not UTF-8.
        """
        kind = self.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
        if kind != "application/json":
            raise UnsupportedMediaType
        try:
            sent = read_json(await self.body())
        except (RecursionError, ValueError) as error:
            raise ClientException("The body is no readable JSON.") from error
        parameters = self.route_handler.parsed_fn_signature.parameters
        if body := parameters.get("data"):
            sent = arranged(body.annotation, sent, self.path_params, self.app.state.timezone)
        self.scope["state"][SENT_BODY] = sent
        return sent


def header_of(connection: ASGIConnection[Any, Any, Any, Any], name: bytes) -> str | None:
    """Return the first header of a name in lower case; Litestar's `headers` first makes a dictionary of all of them."""
    for key, value in connection.scope["headers"]:
        if key == name:
            return value.decode("latin-1")
    return None
