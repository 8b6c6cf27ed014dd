"""One user never takes more than four of the main app's five workers, however many calls and tools are under way."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from random import Random

import httpx

from app.main_app.client import MainApp
from app.main_app.timeouts import Timeouts
from app.main_app.transport import make_http_client
from app.secret import Secret
from tests.main_app.conftest import ORIGIN


class Gauge(httpx.AsyncBaseTransport):
    """A main app without pets that notes how many calls it had at once."""

    def __init__(self) -> None:
        self.now = self.most = self.answered = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.now += 1
        self.most = max(self.most, self.now)
        for _ in range(20):
            await asyncio.sleep(0)
        self.now -= 1
        self.answered += 1
        return httpx.Response(200, json={"data": []}, request=request)


async def test_a_user_has_at_most_four_calls_under_way_and_another_is_not_held_up(
    clock: Callable[[], datetime],
) -> None:
    gauge = Gauge()
    timeouts = Timeouts(call=30.0, tool=120.0)
    async with make_http_client(ORIGIN, timeouts=timeouts, connections=50, transport=gauge) as http:
        main_app = MainApp(http, timeouts=timeouts, clock=clock, random=Random(1))
        accounts = [main_app.account(42, Secret("7|abc")) for _ in range(3)]
        await asyncio.gather(*(account.list_pets() for account in accounts for _ in range(10)))
        alone = gauge.most

        stranger = main_app.account(43, Secret("8|abc"))
        busy = [account.list_pets() for account in accounts for _ in range(10)]
        await asyncio.gather(*busy, *(stranger.list_pets() for _ in range(10)))

    assert (alone, gauge.most, gauge.answered) == (4, 8, 70)
