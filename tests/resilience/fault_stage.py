"""Every published tool against every fault: the cases, how one is run, and what must come of it."""

import asyncio
import itertools
import random
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import Self

import httpx
from litestar import Litestar
from msgspec import Struct

from app import create_app
from app.sandbox import SandboxConfig, World, create_sandbox, world_of
from app.sandbox.data.people import User
from app.secret import Secret
from app.settings import load_settings
from tests.conftest import ENVIRONMENT, free_port, in_process, running
from tests.resilience import faulty_main_app as spoil
from tests.resilience.faulty_main_app import FaultyMainApp, Spoilt, Trouble
from tests.resilience.sample_calls import SAMPLES, Household, Sample, settle

SHORT_BUDGETS = {"CONNECT_TIMEOUT": "0.5", "CALL_TIMEOUT": "1.2", "TOOL_TIMEOUT": "3"}

Result = tuple[int, str]
"""Status and code of an answer; the code of a success is empty."""

OK: frozenset[Result] = frozenset({(200, ""), (201, "")})
BROKEN: frozenset[Result] = frozenset({(502, "UPSTREAM_ERROR")})
SLOW: frozenset[Result] = frozenset({(504, "UPSTREAM_ERROR")})
AWAY: frozenset[Result] = frozenset({(503, "UPSTREAM_ERROR")})
BUSY: frozenset[Result] = frozenset({(429, "UPSTREAM_ERROR")})
CLOSED: frozenset[Result] = frozenset({(403, "FORBIDDEN")})
SIGNED_OUT: frozenset[Result] = frozenset({(401, "UNAUTHORIZED")})

ChangeUser = Callable[[World, User], None]


class Fault(Struct, frozen=True, kw_only=True):
    """One kind of failure.

    Attributes:
        name: what the table calls it.
        where: which calls to the main app it strikes.
        reads: the answers allowed to tools that only read.
        writes: those allowed to tools that change something.
        trouble: what happens on the wire.
        account: what happens to the account instead.
        refused: nobody listens at the main app's port.
        foreign: the tool is pointed at another person's pet.
        retryable: what the error says.
    """

    name: str
    where: str
    reads: frozenset[Result]
    writes: frozenset[Result]
    trouble: Trouble | None = None
    account: ChangeUser | None = None
    refused: bool = False
    foreign: bool = False
    retryable: bool = False


def _verified_not(_: World, user: User) -> None:
    user.email_verified_at = None


def _banned(world: World, user: User) -> None:
    world.ban(user)


def _disconnected(world: World, user: User) -> None:
    world.revoke_tokens(user)


EVERYWHERE, BEFORE, AFTER = "every call", "before the write", "after the write"


def _wire(
    name: str,
    spoilt: Spoilt,
    expected: frozenset[Result],
    *,
    where: tuple[str, ...] = (EVERYWHERE, BEFORE, AFTER),
    retryable: bool = True,
) -> list[Fault]:
    """Return a fault of the network for each place where it can strike."""
    troubles = {
        # What is cut short must have been answered first.
        EVERYWHERE: Trouble(spoilt=spoilt, strikes="before" if BEFORE in where else "after"),
        BEFORE: Trouble(spoilt=spoilt, scope="writes only"),
        AFTER: Trouble(spoilt=spoilt, strikes="after", scope="writes only"),
    }
    return [
        Fault(
            name=name,
            where=place,
            reads=expected if place == EVERYWHERE else OK,
            writes=expected,
            trouble=troubles[place],
            retryable=retryable,
        )
        for place in where
    ]


_UNDONE, _SPOILT = (EVERYWHERE, BEFORE), (EVERYWHERE, AFTER)

FAULTS: tuple[Fault, ...] = (
    Fault(name="connection refused", where=EVERYWHERE, reads=BROKEN, writes=BROKEN, refused=True, retryable=True),
    *_wire("reset in the middle", spoil.RESET, BROKEN),
    *_wire("silence", spoil.SILENT, SLOW),
    *_wire("500", spoil.SERVER_ERROR, BROKEN),
    *_wire("502 HTML", spoil.BAD_GATEWAY, BROKEN),
    *_wire("503 maintenance", spoil.MAINTENANCE, AWAY),
    *_wire("504 HTML", spoil.GATEWAY_TIMEOUT, SLOW),
    *_wire("429 of the minute", spoil.THROTTLED, BUSY, where=_UNDONE),
    *_wire("429 of the day", spoil.QUOTA, BUSY, where=_UNDONE, retryable=False),
    Fault(name="401 token revoked", where=EVERYWHERE, reads=SIGNED_OUT, writes=SIGNED_OUT, account=_disconnected),
    Fault(name="403 e-mail not verified", where=EVERYWHERE, reads=OK | CLOSED, writes=CLOSED, account=_verified_not),
    Fault(name="403 banned", where=EVERYWHERE, reads=OK, writes=CLOSED, account=_banned),
    Fault(name="403 another person's pet", where=EVERYWHERE, reads=CLOSED, writes=CLOSED, foreign=True),
    *_wire("403 ability missing", spoil.NO_ABILITY, CLOSED, where=(BEFORE,), retryable=False),
    *_wire("truncated JSON", spoil.TRUNCATED, BROKEN, where=_SPOILT),
    *_wire("empty body", spoil.EMPTY, BROKEN, where=_SPOILT),
    *_wire("wrong types", spoil.WRONG_TYPES, BROKEN, where=_SPOILT),
    *_wire("gzip bomb", spoil.BOMB, BROKEN, where=_SPOILT),
    *_wire("10 MB answer", spoil.HUGE, BROKEN, where=_SPOILT),
)


class Outcome(Struct, frozen=True, kw_only=True):
    """What came of one tool under one fault.

    Attributes:
        tool: the operationId.
        result: status and code.
        seconds: until the answer was there.
        saved: records more than before, after the call.
        saved_in_the_end: records more than before, after the fault was over and the call repeated twice.
        problems: everything that is not as it must be.
    """

    tool: str
    result: Result
    seconds: float
    saved: int
    saved_in_the_end: int
    problems: tuple[str, ...]


class Stage:
    """Connectors, the faulty main app and its people."""

    def __init__(self, **settings: str) -> None:
        self.world: World
        self.main_app: FaultyMainApp
        self.budget = float(settings.get("TOOL_TIMEOUT", "25"))
        self._settings = settings
        self._numbers = itertools.count(1)
        self._stack = AsyncExitStack()
        self._clients: dict[bool, httpx.AsyncClient] = {}
        self._tokens: dict[int, str] = {}

    async def __aenter__(self) -> Self:
        sandbox = create_sandbox(SandboxConfig(limits=False, daily_quota=None), rng=random.Random(5))
        self.world = world_of(sandbox)
        self.main_app = await self._stack.enter_async_context(FaultyMainApp(sandbox))
        for refused in (False, True):
            address = f"http://127.0.0.1:{free_port()}" if refused else self.main_app.url
            self._clients[refused] = await self._open_connector(address)
        warmed = await self._clients[False].get("/pet-types")
        assert warmed.status_code == 200, warmed.text
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def run(self, fault: Fault, sample: Sample) -> Outcome | None:
        """Call a tool under a fault, then twice without it; None where the fault cannot reach the tool."""
        if fault.foreign and "{pet}" not in sample.path:
            return None
        household, other = self._settle(), self._settle()
        count = self._count(household.user)
        self._strike(fault, household.user)
        client = self._clients[fault.refused]
        started = time.monotonic()
        answer = await self._call(client, sample, household, at=other if fault.foreign else household)
        seconds = time.monotonic() - started
        saved = self._count(household.user) - count
        problems = self._problems_of(fault, sample, answer, seconds, saved)
        self._repair(household.user)
        for _ in range(2):
            repeated = await self._call(self._clients[False], sample, household, at=household)
            if not (repeated.is_success or (sample.tool == "create_pet" and repeated.status_code == 409)):
                problems.append(f"repeated: {repeated.status_code} {repeated.text}")
        in_the_end = self._count(household.user) - count
        if in_the_end != sample.creates:
            problems.append(f"{in_the_end} records in the end instead of {sample.creates}")
        return Outcome(
            tool=sample.tool,
            result=result_of(answer),
            seconds=seconds,
            saved=saved,
            saved_in_the_end=in_the_end,
            problems=tuple(problems),
        )

    def _problems_of(
        self, fault: Fault, sample: Sample, answer: httpx.Response, seconds: float, saved: int
    ) -> list[str]:
        problems = []
        if result_of(answer) not in _expected(fault, sample):
            problems.append(f"{answer.status_code} {answer.text}")
        if seconds > self.budget + 1:
            problems.append(f"took {seconds:.1f} s")
        executed = fault.trouble is not None and fault.trouble.strikes == "after"
        if saved > (sample.creates if executed or fault.where != EVERYWHERE else 0):
            problems.append(f"{saved} records saved by one call")
        if not answer.is_success:
            problems += _faults_of_body(fault, answer)
        return problems

    async def _call(
        self, client: httpx.AsyncClient, sample: Sample, household: Household, *, at: Household
    ) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self._tokens[household.user.id]}"}
        return await client.request(sample.method, sample.path_for(at), json=sample.body_for(at), headers=headers)

    def _strike(self, fault: Fault, user: User) -> None:
        sanctum_token = self._sign_in(user)
        if fault.trouble is not None:
            self.main_app.troubles[f"Bearer {sanctum_token}"] = fault.trouble
        if fault.account is not None:
            fault.account(self.world, user)

    def _repair(self, user: User) -> None:
        user.banned_at, user.email_verified_at = None, user.created_at
        self._sign_in(user)

    def _sign_in(self, user: User) -> str:
        sanctum_token = self.world.add_token(user)
        self._tokens[user.id] = self._app.state.access_tokens.issue(user.id, Secret(sanctum_token))
        return sanctum_token

    def _settle(self) -> Household:
        number = next(self._numbers)
        return settle(self.world, self.world.add_user(f"Person {number}", f"person{number}@example.test"))

    def _count(self, user: User) -> int:
        counts = self.world.count_records(user)
        return counts.pets + counts.vaccinations + counts.medical_records + counts.weights

    async def _open_connector(self, main_app_url: str) -> httpx.AsyncClient:
        settings = {**ENVIRONMENT, "MAIN_APP_URL": main_app_url, "LOG_LEVEL": "error", **self._settings}
        self._app: Litestar = create_app(load_settings(settings))
        await self._stack.enter_async_context(running(self._app))
        client = httpx.AsyncClient(
            transport=in_process(self._app), base_url=ENVIRONMENT["CONNECTOR_PUBLIC_URL"], timeout=120
        )
        return await self._stack.enter_async_context(client)


async def run_all(stage: Stage, fault: Fault) -> list[Outcome]:
    """Run every tool under one fault, side by side; but not twenty times ten megabytes through one process."""
    turn = asyncio.Semaphore(2 if fault.name == "10 MB answer" else len(SAMPLES))

    async def run(sample: Sample) -> Outcome | None:
        async with turn:
            return await stage.run(fault, sample)

    outcomes = await asyncio.gather(*(run(sample) for sample in SAMPLES))
    return [outcome for outcome in outcomes if outcome is not None]


def result_of(answer: httpx.Response) -> Result:
    """Return status and code; a batch whose rows failed has the code of its first row."""
    body = answer.json()
    if not answer.is_success:
        return answer.status_code, body["error"]
    rows = body.get("results", [])
    failure = rows[0].get("failure") if rows else None
    return answer.status_code, f"rows: {failure['error']}" if failure else ""


def _expected(fault: Fault, sample: Sample) -> frozenset[Result]:
    if sample.tool == "list_pet_types":  # read without the user, and kept for a day
        return OK if not fault.refused else BROKEN
    if not sample.writes:
        return fault.reads
    if sample.tool == "add_weights":  # the rows tell, unless the pets could not be read or the connection is dead
        codes = {code for _, code in fault.writes}
        return fault.writes | frozenset((200, f"rows: {code}") for code in codes)
    return fault.writes


def _faults_of_body(fault: Fault, answer: httpx.Response) -> list[str]:
    body = answer.json()
    problems = []
    if body["retryable"] is not fault.retryable:
        problems.append(f"retryable is {body['retryable']}")
    if body["request_id"] != answer.headers["x-request-id"]:
        problems.append("request ids differ")
    if fault.name == "429 of the minute" and answer.headers.get("retry-after") != "37":
        problems.append("Retry-After is not passed on")
    if answer.status_code == 401 and 'error="invalid_token"' not in answer.headers["www-authenticate"]:
        problems.append("no challenge")
    if "<" in answer.text or "Server Error" in answer.text:
        problems.append("the main app's text is passed on")
    return problems
