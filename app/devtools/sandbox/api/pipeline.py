"""The way of a request to /api: route, idempotency, checks, handler, answer."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Any, Literal

from app.devtools.sandbox.api.answers import Answer, Refusal, bad_gateway, not_found
from app.devtools.sandbox.api.browser import check_page_requests
from app.devtools.sandbox.api.call import Call
from app.devtools.sandbox.api.middleware import require_user
from app.devtools.sandbox.api.request import ApiRequest, BodyTooLarge, read_request
from app.devtools.sandbox.api.routing import Route, Router
from app.devtools.sandbox.api.services import Services
from app.devtools.sandbox.api.table import routes
from app.devtools.sandbox.config import SandboxConfig
from app.devtools.sandbox.data.request_log import SeenRequest
from app.devtools.sandbox.data.world import World

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Scope = MutableMapping[str, Any]
Pause = Callable[[], Awaitable[None]]
Death = Literal["before", "after"]

_TOO_LARGE = Answer(413, b"<html><body><h1>413 Request Entity Too Large</h1></body></html>", media_type="text/html")
_NO_USER = "An idempotency key requires an authenticated user."


class Api:
    """The ASGI application under /api."""

    def __init__(self, world: World, config: SandboxConfig, services: Services) -> None:
        self._world = world
        self._config = config
        self._services = services
        self._router = Router(routes())
        self._running: set[asyncio.Task[Answer]] = set()
        self._workers: AbstractAsyncContextManager[object] = (
            nullcontext() if config.workers is None else asyncio.Semaphore(config.workers)
        )

    async def __call__(
        self, scope: Scope, receive: Receive, send: Send, *, pause: Pause | None = None, death: Death | None = None
    ) -> None:
        """Answer one request.

        `pause` delays the execution, as a slow database would; `death` says when the worker dies at its work, before
        the write or after it.
        """
        try:
            request = await read_request(scope, receive)
        except BodyTooLarge:
            await send_answer(_TOO_LARGE, scope["method"], send)
            return
        answer = await (self._finish_alone(request, pause) if pause else self._answer(request, death=death))
        await send_answer(answer, request.method, send)

    async def _finish_alone(self, request: ApiRequest, pause: Pause) -> Answer:
        """Execute even if the client goes away meanwhile, as PHP does."""
        task = asyncio.create_task(self._answer(request, pause=pause))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return await asyncio.shield(task)

    async def _answer(self, request: ApiRequest, *, pause: Pause | None = None, death: Death | None = None) -> Answer:
        """Answer in a free worker; a pause comes after the key is reserved, so that 425 can be seen."""
        call: Call | None = None
        route_name = "unrouted"
        async with self._workers:
            try:
                route, call = self._open(request)
                route_name = route.name
                stored = self._reserve(route, call)
                if pause is not None:
                    await pause()
                answer = stored or self._work(route, call, death)
            except Refusal as refusal:
                answer = refusal.answer()
        return self._close(request, call, route_name, answer)

    def _work(self, route: Route, call: Call, death: Death | None) -> Answer:
        """Execute, unless the worker dies: its idempotency key stays reserved."""
        if death is None:
            return self._execute(route, call)
        if death == "after":
            self._handle(route, call)
        return bad_gateway()

    def _open(self, request: ApiRequest) -> tuple[Route, Call]:
        if not request.path.startswith("/api/"):
            raise not_found()
        route, parameters = self._router.find(request.method, request.path)
        call = Call(
            world=self._world,
            config=self._config,
            services=self._services,
            request=request,
            parameters=parameters,
            route_name=route.name,
            ability=route.ability,
            write_limit=route.write_limit,
        )
        if not route.own_csrf:
            check_page_requests(call)
        return route, call

    def _reserve(self, route: Route, call: Call) -> Answer | None:
        """Return the stored answer of an idempotency key, or reserve the key."""
        key = _idempotency_key(route, call.request)
        if key is None:
            return None
        return self._services.idempotency.begin(require_user(call, _NO_USER), key, call.request)

    def _execute(self, route: Route, call: Call) -> Answer:
        """Handle a request; its answer decides about the idempotency key."""
        answer = self._handle(route, call)
        key = _idempotency_key(route, call.request)
        if key is not None and call.user is not None:
            self._services.idempotency.finish(call.user, key, call.request, answer)
        return answer

    def _handle(self, route: Route, call: Call) -> Answer:
        """Run the checks and the handler."""
        try:
            for stage in route.stages:
                stage(call)
            answer = route.handler(call)
        except Refusal as refusal:
            answer = refusal.answer()
        answer.headers = {**call.headers, **answer.headers}
        return answer

    def _close(self, request: ApiRequest, call: Call | None, route_name: str, answer: Answer) -> Answer:
        seen = SeenRequest(
            method=request.method,
            route=route_name,
            path=request.path,
            status=answer.status,
            user_id=call.user.id if call and call.user else None,
            raw_headers=tuple(request.raw_headers),
        )
        self._world.journal.note(seen)
        return answer


def _idempotency_key(route: Route, request: ApiRequest) -> str | None:
    """Return the key where the route honours it; a blank one counts as absent."""
    return request.headers.get("idempotency-key", "").strip() or None if route.idempotent else None


async def send_answer(answer: Answer, method: str, send: Send) -> None:
    """Write an answer to the client; a HEAD request gets no body."""
    headers: list[tuple[bytes, bytes]] = []
    if answer.status != 204:
        headers.append((b"content-length", str(len(answer.body)).encode()))
    if answer.body:
        headers.append((b"content-type", answer.media_type.encode()))
    for name, value in answer.headers.items():
        headers.append((name.lower().encode(), value.encode("latin-1")))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if method == "HEAD" else answer.body})
