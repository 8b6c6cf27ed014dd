"""A main app for the handshake alone, which can be told to misbehave."""

import json
import uuid
from collections.abc import AsyncIterator, Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx

from tests.oauth.settings import SECRETS


class MainApp(httpx.AsyncBaseTransport):
    """The two calls of the bridge and the consent before them, with every token that is alive."""

    def __init__(self) -> None:
        self.codes: dict[str, str] = {}
        self.alive: set[str] = set()
        self.requests: list[httpx.Request] = []
        self.trouble: Callable[[httpx.Request], Any] | None = None
        self._count = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(await request.aread() or b"{}")
        self.requests.append(request)
        if self.trouble is not None:
            answer = self.trouble(request)
            if hasattr(answer, "__await__"):
                answer = await answer
            if answer is not None:
                return streamed(answer)
        if request.url.path == "/api/my-pets" and request.headers["authorization"][7:] in self.alive:
            return streamed(httpx.Response(200, json={"success": True, "data": []}))
        if request.url.path == "/api/users/me":
            is_alive = request.headers["authorization"][7:] in self.alive
            return streamed(httpx.Response(200 if is_alive else 401, json={"success": is_alive, "data": {"id": 7}}))
        if request.headers.get("authorization") != f"Bearer {SECRETS['CONNECTOR_API_KEY']}":
            return streamed(httpx.Response(401, json={"success": False, "message": "Unauthorized."}))
        if request.url.path == "/api/gpt-auth/exchange":
            return streamed(self._exchange(body["code"]))
        assert request.url.path == "/api/gpt-auth/revoke"
        self.alive.discard(body["token"])
        return streamed(httpx.Response(200, json={"success": True, "data": {"revoked": True}}))

    def consent(self, location: str, *, user_id: int = 7) -> dict[str, str]:
        """Press Connect on the page the browser was sent to; return the parameters of the way back."""
        assert location.startswith("https://meo.example/gpt-connect?")
        signed = dict(parse_qsl(urlsplit(location).query, strict_parsing=True))
        self._count += 1
        code = f"{str(uuid.uuid4())[:24]}{user_id:012d}"
        token = f"{self._count}|{'t' * 30}{self._count:018d}"
        self.codes[code] = token
        self.alive.add(token)
        return {"session_id": signed["session_id"], "code": code}

    def calls(self, ending: str) -> int:
        return sum(request.url.path.endswith(ending) for request in self.requests)

    def _exchange(self, code: str) -> httpx.Response:
        token = self.codes.pop(code, None)
        if token is None:
            text = "Invalid or expired code."
            return httpx.Response(400, json={"success": False, "data": None, "message": text, "error": text})
        found = {"sanctum_token": token, "user_id": int(code[-12:])}
        return httpx.Response(200, json={"success": True, "data": found})


def streamed(answer: httpx.Response) -> httpx.Response:
    """Give an answer as it comes from a network: still to be read."""

    async def body() -> AsyncIterator[bytes]:
        yield answer.content

    headers = [(name, value) for name, value in answer.headers.items() if name != "content-length"]
    return httpx.Response(answer.status_code, headers=headers, content=body())
