"""A conversation as ChatGPT has it: tool after tool over HTTP, in a household of its own, every call counted."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import httpx
import msgspec

from app import create_app
from app.config.settings import load_settings
from app.devtools.sandbox import World, world_of
from app.devtools.sandbox.data.people import User
from app.devtools.sandbox.data.seed import DEMO
from app.secret import Secret
from app.tokens.grant import TokenGrant
from tests.conftest import ENVIRONMENT, FixedClock, client_of, seeded_sandbox
from tests.in_process import in_process, running
from tests.tools.conftest import Upstream

DOCUMENT = Path(__file__).parents[2] / "openapi" / "openapi.json"
NOON = datetime(2026, 8, 24, 12, 5, tzinfo=UTC)


def read_operations() -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Return method, path and operation by operationId, from the committed document."""
    paths: dict[str, dict[str, Any]] = msgspec.json.decode(DOCUMENT.read_bytes())["paths"]
    return {
        operation["operationId"]: (method.upper(), path, operation)
        for path, item in paths.items()
        for method, operation in item.items()
    }


class Talk:
    """One conversation of one person with their pets' data."""

    def __init__(self, world: World, user: User, client: httpx.AsyncClient) -> None:
        self.world = world
        self.user = user
        self.tools: list[str] = []
        self.request = ""
        self.answer: httpx.Response
        self._client = client
        self._operations = read_operations()
        self._upstream = Upstream(world)
        self._upstream.start()

    @property
    def upstream(self) -> Counter[str]:
        """What the main app was asked with the person's token."""
        return self._upstream.routes

    async def use(
        self, tool: str, body: object = None, *, status: int = 200, query: dict[str, Any] | None = None, **ids: object
    ) -> Any:
        """Call a tool and return its answer, which must have the status (a creation may be 201)."""
        method, template, _ = self._operations[tool]
        path = template.format(**{name: quote(str(value)) for name, value in ids.items()})
        path += f"?{urlencode(query)}" if query else ""
        written = "" if body is None else f" {msgspec.json.encode(body).decode()}"
        shown = template.format(**ids) + ("?" + "&".join(f"{k}={v}" for k, v in query.items()) if query else "")
        self.request = f"{method} {shown}{written}"
        self.tools.append(tool)
        self.answer = await self._client.request(method, path, json=body)
        wanted = (200, 201) if status == 200 else (status,)
        assert self.answer.status_code in wanted, self.answer.text
        return self.answer.json()


@asynccontextmanager
async def talking(email: str = DEMO.email) -> AsyncIterator[Talk]:
    """Open a conversation in a household of its own."""
    clock = FixedClock(NOON)
    sandbox = seeded_sandbox(clock)
    world = world_of(sandbox)
    user = world.accounts.user_by_email(email)
    assert user
    app = create_app(load_settings(ENVIRONMENT), transport=in_process(sandbox), clock=clock)
    token = app.state.access_tokens.issue(TokenGrant(user.id, Secret(world.add_token(user))))
    async with running(app), client_of(app) as client:
        client.headers["Authorization"] = f"Bearer {token}"
        yield Talk(world, user, client)
