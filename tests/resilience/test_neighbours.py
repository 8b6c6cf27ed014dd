"""One user's flood and the others: limits, turns and the pool."""

import asyncio

import httpx
import pytest
from litestar import Litestar

from app.devtools.sandbox import Fault, World, faults_of
from tests.conftest import SandboxUser, SignIn


@pytest.fixture
def environment(environment: dict[str, str]) -> dict[str, str]:
    """Give limits that a test can reach, with seconds of room for a machine that is slow."""
    return {**environment, "RATE_LIMIT_PER_MINUTE": "30", "TOOL_TIMEOUT": "4.8", "CALL_TIMEOUT": "4.5"}


@pytest.fixture
async def flooder(sign_in: SignIn, world: World) -> SandboxUser:
    return await sign_in(world.add_user("Flooder", "flooder@example.test"))


@pytest.fixture
async def neighbour(sign_in: SignIn, world: World) -> SandboxUser:
    return await sign_in(world.add_user("Neighbour", "neighbour@example.test"))


async def test_a_flood_is_refused_with_the_seconds_to_wait_and_others_go_on(
    flooder: SandboxUser, neighbour: SandboxUser
) -> None:
    answers = await asyncio.gather(*(flooder.client.get("/pets") for _ in range(40)))

    refused = [answer for answer in answers if answer.status_code == 429]
    assert [answer.status_code for answer in answers].count(200) == 30
    assert len(refused) == 10
    for answer in refused:
        body = answer.json()
        assert (body["error"], body["retryable"]) == ("RATE_LIMITED", True)
        assert 1 <= body["retry_after"] <= 60
        assert answer.headers["retry-after"] == str(body["retry_after"])
    assert (await neighbour.client.get("/pets")).status_code == 200


async def test_a_flooder_never_has_more_than_four_calls_under_way(
    flooder: SandboxUser, neighbour: SandboxUser, sandbox: Litestar
) -> None:
    faults_of(sandbox).set(Fault(mode="slow", seconds=1.5, path="/api/my-pets"))
    flood = asyncio.gather(*(flooder.client.get("/pets") for _ in range(8)))
    while (begun := sum(faults_of(sandbox).struck.values())) < 4:  # noqa: ASYNC110 - the sandbox counts, no event tells
        await asyncio.sleep(0.01)
    answer = await neighbour.client.get("/pets")
    statuses = [one.status_code for one in await flood]

    assert begun == 4
    assert answer.status_code == 200
    assert set(statuses) == {200}


async def test_who_gets_no_turn_in_time_is_told_so_within_the_budget(flooder: SandboxUser, sandbox: Litestar) -> None:
    faults_of(sandbox).set(Fault(mode="slow", seconds=2.0, path="/api/my-pets"))

    # Four at a time and two seconds each: the last would need sixteen, and the budget is 4.8.
    answers = await asyncio.gather(*(flooder.client.get("/pets") for _ in range(30)))

    assert {answer.status_code for answer in answers} == {200, 504}
    late = next(answer for answer in answers if answer.status_code == 504)
    assert (late.json()["error"], late.json()["retryable"]) == ("UPSTREAM_ERROR", True)


async def test_turns_come_back_when_the_main_app_fails(flooder: SandboxUser, sandbox: Litestar) -> None:
    faults_of(sandbox).set(Fault(mode="down", path="/api/my-pets"))
    failed: list[httpx.Response] = list(await asyncio.gather(*(flooder.client.get("/pets") for _ in range(20))))
    faults_of(sandbox).clear()

    assert {answer.status_code for answer in failed} <= {502, 504}
    assert (await flooder.client.get("/pets")).status_code == 200
