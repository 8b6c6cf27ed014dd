"""What services decide by themselves, where HTTP or the sandbox cannot lead."""

import asyncio
from datetime import date
from functools import partial
from typing import cast

import pytest

from app.errors import InvalidInput, NotFound
from app.main_app.account import Account
from app.main_app.concurrency import gather_bounded, gather_two
from app.main_app.records import PetRecord
from app.tools.care.routines import routines
from app.tools.presenters import species_flags, supports

NOBODY = cast("Account", None)


@pytest.mark.parametrize("days", [0, 91])
async def test_days_out_of_range_are_refused_before_anything_is_asked(days: int) -> None:
    with pytest.raises(InvalidInput) as refused:
        await routines(NOBODY, days=days, pet_id="", today=date(2026, 8, 24))

    assert refused.value.fields[0].name == "days"


def test_a_pet_whose_species_was_not_named_is_not_refused_anything() -> None:
    pet = PetRecord(id=7)

    assert species_flags(pet) is None
    assert supports("vaccinations", pet)


async def test_jobs_run_side_by_side_but_never_too_many_and_answer_in_order() -> None:
    running, most = 0, 0

    async def job(number: int) -> int:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.001 * (10 - number))
        running -= 1
        return number

    assert await gather_bounded([partial(job, number) for number in range(10)], most=3) == list(range(10))
    assert most == 3


async def test_the_first_failure_is_raised_as_it_is_and_ends_the_others() -> None:
    ended: list[str] = []

    async def slow() -> None:
        try:
            await asyncio.sleep(10)
        finally:
            ended.append("slow")

    async def fail() -> None:
        raise NotFound("gone")

    with pytest.raises(NotFound):
        await gather_bounded([slow, fail])
    with pytest.raises(NotFound):
        await gather_two(slow(), fail())
    assert ended == ["slow", "slow"]
