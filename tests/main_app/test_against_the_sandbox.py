"""The client on a whole main app: what it saves is there, once, and what it may not do is said."""

import hashlib
import hmac
import uuid
from collections import Counter
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from app.errors import AppError, Conflict, Forbidden, NotFound, Unauthorized, UpstreamError
from app.main_app.account import Account
from app.main_app.bridge import Bridge, CodeRefused
from app.main_app.failures import DuplicatePet
from app.main_app.forbidden import BANNED, VERIFY
from app.main_app.records import PetRecord
from app.main_app.validation import AlreadyThere, FeatureMissing
from app.main_app.writes import MedicalWrite, PetWrite, VaccinationWrite, WeightWrite
from app.sandbox import Fault
from app.secret import Secret

TODAY = date(2026, 8, 24)
CHECKUP = MedicalWrite(record_type="checkup", record_date=TODAY, description="All well")


async def a_pet(account: Account, slug: str) -> PetRecord:
    pets = [pet for pet in await account.list_pets() if pet.pet_type and pet.pet_type.slug == slug]
    return min(pets, key=lambda pet: pet.id)


async def failure_of(awaitable: Any) -> AppError:
    with pytest.raises(AppError) as caught:
        await awaitable
    return caught.value


async def test_the_household_is_read(household: Any) -> None:
    account = household.account()

    user, pets, sections = await account.me(), await account.list_pets(), await account.list_pet_sections()

    assert not user.is_banned
    assert {pet.id for pet in pets} == {pet.id for pet in sections.owned}
    assert all(pet.health_summary for pet in pets)
    assert all(pet.pet_type for pet in pets)
    assert all(pet.can_edit for pet in sections.owned)


async def test_each_kind_of_record_is_saved_read_and_changed(household: Any) -> None:
    account = household.account()
    cat = await a_pet(account, "cat")

    vaccination = await account.create_vaccination(
        cat.id, VaccinationWrite(vaccine_name="Tricat", administered_at=TODAY, due_at=TODAY + timedelta(days=365))
    )
    medical = await account.create_medical_record(cat.id, CHECKUP)
    weight = await account.create_weight(cat.id, WeightWrite(weight_kg=4.32, record_date=TODAY))

    assert not (vaccination.already_saved)
    assert not (medical.already_saved)
    assert not weight.already_saved
    assert vaccination.record.due_at == TODAY + timedelta(days=365)
    changed = await account.update_weight(cat.id, weight.record.id, WeightWrite(weight_kg=4.4))
    assert (changed.weight_kg, changed.record_date) == (4.4, TODAY)
    cleared = await account.update_medical_record(cat.id, medical.record.id, MedicalWrite(description=None))
    assert (cleared.description, cleared.record_type) == (None, "checkup")
    undated = await account.update_vaccination(cat.id, vaccination.record.id, VaccinationWrite(due_at=None))
    assert undated.due_at is None
    assert await account.show_vaccination(cat.id, vaccination.record.id) == undated
    assert (await account.list_weights(cat.id)).rows[0].id == weight.record.id
    assert (await account.list_medical_records(cat.id)).rows[0].id == medical.record.id


async def test_a_pet_is_saved_found_refused_and_changed(household: Any) -> None:
    account = household.account()
    clauddy = PetWrite(name="Clauddy", country="VN", pet_type_id=1, birthday_precision="month", birthday_year=2026)

    refused = await failure_of(account.create_pet(clauddy, birth_input="birth_month_year"))
    assert {field.name for field in refused.fields} == {"birth_month_year"}
    saved = await account.create_pet(PetWrite(name="Clauddy", country="VN", pet_type_id=1))
    household.clock.move(700)
    twice = await failure_of(account.create_pet(PetWrite(name="clauddy", country="VN", pet_type_id=1)))
    renamed = await account.update_pet(saved.record.id, PetWrite(name="Claudia"))

    assert isinstance(twice, DuplicatePet)
    assert twice.existing_ids == (saved.record.id,)
    assert renamed.name == "Claudia"
    assert (await account.show_pet(saved.record.id)).name == "Claudia"


async def test_a_change_upon_an_old_version_is_a_conflict(household: Any) -> None:
    account = household.account()
    cat = await a_pet(account, "cat")
    old = (await account.list_vaccinations(cat.id)).rows[0]
    household.clock.move(5)
    await account.update_vaccination(cat.id, old.id, VaccinationWrite(notes="Changed meanwhile."))

    error = await failure_of(
        account.renew_vaccination(cat.id, old, VaccinationWrite(vaccine_name=old.vaccine_name, administered_at=TODAY))
    )

    assert isinstance(error, Conflict)


async def test_a_dog_has_no_vaccinations(household: Any) -> None:
    account = household.account()
    dog = await a_pet(account, "dog")

    read = await failure_of(account.list_vaccinations(dog.id))
    write = await failure_of(account.create_medical_record(dog.id, CHECKUP))

    assert isinstance(read, FeatureMissing)
    assert isinstance(write, FeatureMissing)
    assert "keeps no vaccinations" in read.message
    assert "keeps no medical records" in write.message


async def test_a_day_that_is_tomorrow_in_utc_is_explained(household: Any) -> None:
    account = household.account()
    cat = await a_pet(account, "cat")
    tomorrow = MedicalWrite(record_type="checkup", record_date=TODAY + timedelta(days=1))

    error = await failure_of(account.create_medical_record(cat.id, tomorrow))

    assert [field.name for field in error.fields] == ["record_date"]
    assert "UTC" in (error.hint or "")


async def test_a_day_of_birth_that_is_tomorrow_in_utc_is_explained(household: Any) -> None:
    account = household.account()
    born = TODAY + timedelta(days=1)
    kitten = PetWrite(
        name="Kitten",
        country="VN",
        pet_type_id=1,
        birthday_precision="day",
        birthday_year=born.year,
        birthday_month=born.month,
        birthday_day=born.day,
    )

    for error in (
        await failure_of(account.create_pet(kitten)),
        await failure_of(account.update_pet((await a_pet(account, "cat")).id, kitten)),
    ):
        assert [field.name for field in error.fields] == ["birth_date"]
        assert "UTC" in (error.hint or "")


async def test_all_pages_are_read(household: Any) -> None:
    account = household.account()
    cat = await a_pet(account, "cat")
    before = (await account.list_weights(cat.id)).total
    for number in range(60):
        day = date(2019, 1, 1) + timedelta(days=number)
        await account.create_weight(cat.id, WeightWrite(weight_kg=3 + number / 100, record_date=day))

    everything, cut = await account.list_weights(cat.id), await account.list_weights(cat.id, cap=30)

    assert (len(everything.rows), everything.total) == (before + 60, before + 60)
    assert (len(cut.rows), cut.total) == (30, before + 60)
    assert [row.record_date for row in everything.rows] == sorted(
        (row.record_date for row in everything.rows), reverse=True
    )


async def test_habits_are_summed_up(household: Any) -> None:
    account = household.account()

    habits = await account.list_habits()
    summaries = [await account.habit_summary(habit.id, weeks=2) for habit in habits]

    assert habits
    assert any(summary.pets for summary in summaries)


@pytest.mark.parametrize(
    "route", ["list_pets", "list_pet_sections", "me", "list_habits", "show_pet", "list_vaccinations", "list_weights"]
)
async def test_a_revoked_token_is_told_as_such_on_every_route(route: str, household: Any) -> None:
    account = household.account()
    cat = await a_pet(account, "cat")
    household.revoke()
    method = getattr(account, route)

    error = await failure_of(method(cat.id) if route in ("show_pet", "list_vaccinations", "list_weights") else method())

    assert isinstance(error, Unauthorized)


async def test_a_revoked_token_saves_nothing(household: Any) -> None:
    account = household.account()
    cat = await a_pet(account, "cat")
    household.revoke()

    assert isinstance(await failure_of(account.create_medical_record(cat.id, CHECKUP)), Unauthorized)
    assert isinstance(await failure_of(account.update_pet(cat.id, PetWrite(name="X"))), Unauthorized)


@pytest.mark.parametrize(("who", "sentence"), [("unverified", VERIFY), ("banned", BANNED)])
async def test_an_account_that_may_not_write_is_told_why(who: str, sentence: str, household: Any) -> None:
    account = household.account(f"{who}@meo.example")

    error = await failure_of(account.create_pet(PetWrite(name="Mochi", country="VN")))

    assert isinstance(error, Forbidden)
    assert error.message == sentence


async def test_a_strangers_pet_can_neither_be_read_nor_changed(household: Any) -> None:
    cat = await a_pet(household.account("friend@meo.example"), "cat")
    stranger = household.account("banned@meo.example")

    for error in (
        await failure_of(stranger.list_weights(cat.id)),
        await failure_of(stranger.list_medical_records(cat.id)),
        await failure_of(stranger.show_pet(cat.id)),
    ):
        assert isinstance(error, (Forbidden, NotFound))


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


async def test_an_equal_weight_of_another_conversation_is_refused(household: Any) -> None:
    account = household.account()
    cat = await a_pet(account, "cat")
    weight = WeightWrite(weight_kg=4.3, record_date=TODAY)
    await account.create_weight(cat.id, weight)

    error = await failure_of(household.account(conversation="another").create_weight(cat.id, weight))

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
    "huge": (502, True),
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


async def test_a_code_is_exchanged_once_and_its_token_given_back(household: Any, budget: Any) -> None:
    bridge = Bridge(household.http, api_key=Secret("sandbox-connector-api-key"), budget=budget)
    session = str(uuid.UUID(int=5, version=4))
    signature = hmac.new(b"sandbox-hmac-secret", session.encode(), hashlib.sha256).hexdigest()
    consent = {"session_id": session, "session_sig": signature, "email": "demo@meo.example"}
    consented = await household.http.post("/sandbox/control/consent", json=consent)
    code = parse_qs(urlsplit(consented.json()["redirect_url"]).query)["code"][0]

    exchanged = await bridge.exchange(code)
    with pytest.raises(CodeRefused):
        await bridge.exchange(code)
    account = household._main_app.account(exchanged.user_id, exchanged.sanctum_token)
    assert (await account.me()).id == exchanged.user_id
    await bridge.revoke(exchanged.sanctum_token)

    assert isinstance(await failure_of(account.me()), Unauthorized)
    await bridge.revoke(exchanged.sanctum_token)


async def test_a_wrong_api_key_is_an_outage(household: Any, budget: Any) -> None:
    bridge = Bridge(household.http, api_key=Secret("wrong"), budget=budget)

    with pytest.raises(UpstreamError):
        await bridge.exchange(str(uuid.UUID(int=5, version=4)))
    with pytest.raises(UpstreamError):
        await bridge.revoke(Secret("7|abc"))
