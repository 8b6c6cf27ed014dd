"""The way of a request to /api: route, idempotency, checks, handler, answer.

See docs/main-app-api.md, "Order of checks".
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from app.devtools.sandbox.api.answers import Answer, Refusal, not_found
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

    async def __call__(self, scope: Scope, receive: Receive, send: Send, *, pause: Pause | None = None) -> None:
        """Answer one request; `pause` delays its execution, as a slow database would."""
        try:
            request = await read_request(scope, receive)
        except BodyTooLarge:
            await send_answer(_TOO_LARGE, scope["method"], send)
            return
        answer = await self._answer_after(request, pause) if pause else self._answer(request)
        await send_answer(answer, request.method, send)

    async def _answer_after(self, request: ApiRequest, pause: Pause) -> Answer:
        """Execute even if the client goes away meanwhile, as PHP does."""

        async def run() -> Answer:
            return await self._answer_slowly(request, pause)

        task = asyncio.create_task(run())
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return await asyncio.shield(task)

    def _answer(self, request: ApiRequest) -> Answer:
        """Answer at once."""
        call: Call | None = None
        route_name = "unrouted"
        try:
            route, call = self._open(request)
            route_name = route.name
            answer = self._reserve(route, call) or self._execute(route, call)
        except Refusal as refusal:
            answer = refusal.answer()
        return self._close(request, call, route_name, answer)

    async def _answer_slowly(self, request: ApiRequest, pause: Pause) -> Answer:
        """Answer with a pause between reserving the idempotency key and the work, so that 425 can be seen."""
        call: Call | None = None
        route_name = "unrouted"
        try:
            route, call = self._open(request)
            route_name = route.name
            stored = self._reserve(route, call)
            await pause()
            answer = stored or self._execute(route, call)
        except Refusal as refusal:
            answer = refusal.answer()
        return self._close(request, call, route_name, answer)

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
        """Run the checks and the handler; what they answer decides about the idempotency key."""
        try:
            for stage in route.stages:
                stage(call)
            answer = route.handler(call)
        except Refusal as refusal:
            answer = refusal.answer()
        answer.headers = {**call.headers, **answer.headers}
        key = _idempotency_key(route, call.request)
        if key is not None and call.user is not None:
            self._services.idempotency.finish(call.user, key, call.request, answer)
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
