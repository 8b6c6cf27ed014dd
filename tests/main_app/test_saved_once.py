"""A create that arrives again gives the first result; nothing is saved twice and nothing is claimed that is gone."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from pytest_httpx import HTTPXMock

from app.errors import NotFound, UpstreamError
from app.main_app.account import Account
from app.main_app.client import MainApp
from app.main_app.errors import DuplicatePet
from app.main_app.validation_errors import AlreadyThere
from app.main_app.writes import MedicalWrite, PetWrite
from app.secret import Secret
from tests.main_app.keeper import Keeper
from tests.main_app.sample_writes import WEIGHT

pytestmark = pytest.mark.httpx_mock(can_send_already_matched_responses=True)

MEDICAL = MedicalWrite(record_type="checkup", record_date=date(2026, 8, 24))
PET = PetWrite(name="Mochi", country="VN")


@pytest.fixture
def keeper(clock: Callable[[], datetime], httpx_mock: HTTPXMock) -> Keeper:
    keeper = Keeper(clock)
    httpx_mock.add_callback(keeper)
    return keeper


Create = Callable[[Account], Any]
CREATES: dict[str, Create] = {
    "medical record": lambda account: account.create_medical_record(7, MEDICAL),
    "weight": lambda account: account.create_weight(7, WEIGHT),
    "pet": lambda account: account.create_pet(PET),
    "pet of a known name": lambda account: account.create_pet(
        PetWrite(name="Mochi", country="VN", allow_duplicate=True)
    ),
}


@pytest.fixture(params=CREATES)
def create(request: pytest.FixtureRequest) -> Create:
    return CREATES[request.param]


@pytest.mark.usefixtures("keeper")
async def test_the_first_time_it_is_new(create: Create, account: Account) -> None:
    saved = await create(account)

    assert (saved.record.id, saved.already_saved) == (1, False)


@pytest.mark.parametrize("seconds", [5, 50, 290])
async def test_a_repeat_gives_the_first_record_and_says_so(
    seconds: int, create: Create, account: Account, keeper: Keeper, clock: Any
) -> None:
    await create(account)
    clock.move(seconds)

    again = await create(account)

    assert (again.record.id, again.already_saved) == (1, True)
    assert len(keeper.records) == 1


@pytest.mark.parametrize("seconds", [5, 50, 110])
async def test_a_repeat_that_falls_into_the_next_window_finds_the_first(
    seconds: int, create: Create, account: Account, keeper: Keeper, clock: Any
) -> None:
    clock.move(298)
    await create(account)
    clock.move(seconds)

    again = await create(account)

    assert (again.record.id, again.already_saved) == (1, True)
    assert len(keeper.records) == 1


@pytest.mark.usefixtures("keeper")
async def test_early_in_a_window_a_new_thing_is_still_new(create: Create, account: Account, clock: Any) -> None:
    clock.move(301)

    saved = await create(account)

    assert (saved.record.id, saved.already_saved) == (1, False)


async def test_only_what_the_main_app_would_save_twice_costs_a_second_call(
    account: Account, keeper: Keeper, clock: Any
) -> None:
    clock.move(301)

    await account.create_weight(7, WEIGHT)
    assert keeper.probes == 0
    await account.create_medical_record(7, MEDICAL)
    assert keeper.probes == 1


@pytest.mark.parametrize("lost", [1, 2])
async def test_an_answer_lost_after_saving_never_doubles(
    lost: int, create: Create, account: Account, keeper: Keeper, clock: Any
) -> None:
    keeper.lose_answers = lost
    try:
        first = await create(account)
    except UpstreamError:
        first = None
    assert (first is None) is (lost == 2)
    clock.move(45)

    second = await create(account)

    assert first is None or not first.already_saved
    assert second.already_saved
    assert list(keeper.records) == [1]


async def test_a_record_deleted_meanwhile_is_saved_anew(
    create: Create, account: Account, keeper: Keeper, clock: Any
) -> None:
    await create(account)
    del keeper.records[1]
    clock.move(60)

    anew = await create(account)
    clock.move(60)
    repeat = await create(account)

    assert (anew.record.id, anew.already_saved) == (2, False)
    assert (repeat.record.id, repeat.already_saved) == (2, True)
    assert list(keeper.records) == [2]


async def test_a_record_deleted_again_and_again_ends_in_an_error(
    create: Create, account: Account, keeper: Keeper, clock: Any
) -> None:
    for number in (1, 2, 3):
        await create(account)
        del keeper.records[number]
        clock.move(30)

    with pytest.raises(UpstreamError):
        await create(account)


async def test_what_is_shown_for_a_repeat_is_the_record_of_today(account: Account, keeper: Keeper, clock: Any) -> None:
    await account.create_weight(7, WEIGHT)
    keeper.records[1]["weight_kg"] = "4.50"
    clock.move(60)

    again = await account.create_weight(7, WEIGHT)

    assert again.record.weight_kg == 4.5


@pytest.mark.parametrize("seconds", [60, 310], ids=["same window", "next window"])
async def test_an_equal_record_of_the_last_minutes_is_found_by_its_content(
    seconds: int, main_app: MainApp, account: Account, keeper: Keeper, clock: Any
) -> None:
    await account.create_weight(7, WEIGHT)
    await account.create_pet(PET)
    clock.move(seconds)
    elsewhere = main_app.account(42, Secret("7|abc"), conversation="another")

    weight = await elsewhere.create_weight(7, WEIGHT)
    with pytest.raises(DuplicatePet):
        await elsewhere.create_pet(PET)

    assert (weight.record.id, weight.already_saved) == (1, True)
    assert len(keeper.records) == 2


async def test_an_equal_record_of_long_ago_is_a_refusal_and_no_repeat(
    main_app: MainApp, account: Account, keeper: Keeper, clock: Any
) -> None:
    await account.create_weight(7, WEIGHT)
    await account.create_pet(PET)
    clock.move(2000)
    elsewhere = main_app.account(42, Secret("7|abc"), conversation="another")

    with pytest.raises(AlreadyThere):
        await elsewhere.create_weight(7, WEIGHT)
    with pytest.raises(DuplicatePet) as caught:
        await elsewhere.create_pet(PET)

    assert caught.value.existing_ids == (2,)
    assert len(keeper.records) == 2


@pytest.mark.usefixtures("keeper")
async def test_again_saves_a_second_time(account: Account, clock: Any) -> None:
    await account.create_medical_record(7, MEDICAL)
    clock.move(30)

    second = await account.create_medical_record(7, MEDICAL, again=True)

    assert (second.record.id, second.already_saved) == (2, False)


async def test_without_a_date_header_our_clock_tells_a_repeat(
    account: Account, httpx_mock: HTTPXMock, clock: Any
) -> None:
    httpx_mock.add_callback(Keeper(clock, dated=False))
    await account.create_weight(7, WEIGHT)
    clock.move(30)

    assert (await account.create_weight(7, WEIGHT)).already_saved


@pytest.mark.parametrize("created_at", [None, "", "soon", 5], ids=repr)
async def test_a_record_without_a_usable_age_counts_as_new(
    created_at: Any, account: Account, httpx_mock: HTTPXMock
) -> None:
    row = {"id": 1, "weight_kg": 4.3, "record_date": "2026-08-24", "created_at": created_at}
    httpx_mock.add_response(status_code=201, json={"data": row})

    assert not (await account.create_weight(7, WEIGHT)).already_saved


@pytest.mark.usefixtures("keeper")
async def test_the_pet_of_a_repeated_record_may_be_gone(account: Account, httpx_mock: HTTPXMock) -> None:
    httpx_mock.reset()
    httpx_mock.add_response(status_code=404, json={"message": "Resource not found."})

    with pytest.raises(NotFound):
        await account.create_weight(7, WEIGHT)
