"""The outermost layer: faults first, then /api to the stand-in routes and everything else to the pages."""

import asyncio
from collections.abc import Awaitable, Callable

import httpx

from app.devtools.sandbox.api.pipeline import Api, Message, Receive, Scope, Send, send_answer
from app.devtools.sandbox.faults import Fault, Faults

AsgiApp = Callable[[Scope, Receive, Send], Awaitable[None]]


class Front:
    """The ASGI application that answers for the sandbox."""

    def __init__(self, *, api: Api, pages: AsgiApp, faults: Faults) -> None:
        self._api = api
        self._pages = pages
        self._faults = faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; other kinds of connections are the pages' business."""
        if scope["type"] != "http" or not scope["path"].startswith("/api/"):
            await self._pages(scope, receive, send)
            return
        fault = self._faults.choose(scope["method"], scope["path"])
        if fault is None:
            await self._api(scope, receive, send)
        else:
            await self._strike(fault, scope, receive, send)

    async def _strike(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        match fault.mode:
            case "slow":
                await self._api(scope, receive, send, pause=lambda: asyncio.sleep(fault.seconds))
            case "down":
                await drop_connection(receive, send, httpx.ConnectError("the sandbox is down"))
            case "drop_after_execute":
                await self._api(scope, receive, _swallow)
                await drop_connection(receive, send, httpx.ReadError("the sandbox dropped its answer"))
            case "dead_worker":
                await self._api(scope, receive, send, death="before")
            case "dead_worker_after_write":
                await self._api(scope, receive, send, death="after")
            case "truncated":
                await self._truncate(scope, receive, send)
            case _:
                answer = self._faults.made_up_answer(fault)
                if answer is not None:
                    await send_answer(answer, scope["method"], send)

    async def _truncate(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Promise a whole body, send half of it and hang up."""
        messages: list[Message] = []

        async def keep(message: Message) -> None:
            messages.append(message)

        await self._api(scope, receive, keep)
        body: bytes = messages[1]["body"]
        await send(messages[0])
        await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
        await drop_connection(receive, send, httpx.RemoteProtocolError("the sandbox hung up in the middle"))


async def drop_connection(receive: Receive, send: Send, otherwise: httpx.TransportError) -> None:
    """Close the connection without a word.

    ASGI has no way to say so. Under uvicorn `send` is a method of the request's cycle, which holds the transport;
    in process there is none, and the error that a client would see is raised instead.
    """
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    if transport is None:
        raise otherwise
    transport.abort()
    while (await receive())["type"] != "http.disconnect":
        continue


async def _swallow(_message: Message) -> None:
    """Let an answer go nowhere."""
