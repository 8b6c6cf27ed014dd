"""Attacks by waiting: many callers at once must not make each other wait longer than one of them alone."""

import asyncio
import time

import pytest

from app.errors import UpstreamError
from app.main_app.records import PetTypeRecord
from app.tools.species.service import LOCALES, PetTypes

CAT = PetTypeRecord(id=1, slug="cat", name="Cat")


class SlowMainApp:
    """Answers the question for species after a while, at first with a failure."""

    def __init__(self, *, failures: int) -> None:
        self.failures = failures * len(LOCALES)
        self.asked = 0

    async def pet_types(self, _locale: str) -> list[PetTypeRecord]:
        self.asked += 1
        await asyncio.sleep(0.05)
        if self.asked <= self.failures:
            raise UpstreamError("slow", status=504)
        return [CAT]


async def test_a_crowd_before_the_species_are_known_waits_once() -> None:
    main_app = SlowMainApp(failures=1)
    pet_types = PetTypes(main_app, clock=time.monotonic)
    answers = await asyncio.gather(*(pet_types.catalog() for _ in range(50)), return_exceptions=True)
    assert all(isinstance(answer, UpstreamError) for answer in answers)
    assert main_app.asked == len(LOCALES)
    catalogs = await asyncio.gather(*(pet_types.catalog() for _ in range(50)))
    assert [species.slug for species in catalogs[0].species] == ["cat"]
    assert all(catalog is catalogs[0] for catalog in catalogs)
    assert main_app.asked == 2 * len(LOCALES)


async def test_a_caller_that_leaves_takes_nobody_along() -> None:
    pet_types = PetTypes(SlowMainApp(failures=0), clock=time.monotonic)
    leaving, staying = asyncio.create_task(pet_types.catalog()), asyncio.create_task(pet_types.catalog())
    await asyncio.sleep(0.01)
    leaving.cancel()
    assert [species.slug for species in (await staying).species] == ["cat"]
    with pytest.raises(asyncio.CancelledError):
        await leaving


async def test_an_end_in_the_middle_leaves_nothing_running() -> None:
    pet_types = PetTypes(SlowMainApp(failures=0), clock=time.monotonic)
    waiting = asyncio.create_task(pet_types.catalog())
    await asyncio.sleep(0.01)
    await pet_types.aclose()
    with pytest.raises(asyncio.CancelledError):
        await waiting
