"""A stage on which a tool is called under a fault, and what must come of it."""

import asyncio
import itertools
import random
import time
from collections.abc import Mapping
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import Self

import httpx
from litestar import Litestar
from msgspec import Struct

from app import create_app
from app.clock import Clock, utc_now
from app.config.settings import load_settings
from app.devtools.sandbox import SandboxConfig, World, create_sandbox, world_of
from app.devtools.sandbox.data.health import MedicalRecord, Vaccination
from app.devtools.sandbox.data.people import User
from app.devtools.sandbox.data.pets import Pet
from app.main_app.idempotent_create import WINDOW
from app.secret import Secret
from app.tokens.grant import TokenGrant
from tests.conftest import ENVIRONMENT
from tests.file_host import FileHost, refs
from tests.images import picture
from tests.in_process import in_process, running
from tests.loopback import free_port
from tests.resilience.faults import BROKEN, EVERYWHERE, OK, Fault, Result
from tests.resilience.faulty_main_app import FaultyMainApp
from tests.resilience.sample_calls import SAMPLES, Household, Sample, settle

NOTHING: Mapping[str, str] = {}
SHORT_BUDGETS = {"CONNECT_TIMEOUT": "2", "CALL_TIMEOUT": "2", "TOOL_TIMEOUT": "5"}
"""For silence, so that nobody waits; other faults answer at once, and get the time that a busy machine needs."""


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

    def __init__(self, settings: Mapping[str, str] = NOTHING, *, seconds_into_window: int = 300) -> None:
        """Set the stage.

        Args:
            settings: of the connectors.
            seconds_into_window: where in the ten minutes of a key (docs/main-app-api.md, "Idempotency keys") it begins.
        """
        self._clock = clock_from(seconds_into_window)
        self.world: World
        self.main_app: FaultyMainApp
        self.timeouts = float(settings.get("TOOL_TIMEOUT", "25"))
        self._settings = settings
        self._numbers = itertools.count(1)
        self._stack = AsyncExitStack()
        self._clients: dict[bool, httpx.AsyncClient] = {}
        self._tokens: dict[int, str] = {}
        self._files, self._picture = FileHost(), picture("PNG", (16, 16))

    async def __aenter__(self) -> Self:
        config = SandboxConfig(limits=False, daily_quota=None)
        sandbox = create_sandbox(config, clock=self._clock, rng=random.Random(5))
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
        household, other = self.settle(), self.settle()
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
            if not (repeated.is_success or repeated.status_code == _REPEATED.get(sample.tool)):
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

    async def call(self, sample: Sample, household: Household) -> httpx.Response:
        """Call a tool for a person, without any fault."""
        self._sign_in(household.user)
        return await self._call(self._clients[False], sample, household, at=household)

    async def my_pets(self, user: User) -> bytes:
        """Return the main app's own list of a person's pets."""
        headers = {"Authorization": f"Bearer {self.world.add_token(user)}", "Accept": "application/json"}
        async with httpx.AsyncClient() as client:
            return (await client.get(f"{self.main_app.url}/api/my-pets", headers=headers, timeout=60)).content

    def _problems_of(
        self, fault: Fault, sample: Sample, answer: httpx.Response, seconds: float, saved: int
    ) -> list[str]:
        problems = []
        if result_of(answer) not in _expected(fault, sample):
            problems.append(f"{answer.status_code} {answer.text}")
        if seconds > self.timeouts + 1:
            problems.append(f"took {seconds:.1f} s")
        executed = fault.trouble is not None and fault.trouble.strikes == "after"
        if saved > max(0, sample.creates if executed or fault.where != EVERYWHERE else 0):
            problems.append(f"{saved} records saved by one call")
        if not answer.is_success:
            problems += _faults_of_body(fault, answer)
        return problems

    async def _call(
        self, client: httpx.AsyncClient, sample: Sample, household: Household, *, at: Household
    ) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self._tokens[household.user.id]}"}
        body = sample.body_for(at)
        if body is not None and "openaiFileIdRefs" in body:
            body = refs(self._files.attach(self._picture))
        return await client.request(sample.method, sample.path_for(at), json=body, headers=headers)

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
        self._tokens[user.id] = self._app.state.access_tokens.issue(TokenGrant(user.id, Secret(sanctum_token)))
        return sanctum_token

    def settle(self) -> Household:
        """Give a new person a household."""
        number = next(self._numbers)
        return settle(self.world, self.world.add_user(f"Person {number}", f"person{number}@example.test"))

    def _count(self, user: User) -> int:
        counts = self.world.count_records(user)
        pets = self.world.pets_created_by(user.id)
        chips = sum(len(pet.microchips) for pet in pets)
        photos = sum(len(pet.photos) + sum(map(_photos_of, _records_of(pet))) for pet in pets)
        return counts.pets + counts.vaccinations + counts.medical_records + counts.weights + chips + photos

    async def _open_connector(self, main_app_url: str) -> httpx.AsyncClient:
        settings = {**ENVIRONMENT, "MAIN_APP_URL": main_app_url, "LOG_LEVEL": "error", **self._settings}
        self._app: Litestar = create_app(load_settings(settings), clock=self._clock, file_get=self._files.public_get)
        await self._stack.enter_async_context(running(self._app))
        client = httpx.AsyncClient(
            transport=in_process(self._app), base_url=ENVIRONMENT["CONNECTOR_PUBLIC_URL"], timeout=120
        )
        return await self._stack.enter_async_context(client)


def _records_of(pet: Pet) -> list[Vaccination | MedicalRecord]:
    return [*pet.vaccinations.values(), *pet.medical_records.values()]


def _photos_of(record: Vaccination | MedicalRecord) -> int:
    return len(record.photos) if isinstance(record, MedicalRecord) else int(record.photo is not None)


_REPEATED = {"create_pet": 409, "remove_record": 404}
"""What a repeat may be told instead of a success: the pet is there already, the record is gone."""


async def run_all(stage: Stage, fault: Fault) -> list[Outcome]:
    """Run every tool under one fault, side by side; but not twenty times twenty megabytes through one process."""
    turn = asyncio.Semaphore(2 if fault.name == "20 MB answer" else len(SAMPLES))

    async def run(sample: Sample) -> Outcome | None:
        async with turn:
            return await stage.run(fault, sample)

    outcomes = await asyncio.gather(*(run(sample) for sample in SAMPLES))
    return [outcome for outcome in outcomes if outcome is not None]


def clock_from(seconds_into_window: int) -> Clock:
    """Return a clock that runs as the real one does, and begins so many seconds into the present ten minutes."""
    began = utc_now()
    start = datetime.fromtimestamp(began.timestamp() // WINDOW * WINDOW + seconds_into_window, UTC)
    return lambda: start + (utc_now() - began)


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
    if sample.tool.endswith("_photo") and fault.name == "worker died":
        return fault.writes | OK  # whether the picture is there is looked at in the same call
    if sample.tool == "remove_record" and fault.trouble is not None and fault.trouble.strikes == "after":
        return fault.writes | OK  # what the main app answers to a deletion is not needed
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
