"""The client on a whole main app: what it saves is there, and what cannot be saved is explained."""

from datetime import date, timedelta
from typing import Any

from app.errors import Conflict
from app.main_app.errors import DuplicatePet
from app.main_app.validation_errors import FeatureMissing
from app.main_app.writes import MedicalWrite, PetWrite, VaccinationWrite, WeightWrite
from tests.main_app.conftest import a_pet, failure_of
from tests.main_app.sample_writes import CHECKUP, TODAY


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
