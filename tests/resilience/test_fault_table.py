"""Every tool under every fault: the right error within the budget, and nothing saved twice (docs/reliability.md)."""

import json
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from app.published import published_document
from tests.resilience.fault_stage import SHORT_BUDGETS, Stage, run_all
from tests.resilience.faults import FAULTS, Fault
from tests.resilience.sample_calls import SAMPLES

DEAD_WORKERS = [fault for fault in FAULTS if fault.name == "worker died"]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage() -> AsyncIterator[Stage]:
    """Give a stage for all faults that answer at once; each case has people of its own."""
    async with Stage() as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hasty_stage() -> AsyncIterator[Stage]:
    """Give a stage for silence, in which nobody would wait for the usual time-outs."""
    async with Stage(SHORT_BUDGETS) as opened:
        yield opened


def test_there_is_a_sample_call_of_every_published_tool() -> None:
    paths = json.loads(published_document("https://connector.test"))["paths"]
    published = {operation["operationId"] for methods in paths.values() for operation in methods.values()}

    assert {sample.tool for sample in SAMPLES} == published


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.name}, {fault.where}")
async def test_every_tool_says_what_happened_in_time_and_saves_nothing_twice(
    fault: Fault, stage: Stage, hasty_stage: Stage
) -> None:
    outcomes = await run_all(hasty_stage if fault.name == "silence" else stage, fault)

    assert {outcome.tool: outcome.problems for outcome in outcomes if outcome.problems} == {}
    assert len(outcomes) >= 10


@pytest.mark.asyncio
@pytest.mark.parametrize("fault", DEAD_WORKERS, ids=lambda fault: fault.where)
async def test_a_dead_worker_costs_one_call_at_the_beginning_of_a_window_too(fault: Fault) -> None:
    async with Stage(seconds_into_window=1) as stage:
        outcomes = await run_all(stage, fault)

    assert {outcome.tool: outcome.problems for outcome in outcomes if outcome.problems} == {}
