"""A create that arrives again gives the first result; nothing is saved twice and nothing is claimed that is gone."""

import itertools
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from email.utils import format_datetime
from typing import Any

import httpx
import pytest
from pytest_httpx import HTTPXMock

from app.errors import InvalidInput, NotFound, UpstreamError
from app.main_app.account import Account
from app.main_app.client import MainApp
from app.main_app.failures import DuplicatePet
from app.main_app.records import VaccinationRecord
from app.main_app.validation import AlreadyThere
from app.main_app.writes import MedicalWrite, PetWrite, VaccinationWrite, WeightWrite
from app.secret import Secret

pytestmark = pytest.mark.httpx_mock(can_send_already_matched_responses=True)

MEDICAL = MedicalWrite(record_type="checkup", record_date=date(2026, 8, 24))
WEIGHT = WeightWrite(weight_kg=4.3, record_date=date(2026, 8, 24))
PET = PetWrite(name="Mochi", country="VN")


class Keeper:
    """A main app that keeps records and answers under idempotency keys (contract 12), and little else."""

    def __init__(self, clock: Callable[[], datetime], *, dated: bool = True) -> None:
        self.records: dict[int, dict[str, Any]] = {}
        self.lose_answers = 0
        self.probes = 0
        self._answers: dict[str, tuple[str, dict[str, Any]]] = {}
        self._ids = itertools.count(1)
        self._clock = clock
        self._dated = dated

    def __call__(self, request: httpx.Request) -> httpx.Response:
        response = self._read(request) if request.method == "GET" else self._write(request)
        if self.lose_answers and request.method != "GET":
            self.lose_answers -= 1
            raise httpx.ReadError("the answer is lost", request=request)
        if self._dated:
            response.headers["Date"] = format_datetime(self._clock().astimezone(UTC), usegmt=True)
        return response

    def _read(self, request: httpx.Request) -> httpx.Response:
        record = self.records.get(int(request.url.path.rsplit("/", 1)[1]))
        if record is None:
            return httpx.Response(404, json={"message": "Resource not found."})
        return httpx.Response(200, json={"success": True, "data": record | {"viewer_permissions": {"can_edit": True}}})

    def _write(self, request: httpx.Request) -> httpx.Response:
        key = request.headers["Idempotency-Key"]
        fingerprint = f"{request.method} {request.url.path} {request.content.decode()}"
        if key in self._answers:
            known, answer = self._answers[key]
            if known == fingerprint:
                return httpx.Response(201, json=answer)
            return httpx.Response(409, json={"message": "x", "data": {"code": "idempotency_conflict"}})
        values = json.loads(request.content)
        if not values:
            self.probes += 1
            return httpx.Response(422, json={"message": "x", "errors": {"record_type": ["Required."]}})
        refusal = self._refusal(request.url.path, values)
        if refusal:
            return refusal
        moment = self._clock().replace(microsecond=0).strftime("%Y-%m-%dT%H:%M:%S.000000Z")
        record = values | {"id": next(self._ids), "created_at": moment, "updated_at": moment}
        self.records[record["id"]] = record
        self._answers[key] = (fingerprint, {"success": True, "data": record})
        return httpx.Response(201, json={"success": True, "data": record})

    def _refusal(self, path: str, values: dict[str, Any]) -> httpx.Response | None:
        same = [row["id"] for row in self.records.values() if row.get("name") == values.get("name", 0)]
        if path == "/api/pets" and same and not values.get("allow_duplicate"):
            body = {"error": "duplicate_pet", "message": "x", "data": {"existing_pet_ids": same}}
            return httpx.Response(409, json=body)
        if path.endswith("weights") and any(
            row["record_date"] == values["record_date"] for row in self.records.values()
        ):
            text = "The record date has already been taken for this pet."
            return httpx.Response(422, json={"message": text, "errors": {"record_date": [text]}})
        return None


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


@pytest.mark.parametrize("seconds", [60, 310, 2000], ids=["same window", "next window", "much later"])
async def test_an_equal_record_from_elsewhere_is_a_refusal_and_no_repeat(
    seconds: int, main_app: MainApp, account: Account, keeper: Keeper, clock: Any
) -> None:
    await account.create_weight(7, WEIGHT)
    await account.create_pet(PET)
    clock.move(seconds)
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


OLD = VaccinationRecord(
    id=61,
    pet_id=7,
    vaccine_name="Rabies",
    administered_at=date(2025, 8, 20),
    updated_at="2025-08-20T09:00:00.000000Z",
)
BOOSTER = VaccinationWrite(vaccine_name="Rabies", administered_at=date(2026, 8, 20), due_at=date(2027, 8, 20))


async def test_a_renewal_is_guarded_by_the_old_records_version_name_and_day(
    account: Account, httpx_mock: HTTPXMock, clock: Callable[[], datetime]
) -> None:
    row = {"id": 62, "vaccine_name": "Rabies", "administered_at": "2026-08-20", "created_at": clock().isoformat()}
    httpx_mock.add_response(
        method="POST",
        url="http://main.test/api/pets/7/vaccinations/61/renew",
        match_json={
            "vaccine_name": "Rabies",
            "administered_at": "2026-08-20",
            "due_at": "2027-08-20",
            "base_version": "2025-08-20T09:00:00.000000Z",
            "expected_vaccine_name": "Rabies",
            "expected_administered_at": "2025-08-20",
        },
        status_code=201,
        json={"success": True, "data": row},
    )

    saved = await account.renew_vaccination(7, OLD, BOOSTER)

    assert (saved.record.id, saved.already_saved) == (62, False)


async def test_a_renewal_onto_itself_is_refused_before_the_main_app_breaks_on_it(account: Account) -> None:
    same = VaccinationWrite(vaccine_name="Rabies", administered_at=date(2025, 8, 20))

    with pytest.raises(InvalidInput):
        await account.renew_vaccination(7, OLD, same)


@pytest.mark.parametrize(
    ("made", "found"),
    [
        ("2026-08-24T10:04:00.000000Z", True),
        ("2026-08-24T10:04:01.000000Z", True),
        ("2026-08-24T09:00:00.000000Z", False),
        ("soon", False),
        (None, False),
    ],
    ids=["together", "a second apart", "on its own", "at no time", "unknown"],
)
async def test_a_repeated_renewal_is_recognised_by_what_the_first_left(
    made: str | None,
    found: bool,  # noqa: FBT001 - a column of the table
    account: Account,
    httpx_mock: HTTPXMock,
    example: Callable[[str], Any],
) -> None:
    renewed = VaccinationRecord(
        id=61,
        vaccine_name="Rabies",
        administered_at=date(2025, 8, 20),
        completed_at=datetime(2026, 8, 24, 10, 4, tzinfo=UTC),
    )
    row = {"id": 62, "vaccine_name": "Rabies", "administered_at": "2026-08-20T00:00:00Z", "created_at": made}
    httpx_mock.add_response(
        url="http://main.test/api/pets/7/vaccinations?status=all", json={"data": {"data": [row], "meta": {}}}
    )
    httpx_mock.add_response(
        method="POST", status_code=422, json=example("error-422.renew-completed"), is_optional=found
    )

    if found:
        assert (await account.renew_vaccination(7, renewed, BOOSTER)).already_saved
    else:
        with pytest.raises(InvalidInput) as caught:
            await account.renew_vaccination(7, renewed, BOOSTER)
        assert [field.name for field in caught.value.fields] == ["vaccination_id"]
