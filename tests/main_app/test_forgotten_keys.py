"""The main app forgets its keys with each deploy; a repeat still finds what the first call has made."""

from typing import Any

import pytest

from app.devtools.sandbox import Fault
from tests.main_app.conftest import a_pet
from tests.main_app.test_dead_workers import CREATES, count_of, create

__all__ = ["create"]


@pytest.mark.parametrize("moved", [0, 1, 60, 400], ids=lambda seconds: f"after {seconds} s")
async def test_a_repeat_after_a_deploy_finds_the_first_record(moved: int, create: Any, household: Any) -> None:
    before = count_of(household)
    cat = await a_pet(household.account(), "cat")
    first = await create(household.account(), cat)
    household.deploy()
    household.clock.move(moved)

    again = await create(household.account(), cat)

    assert (again.already_saved, again.record.id) == (True, first.record.id)
    assert count_of(household) == before + 1


async def test_a_repeat_within_a_second_says_that_it_is_one(create: Any, household: Any) -> None:
    cat = await a_pet(household.account(), "cat")
    first = await create(household.account(), cat)

    again = await create(household.account(), cat)

    assert (first.already_saved, again.already_saved) == (False, True)


async def test_what_was_deleted_within_a_second_is_saved_anew(household: Any) -> None:
    cat = await a_pet(household.account(), "cat")
    first = await CREATES["weight"](household.account(), cat)
    del household.world.find_pet(cat.id).weights[first.record.id]
    del household.world.weights[first.record.id]

    again = await CREATES["weight"](household.account(), cat)

    assert (again.already_saved, again.record.id != first.record.id) == (False, True)


@pytest.mark.parametrize("kind", ["weight", "vaccination"])
async def test_an_answer_lost_just_before_a_deploy_is_found_by_its_content(kind: str, household: Any) -> None:
    before = count_of(household)
    cat = await a_pet(household.account(), "cat")
    household.faults.set(Fault(mode="drop_after_execute", methods=["POST"]))
    with pytest.raises(Exception, match="Meo Mai Moi"):
        await CREATES[kind](household.account(), cat)
    household.faults.clear()
    household.deploy()
    household.clock.move(45)

    again = await CREATES[kind](household.account(), cat)

    assert again.already_saved
    assert count_of(household) == before + 1
