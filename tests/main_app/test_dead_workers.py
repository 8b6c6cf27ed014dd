"""A worker that dies in the middle of a create costs that call: its key is never answered, the repeat goes round it."""

from typing import Any

import pytest

from app.devtools.sandbox import Fault
from app.errors import UpstreamError
from app.main_app.errors import BROKEN_OFF
from app.main_app.records import PetRecord
from app.main_app.writes import MedicalWrite, PetWrite, VaccinationWrite, WeightWrite
from tests.main_app.conftest import a_pet, failure_of
from tests.main_app.sample_writes import CHECKUP, TODAY

DEATHS = ["dead_worker", "dead_worker_after_write"]
CREATES: dict[str, Any] = {
    "pet": lambda account, _: account.create_pet(PetWrite(name="Newcomer", country="VN", description="Shy")),
    "weight": lambda account, cat: account.create_weight(cat.id, WeightWrite(weight_kg=4.125, record_date=TODAY)),
    "vaccination": lambda account, cat: account.create_vaccination(
        cat.id, VaccinationWrite(vaccine_name="Newly given", administered_at=TODAY)
    ),
    "medical record": lambda account, cat: account.create_medical_record(cat.id, CHECKUP),
}


@pytest.fixture(params=CREATES)
def create(request: pytest.FixtureRequest) -> Any:
    return CREATES[request.param]


def count_of(household: Any) -> int:
    counts = household.world.count_records()
    return int(counts.pets + counts.vaccinations + counts.medical_records + counts.weights)


async def struck(household: Any, mode: Any, create: Any) -> tuple[UpstreamError, PetRecord]:
    """Let the worker die under a create."""
    account = household.account()
    cat = await a_pet(account, "cat")
    household.faults.set(Fault(mode=mode, methods=["POST"], times=1))
    error = await failure_of(create(account, cat))
    household.faults.clear()
    assert isinstance(error, UpstreamError)
    return error, cat


@pytest.mark.parametrize("mode", DEATHS)
async def test_the_call_ends_with_a_sentence_of_its_own_and_can_be_repeated(
    mode: str, create: Any, household: Any
) -> None:
    error, _ = await struck(household, mode, create)

    assert (error.status, error.retryable, error.message) == (503, True, BROKEN_OFF)
    assert error.hint


@pytest.mark.parametrize("moved", [0, 45, 290, 298], ids=lambda seconds: f"after {seconds} s")
@pytest.mark.parametrize("mode", DEATHS)
async def test_the_repeat_saves_once_or_finds_what_was_saved(
    mode: str, moved: int, create: Any, household: Any
) -> None:
    before = count_of(household)
    _, cat = await struck(household, mode, create)
    household.clock.move(moved)

    saved = await create(household.account(), cat)
    household.clock.move(30)
    again = await create(household.account(), cat)

    assert saved.already_saved is (mode == "dead_worker_after_write")
    assert (again.already_saved, again.record.id) == (True, saved.record.id)
    assert count_of(household) == before + 1


@pytest.mark.parametrize("moved", [0, 45, 150])
@pytest.mark.parametrize("mode", DEATHS)
async def test_a_death_early_in_a_window_under_the_look_at_the_window_before_costs_one_call_too(
    mode: str, moved: int, create: Any, household: Any
) -> None:
    household.clock.move(330)  # half a minute into the next window
    before = count_of(household)
    error, cat = await struck(household, mode, create)
    household.clock.move(moved)

    await create(household.account(), cat)
    again = await create(household.account(), cat)

    assert (error.status, error.message) == (503, BROKEN_OFF)
    assert again.already_saved
    assert count_of(household) == before + 1


@pytest.mark.parametrize("mode", DEATHS)
async def test_a_repeat_two_minutes_later_in_the_next_window_is_not_held_up(
    mode: str, create: Any, household: Any
) -> None:
    household.clock.move(285)  # fifteen seconds before the window ends
    before = count_of(household)
    _, cat = await struck(household, mode, create)
    household.clock.move(120)

    saved = await create(household.account(), cat)

    assert saved.already_saved is (mode == "dead_worker_after_write")
    assert count_of(household) == before + 1


async def test_a_change_is_repeated_under_a_new_key(household: Any) -> None:
    account = household.account()
    cat = await a_pet(account, "cat")
    row = (await account.list_weights(cat.id)).rows[0]
    household.faults.set(Fault(mode="dead_worker", methods=["PUT"], times=1))

    error = await failure_of(account.update_weight(cat.id, row.id, WeightWrite(weight_kg=4.4)))
    changed = await household.account().update_weight(cat.id, row.id, WeightWrite(weight_kg=4.4))

    assert (error.status, error.message) == (503, BROKEN_OFF)
    assert changed.weight_kg == 4.4


async def test_a_different_record_is_not_taken_for_the_one_that_was_lost(household: Any) -> None:
    _, cat = await struck(household, "dead_worker", CREATES["medical record"])
    account = household.account()
    await account.create_medical_record(cat.id, MedicalWrite(record_type="checkup", record_date=TODAY))

    saved = await account.create_medical_record(cat.id, CHECKUP)

    assert not saved.already_saved
