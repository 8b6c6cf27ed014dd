"""The application in front of the sandbox: one that most tests share, or one of a test's own."""

import itertools
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from random import Random

import httpx
from litestar import Litestar
from msgspec.structs import replace

from app import create_app
from app.config.settings import load_settings
from app.devtools.sandbox import SandboxConfig, create_sandbox, furnish
from tests.file_host import FileHost
from tests.in_process import in_process, running

Clock = Callable[[], datetime]


class SharedConnector(httpx.AsyncBaseTransport):
    """A connector built once: in front of the sandbox, and at the hour, of the test that runs.

    What it remembers never meets: each test's household has ids of users and codes of its own.
    """

    def __init__(self, environment: Mapping[str, str], config: SandboxConfig) -> None:
        self._config = config
        self._clock: Clock = lambda: datetime.now(UTC)
        self._households = itertools.count(1)
        self.sandbox = create_sandbox(config)
        self._main_app = in_process(self.sandbox)
        self.files = FileHost()
        self.app = create_app(
            load_settings(environment), transport=self, clock=self._now, file_get=self.files.public_get
        )

    def begin(self, clock: Clock) -> None:
        """Give the next test its clock and a fresh household."""
        self._clock = clock
        number = next(self._households)
        furnish(self.sandbox, replace(self._config, first_user=1000 * number), clock=clock, rng=Random(number))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass a call of the connector to the sandbox."""
        return await self._main_app.handle_async_request(request)

    def _now(self) -> datetime:
        return self._clock()


@asynccontextmanager
async def connector_in_front_of(
    sandbox: Litestar, environment: Mapping[str, str], clock: Clock
) -> AsyncIterator[Litestar]:
    """Run a connector that no other test knows."""
    app = create_app(load_settings(environment), transport=in_process(sandbox), clock=clock)
    async with running(app):
        yield app
