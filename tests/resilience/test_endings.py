"""Calls whose client leaves, and processes that are told to end or die: what was begun is finished, and only once."""

import asyncio
import signal
from collections.abc import Awaitable, Callable

import aiohttp
import pytest
from litestar import Litestar

from app import create_app
from app.clock import Clock, utc_now
from app.config.settings import load_settings
from app.devtools.sandbox import Fault, World, faults_of
from app.secret import Secret
from app.tokens.grant import TokenGrant
from tests.conftest import ENVIRONMENT
from tests.resilience.processes import Server, connector_process
from tests.resilience.sample_calls import Household, settle

Serve = Callable[..., Awaitable[str]]
WEIGHT = {"weight_kg": 4.2, "measured_at": "2024-05-06"}
SETTINGS = {name: value for name, value in ENVIRONMENT.items() if name != "MAIN_APP_URL"}


@pytest.fixture
def clock() -> Clock:
    """Give the real present: processes have no other."""
    return utc_now


@pytest.fixture
def household(world: World) -> Household:
    """Give a person with a cat."""
    return settle(world, world.add_user("Test Person", "person@example.test"))


@pytest.fixture
def headers(world: World, household: Household) -> dict[str, str]:
    """Give the person's authorization; every process under the same keys takes it."""
    tokens = create_app(load_settings(ENVIRONMENT)).state.access_tokens
    access_token = tokens.issue(TokenGrant(household.user.id, Secret(world.add_token(household.user))))
    return {"Authorization": f"Bearer {access_token}"}


async def _until(condition: Callable[[], object]) -> None:
    for _ in range(3_000):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise TimeoutError


def _weights(world: World, household: Household) -> int:
    return world.count_records(household.user).weights


async def _save(address: str, household: Household, headers: dict[str, str]) -> int:
    async with (
        aiohttp.ClientSession() as http,
        http.post(f"{address}/pets/{household.pet}/weights", json=WEIGHT, headers=headers) as answer,
    ):
        await answer.read()
        return answer.status


async def test_a_write_whose_client_leaves_is_finished_and_its_repeat_finds_it(
    serve: Serve,
    connector: Litestar,
    sandbox: Litestar,
    world: World,
    household: Household,
    headers: dict[str, str],
) -> None:
    address = await serve(connector)
    before = _weights(world, household)
    faults_of(sandbox).set(Fault(mode="slow", seconds=0.5, methods=["POST"]))
    call = asyncio.create_task(_save(address, household, headers))
    await _until(lambda: faults_of(sandbox).struck)
    call.cancel()
    await asyncio.gather(call, return_exceptions=True)
    faults_of(sandbox).clear()

    await _until(lambda: _weights(world, household) > before)
    status = await _save(address, household, headers)

    assert status in (200, 201)
    assert _weights(world, household) == before + 1


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
async def test_a_process_told_to_end_answers_the_running_call_first(
    serve: Serve, sandbox: Litestar, world: World, household: Household, headers: dict[str, str], workers: int
) -> None:
    connector = connector_process(await serve(sandbox), SETTINGS, workers=workers)
    before = _weights(world, household)
    with connector:
        faults_of(sandbox).set(Fault(mode="slow", seconds=2, methods=["POST"]))
        call = asyncio.create_task(_save(connector.url, household, headers))
        await _until(lambda: faults_of(sandbox).struck)
        connector.ask_to_end()
        status = await call
        code = await asyncio.to_thread(connector.wait, 20)

    assert status == 201
    assert _weights(world, household) == before + 1
    assert code in (0, -signal.SIGTERM)
    with pytest.raises(aiohttp.ClientConnectorError):
        await _save(connector.url, household, headers)


@pytest.mark.slow
async def test_what_a_killed_process_saved_is_found_by_the_repeat_at_another(
    serve: Serve, connector: Litestar, sandbox: Litestar, world: World, household: Household, headers: dict[str, str]
) -> None:
    dying: Server = connector_process(await serve(sandbox), SETTINGS)
    before = _weights(world, household)
    with dying:
        faults_of(sandbox).set(Fault(mode="slow", seconds=0.5, methods=["POST"]))
        call = asyncio.create_task(_save(dying.url, household, headers))
        await _until(lambda: faults_of(sandbox).struck)
        dying.kill()
        with pytest.raises(aiohttp.ClientError):
            await call
    faults_of(sandbox).clear()
    await asyncio.sleep(0.6)

    status = await _save(await serve(connector), household, headers)

    assert status in (200, 201)
    assert _weights(world, household) == before + 1
