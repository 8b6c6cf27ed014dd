"""People with very many photos keep every tool; beyond what is read, the tools say so and call nothing saved."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.resilience.fault_stage import Stage
from tests.resilience.many_photos import HOUSEHOLDS, costs_of, settle_with_photos
from tests.resilience.sample_calls import SAMPLES

MORE_THAN_IS_READ = 1500
"""Photos of one pet: some 19 MB in each answer that shows it."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage() -> AsyncIterator[Stage]:
    async with Stage() as opened:
        yield opened


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("name", HOUSEHOLDS)
async def test_every_tool_works_for_a_household_of(name: str, stage: Stage) -> None:
    costs = await costs_of(stage, settle_with_photos(stage, HOUSEHOLDS[name]))

    assert {cost.tool: cost.status for cost in costs if cost.status not in (200, 201)} == {}


@pytest.mark.asyncio(loop_scope="module")
async def test_an_answer_beyond_the_limit_is_said_as_such_and_nothing_is_called_saved(stage: Stage) -> None:
    household = settle_with_photos(stage, (MORE_THAN_IS_READ,))
    tools = {sample.tool: sample for sample in SAMPLES}

    read = await stage.call(tools["get_pet"], household)
    listed = await stage.call(tools["list_pets"], household)
    written = await stage.call(tools["update_pet"], household)
    weighed = await stage.call(tools["list_weights"], household)

    for answer in (read, listed):
        assert (answer.status_code, answer.json()["retryable"]) == (502, False)
        assert "too large" in answer.json()["message"]
        assert "try again" not in answer.text
    # The pet is read before it is changed, so nothing was sent.
    assert stage.world.pets[household.pet].description != "Calm."
    assert (written.status_code, written.json()["retryable"]) == (502, False)
    assert "saved" not in written.text
    assert weighed.status_code in (200, 502)
