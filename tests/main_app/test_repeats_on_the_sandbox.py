"""The client on a whole main app that fails: what was asked for again is saved once."""

from collections import Counter
from typing import Any

import pytest

from app.devtools.sandbox import Fault
from app.errors import UpstreamError
from app.main_app.validation_errors import AlreadyThere
from app.main_app.writes import MedicalWrite, VaccinationWrite, WeightWrite
from tests.main_app.conftest import a_pet, failure_of
from tests.main_app.sample_writes import CHECKUP, TODAY


async def test_a_renewal_repeated_by_a_caller_that_reads_again_is_one_renewal(household: Any) -> None:
    account = household.account()
    cat = await a_pet(account, "cat")
    old = (await account.list_vaccinations(cat.id)).rows[-1]
    booster = VaccinationWrite(vaccine_name=old.vaccine_name, administered_at=TODAY)

    first = await account.renew_vaccination(cat.id, old, booster)
    household.clock.move(60)
    renewed = await account.show_vaccination(cat.id, old.id)
    second = await household.account().renew_vaccination(cat.id, renewed, booster)

    assert renewed.completed_at is not None
    assert (first.already_saved, second.already_saved) == (False, True)
    assert second.record.id == first.record.id


@pytest.mark.parametrize("moved", [0, 298], ids=["within a window", "over its end"])
async def test_what_was_saved_and_not_heard_of_is_found_on_the_repeat(moved: int, household: Any) -> None:
    household.clock.move(moved)
    account = household.account()
    cat = await a_pet(account, "cat")
    before = (await account.list_medical_records(cat.id)).total
    household.faults.set(Fault(mode="drop_after_execute", methods=["POST"]))
    lost = await failure_of(account.create_medical_record(cat.id, CHECKUP))
    household.faults.clear()
    household.clock.move(45)

    found = await household.account().create_medical_record(cat.id, CHECKUP)

    assert isinstance(lost, UpstreamError)
    assert lost.retryable
    assert found.already_saved
    assert (await account.list_medical_records(cat.id)).total == before + 1


async def test_another_weight_of_the_same_day_is_refused(household: Any) -> None:
    account = household.account()
    cat = await a_pet(account, "cat")
    await account.create_weight(cat.id, WeightWrite(weight_kg=4.3, record_date=TODAY))

    error = await failure_of(account.create_weight(cat.id, WeightWrite(weight_kg=4.4, record_date=TODAY)))

    assert isinstance(error, AlreadyThere)
    assert [field.name for field in error.fields] == ["measured_at"]


FAULTS: dict[str, tuple[int, bool]] = {
    "down": (502, True),
    "truncated": (502, True),
    "maintenance": (503, True),
    "html": (502, True),
    "server_error": (502, True),
    "empty": (502, True),
    "garbage": (502, True),
    "odd_types": (502, True),
    "huge": (502, False),
    "throttled": (429, True),
    "quota": (429, False),
    "unauthenticated": (401, False),
}


@pytest.mark.parametrize("mode", FAULTS)
async def test_every_fault_of_the_sandbox_has_its_error_and_saves_nothing_twice(mode: Any, household: Any) -> None:
    account = household.account()
    cat = await a_pet(account, "cat")
    before = (await account.list_medical_records(cat.id)).total
    household.faults.set(Fault(mode=mode, seconds=3))

    read = await failure_of(account.list_pets())
    write = await failure_of(account.create_medical_record(cat.id, CHECKUP))
    household.faults.clear()
    await account.create_medical_record(cat.id, CHECKUP)

    assert (read.status, read.retryable) == FAULTS[mode]
    assert (write.status, write.retryable) == FAULTS[mode]
    assert (await account.list_medical_records(cat.id)).total == before + 1


async def test_2000_writes_through_an_upstream_that_swallows_answers_are_each_saved_once(household: Any) -> None:
    account = household.account()
    cat = await a_pet(account, "cat")
    before = (await account.list_medical_records(cat.id, cap=5000)).total
    household.faults.set(Fault(mode="drop_after_execute", methods=["POST"], rate=0.2))
    outcomes: Counter[str] = Counter()

    for number in range(2000):
        record = MedicalWrite(record_type="checkup", record_date=TODAY, description=f"Visit {number}")
        for _ in range(10):
            try:
                saved = await household.account().create_medical_record(cat.id, record)
            except UpstreamError:
                outcomes["asked again"] += 1
                household.clock.move(30)
            else:
                outcomes["found" if saved.already_saved else "new"] += 1
                break
        household.clock.move(7)

    household.faults.clear()
    rows = (await account.list_medical_records(cat.id, cap=5000)).rows
    visits = Counter(row.description for row in rows if (row.description or "").startswith("Visit "))
    assert len(visits) == 2000
    assert set(visits.values()) == {1}
    assert len(rows) == before + 2000
    assert outcomes["new"] + outcomes["found"] == 2000
    assert outcomes["asked again"] > 0
    assert household.faults.struck["drop_after_execute"] > 300
