"""Sends calls for one user (or for nobody): within the deadline, retried where that is safe, counted, translated.

What is asked again: connection errors, dropped answers and 502, 503, 504 once, after a short random wait; 425 as long
as time allows, or some seconds after a 502: then the worker has died and nobody will answer. That is safe for reads and
for writes under an idempotency key; every write has one.
"""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from random import Random
from time import monotonic

import httpx
import msgspec
from msgspec import Struct

from app.errors import AppError
from app.main_app.decoding import Unreadable
from app.main_app.envelope import read_one
from app.main_app.errors import (
    BrokenOff,
    no_answer,
    translate,
    unreadable_answer,
    why_forbidden_by_text,
    why_forbidden_by_user,
)
from app.main_app.http import Answer, FailureKind, NoResponse, make_request, send_once
from app.main_app.recent_creates import RecentCreates
from app.main_app.records import UserRecord
from app.main_app.request import ApiRequest, count_call
from app.main_app.timeouts import Deadline, Timeouts
from app.main_app.transport import MainAppClient

Observe = Callable[[str, int, float], None]
"""Takes the route ("GET /api/my-pets"), the status or 0 without an answer, and seconds."""

WHO_AM_I = ApiRequest(method="GET", route="/api/users/me", path="/api/users/me")

_PASSING = (502, 503, 504)
_MAX_WAITS_AFTER_502 = 4
"""Three seconds in all; a request that lives on after a 502 has ended by then."""
_MAX_PAUSE = 3.0
"""Seconds; a `Retry-After` beyond it is told to the user instead of waited for."""


class ClientContext(Struct, frozen=True, kw_only=True):
    """What all calls of the process share."""

    http: MainAppClient
    timeouts: Timeouts
    clock: Callable[[], datetime]
    random: Random
    observe: Observe | None = None
    recent: RecentCreates = msgspec.field(default_factory=RecentCreates)


class Requestor:
    """Calls with the same headers and the same deadline."""

    def __init__(
        self,
        link: ClientContext,
        *,
        headers: Mapping[str, str],
        deadline: Deadline,
        turns: asyncio.Semaphore | None = None,
    ) -> None:
        """Take what these calls share.

        Args:
            link: what all calls of the process share.
            headers: whose calls they are.
            deadline: when the last of them must be over.
            turns: shared with the same user's other calls; one user never holds more of the pool than it admits.
        """
        self.link = link
        self._headers = headers
        self._deadline = deadline
        self._turns = turns

    async def send(self, call: ApiRequest, *, accept: tuple[int, ...] = ()) -> Answer:
        """Send a call.

        Args:
            call: what to ask.
            accept: statuses besides 2xx that are an answer to the caller and no failure.

        Returns:
            An answer with a status of 2xx, or an accepted one.

        Raises:
            AppError: everything else, as `failures` translates it.
        """
        answer = await self._ask(call)
        if answer.ok or answer.status in accept:
            return answer
        if answer.status == 403:
            raise await self._why_forbidden(answer, call)
        raise translate(answer, call, now=self.link.clock())

    async def user(self) -> UserRecord | None:
        """Read the account; return None if the token is dead."""
        answer = await self._ask(WHO_AM_I)
        if answer.status == 401:
            return None
        if not answer.ok:
            raise translate(answer, WHO_AM_I, now=self.link.clock())
        try:
            return read_one(UserRecord, answer.body)
        except Unreadable as problem:
            raise unreadable_answer(WHO_AM_I, problem) from problem

    async def _why_forbidden(self, answer: Answer, call: ApiRequest) -> AppError:
        return why_forbidden_by_text(answer.body, call) or why_forbidden_by_user(await self.user(), call)

    async def _ask(self, call: ApiRequest) -> Answer:
        retries, waits, broken_off = 1, 0, False
        while True:
            try:
                answer = await self._once(call)
            except NoResponse as error:
                if not (error.passing and retries and await self._pause(1)):
                    raise no_answer(error, call) from error
                retries -= 1
                continue
            if answer.status == 425 and broken_off and waits >= _MAX_WAITS_AFTER_502:
                raise BrokenOff(call)
            if answer.status == 425 and await self._pause(2**waits):
                waits += 1
            elif answer.status in _PASSING and retries and await self._pause(1, at_least=answer.retry_after or 0):
                retries -= 1
                broken_off = answer.status == 502
            else:
                return answer

    async def _once(self, call: ApiRequest) -> Answer:
        if self._turns is None:
            return await self._exchange(call)
        await self._wait_for_turn(self._turns)
        try:
            return await self._exchange(call)
        finally:
            self._turns.release()

    async def _wait_for_turn(self, turns: asyncio.Semaphore) -> None:
        if not turns.locked():
            # Does not wait, and so needs no timer.
            await turns.acquire()
            return
        try:
            async with asyncio.timeout(self._deadline.left()):
                await turns.acquire()
        except TimeoutError as error:
            raise NoResponse(FailureKind.TOO_SLOW) from error

    async def _exchange(self, call: ApiRequest) -> Answer:
        seconds = min(self.link.timeouts.call, self._deadline.left())
        if seconds <= 0:
            raise NoResponse(FailureKind.TOO_SLOW)
        started, status = monotonic(), 0
        try:
            answer = await send_once(self.link.http, self._request(call), seconds=seconds, max_bytes=call.max_bytes)
            status = answer.status
            return answer
        finally:
            taken = monotonic() - started
            count_call(taken)
            if self.link.observe:
                self.link.observe(f"{call.method} {call.route}", status, taken)

    def _request(self, call: ApiRequest) -> httpx.Request:
        headers = dict(self._headers)
        if call.body is not None:
            headers["Content-Type"] = call.media_type
        if call.key is not None:
            headers["Idempotency-Key"] = call.key
        return make_request(self.link.http, call.method, call.path, query=call.query, body=call.body, headers=headers)

    async def _pause(self, factor: float, *, at_least: float = 0) -> bool:
        """Wait before asking again; False when that is not worth it or there is no time."""
        wait = min(factor * self.link.timeouts.pause, _MAX_PAUSE) * self.link.random.uniform(0.75, 1.25)
        seconds = max(wait, at_least)
        if at_least > _MAX_PAUSE or seconds >= self._deadline.left():
            return False
        await asyncio.sleep(seconds)
        return True
