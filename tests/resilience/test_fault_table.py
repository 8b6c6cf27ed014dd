"""Every tool under every fault: the right error within the budget, and nothing saved twice (docs/reliability.md)."""

import json

import pytest

from app import published_document
from tests.resilience.fault_stage import SHORT_BUDGETS, Stage, run_all
from tests.resilience.faults import FAULTS, Fault
from tests.resilience.sample_calls import SAMPLES


def test_there_is_a_sample_call_of_every_published_tool() -> None:
    paths = json.loads(published_document("https://connector.test"))["paths"]
    published = {operation["operationId"] for methods in paths.values() for operation in methods.values()}

    assert {sample.tool for sample in SAMPLES} == published


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.name}, {fault.where}")
async def test_every_tool_says_what_happened_in_time_and_saves_nothing_twice(fault: Fault) -> None:
    budgets = SHORT_BUDGETS if fault.name == "silence" else {}
    async with Stage(**budgets) as stage:
        outcomes = await run_all(stage, fault)

    assert {outcome.tool: outcome.problems for outcome in outcomes if outcome.problems} == {}
    assert len(outcomes) >= 10
