"""A record is taken back: shown, guarded, never another one."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from litestar import Litestar

from app.devtools.sandbox import Fault, World, faults_of
from app.devtools.sandbox.data.health import MedicalRecord, Microchip, Vaccination
from app.devtools.sandbox.data.pets import Pet
from tests.conftest import FixedClock, SandboxUser
from tests.tools.conftest import GetJson, Upstream

FindPet = Callable[[str], Pet]
REMOVE = "/pets/{}/records/remove"


async def test_a_weight_is_removed_and_shown(ok: GetJson, pet: FindPet, upstream: Upstream) -> None:
    mun = pet("Mèo Mun")
    weight = max(mun.weights.values(), key=lambda one: one.record_date)
    upstream.start()

    answer = await ok("POST", REMOVE.format("Mèo Mun"), {"kind": "weight", "record_id": weight.id})

    assert answer == {
        "kind": "weight",
        "pet_id": mun.id,
        "pet_name": "Mèo Mun",
        "weight": {
            "id": weight.id,
            "weight_kg": float(weight.weight_kg),
            "measured_at": weight.record_date.isoformat(),
        },
    }
    assert weight.id not in mun.weights
    assert upstream.calls == 3


@pytest.mark.parametrize(
    ("kind", "shelf", "calls"),
    [("vaccination", "vaccinations", 4), ("medical_record", "medical_records", 3), ("weight", "weights", 3)],
)
async def test_each_kind_is_removed_by_its_id_alone(
    ok: GetJson, pet: FindPet, upstream: Upstream, kind: str, shelf: str, calls: int
) -> None:
    before = dict(getattr(pet("Mèo Mun"), shelf))
    record_id = next(iter(before))
    upstream.start()

    answer = await ok("POST", REMOVE.format(101), {"kind": kind, "record_id": record_id})

    assert answer[kind]["id"] == record_id
    assert set(before) - set(getattr(pet("Mèo Mun"), shelf)) == {record_id}
    assert upstream.calls == calls


async def test_a_microchip_is_removed(ok: GetJson, world: World, pet: FindPet, upstream: Upstream) -> None:
    chip = world.add_microchip(pet("Rex"), "985112345678903", None, issuer="HomeAgain")
    upstream.start()

    answer = await ok("POST", REMOVE.format("Rex"), {"kind": "microchip", "record_id": chip.id})

    assert answer["microchip"] == {"id": chip.id, "chip_number": "985112345678903", "issuer": "HomeAgain"}
    assert not pet("Rex").microchips
    assert upstream.calls == 3


@pytest.mark.parametrize(
    "kind", ["Weight", " weights ", "WEIGHT", "medical record", "Medical-Records", "vaccinations", "microchips"]
)
async def test_a_kind_is_read_leniently(refused: GetJson, kind: str) -> None:
    error = await refused(404, "POST", REMOVE.format(101), {"kind": kind, "record_id": 123456})

    assert error["error"] == "NOT_FOUND"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"kind": "pet", "record_id": 1}, "kind"),
        ({"kind": "habit", "record_id": 1}, "kind"),
        ({"kind": "s" * 5000, "record_id": 1}, "kind"),
        ({"kind": "weight"}, "record_id"),
        ({"record_id": 1}, "kind"),
        ({"kind": "weight", "record_id": "the last one"}, "record_id"),
        ({"kind": "weight", "record_id": "9²"}, "record_id"),
        ({"kind": "weight", "record_id": 1, "why": "wrong"}, "why"),
    ],
)
async def test_a_wrong_input_is_named_and_removes_nothing(
    refused: GetJson, upstream: Upstream, body: dict[str, Any], field: str
) -> None:
    upstream.start()
    error = await refused(422, "POST", REMOVE.format(101), body)

    assert [one["name"] for one in error["fields"]] == [field]
    assert upstream.writes == 0


@pytest.mark.parametrize("kind", ["vaccination", "medical_record", "weight", "microchip"])
@pytest.mark.parametrize("record_id", [0, -1, 77777, 10**17])
async def test_a_record_that_is_not_there_removes_nothing(
    refused: GetJson, upstream: Upstream, kind: str, record_id: int
) -> None:
    upstream.start()
    error = await refused(404, "POST", REMOVE.format(101), {"kind": kind, "record_id": record_id})

    assert "nothing was removed" in error["message"]
    assert "a repeat finds it gone" in error["message"]
    assert upstream.writes == 0


async def test_a_record_of_another_pet_stays(refused: GetJson, pet: FindPet) -> None:
    weight = next(iter(pet("Rex").weights), None) or next(iter(pet("Bún").weights))

    await refused(404, "POST", REMOVE.format("Oliver"), {"kind": "weight", "record_id": weight})

    assert weight in {**pet("Rex").weights, **pet("Bún").weights}


async def test_a_repeat_never_removes_another_record(ok: GetJson, refused: GetJson, pet: FindPet) -> None:
    mun = pet("Mèo Mun")
    body = {"kind": "weight", "record_id": max(mun.weights)}
    await ok("POST", REMOVE.format(101), body)
    left = set(mun.weights)

    error = await refused(404, "POST", REMOVE.format(101), body)

    assert "nothing was removed" in error["message"]
    assert error["retryable"] is False
    assert set(mun.weights) == left


@pytest.mark.parametrize("weight_kg", ["0.00", "1000.01", "350000.00"])
async def test_a_weight_the_main_app_cannot_remove_is_said(
    refused: GetJson, world: World, pet: FindPet, upstream: Upstream, weight_kg: str
) -> None:
    weight = world.add_weight(pet("Oliver"), weight_kg, world.today() - timedelta(days=900))
    upstream.start()

    error = await refused(422, "POST", REMOVE.format("Oliver"), {"kind": "weight", "record_id": weight.id})

    assert "cannot remove a weight of 0 or of more than 1000 kg" in error["message"]
    assert "update_weight" in error["hint"]
    assert weight.id in pet("Oliver").weights
    assert upstream.writes == 0


@pytest.mark.parametrize("weight_kg", ["0.01", "4.13", "1000.00", "0.30"])
async def test_any_other_weight_is_removed(ok: GetJson, world: World, pet: FindPet, weight_kg: str) -> None:
    weight = world.add_weight(pet("Oliver"), weight_kg, world.today() - timedelta(days=900))

    await ok("POST", REMOVE.format("Oliver"), {"kind": "weight", "record_id": weight.id})

    assert weight.id not in pet("Oliver").weights


@pytest.mark.parametrize("kind", ["vaccination", "medical_record", "microchip"])
async def test_a_linked_finance_entry_is_kept_and_said(ok: GetJson, world: World, pet: FindPet, kind: str) -> None:
    mun, today = pet("Mèo Mun"), world.today()
    records: dict[str, Vaccination | MedicalRecord | Microchip] = {
        "vaccination": world.add_vaccination(mun, "FeLV", today),
        "medical_record": world.add_medical_record(mun, "dental", today),
        "microchip": world.add_microchip(mun, "985112345678903", None),
    }
    record = records[kind]
    record.linked_transaction = True

    answer = await ok("POST", REMOVE.format(101), {"kind": kind, "record_id": record.id})

    assert answer["notes"] == ["A finance entry was linked to this record; it was kept."]
    assert record not in [*mun.vaccinations.values(), *mun.medical_records.values(), *mun.microchips.values()]


@pytest.mark.parametrize("text", ["Rab\u200bies", "Rabies\u202e", "Rab\nies", "\U000e0041Rabies", "Ra\x07bies"])
async def test_a_text_with_invisible_characters_guards_as_stored(
    ok: GetJson, world: World, pet: FindPet, text: str
) -> None:
    mun, today = pet("Mèo Mun"), world.today()
    dose = world.add_vaccination(mun, text, today)
    record = world.add_medical_record(mun, text, today)

    first = await ok("POST", REMOVE.format(101), {"kind": "vaccination", "record_id": dose.id})
    second = await ok("POST", REMOVE.format(101), {"kind": "medical_record", "record_id": record.id})

    assert (
        first["vaccination"]["vaccine_name"]
        == second["medical_record"]["record_type"]
        == text.replace("\n", " ").translate(dict.fromkeys(map(ord, "\u200b\u202e\U000e0041\x07")))
    )
    assert dose.id not in mun.vaccinations
    assert record.id not in mun.medical_records


async def test_a_removed_renewal_says_that_the_old_dose_stays_completed(ok: GetJson, pet: FindPet) -> None:
    mun = pet("Mèo Mun")
    old = next(one for one in mun.vaccinations.values() if one.vaccine_name == "Rabies" and not one.completed_at)
    renewed = await ok("POST", f"/pets/101/vaccinations/{old.id}/renew", {"due_at": "2027-08-24"})

    answer = await ok("POST", REMOVE.format(101), {"kind": "vaccination", "record_id": renewed["id"]})

    assert len(answer["notes"]) == 1
    assert f"record {old.id}" in answer["notes"][0]
    assert "stays completed" in answer["notes"][0]
    assert "nothing is due in its place now" in answer["notes"][0]
    assert old.completed_at is not None


async def test_another_dose_says_nothing_of_renewals(
    ok: GetJson, world: World, pet: FindPet, clock: FixedClock
) -> None:
    mun = pet("Mèo Mun")
    clock.advance(minutes=5)
    dose = world.add_vaccination(mun, "FeLV", world.today())

    answer = await ok("POST", REMOVE.format(101), {"kind": "vaccination", "record_id": dose.id})

    assert "notes" not in answer


async def test_a_record_of_somebody_elses_pet_says_so(ok: GetJson, pet: FindPet) -> None:
    answer = await ok("POST", REMOVE.format("Bún"), {"kind": "weight", "record_id": next(iter(pet("Bún").weights))})

    assert answer["relation"] == "shared"


async def test_a_foster_may_remove_nothing(refused: GetJson, world: World, pet: FindPet) -> None:
    weight = world.add_weight(pet("Tofu"), "3.00", world.today())

    await refused(403, "POST", REMOVE.format("Tofu"), {"kind": "weight", "record_id": weight.id})

    assert weight.id in pet("Tofu").weights


@pytest.mark.parametrize(("kind", "name"), [("vaccination", "Rex"), ("medical_record", "Rex"), ("weight", "Kiwi")])
async def test_a_kind_that_the_species_lacks_is_named(refused: GetJson, kind: str, name: str) -> None:
    error = await refused(422, "POST", REMOVE.format(name), {"kind": kind, "record_id": 1})

    assert [one["name"] for one in error["fields"]] == ["pet_id"]


async def test_a_name_of_two_pets_removes_nothing(nam: SandboxUser, upstream: Upstream) -> None:
    upstream.start()
    answer = await nam.client.post(REMOVE.format("Mimi"), json={"kind": "weight", "record_id": 1})

    assert answer.status_code == 409
    assert answer.json()["error"] == "AMBIGUOUS"
    assert upstream.writes == 0


@pytest.mark.parametrize("mode", ["drop_after_execute", "dead_worker_after_write", "down", "server_error"])
async def test_a_lost_answer_never_removes_another_record(
    me: httpx.AsyncClient, sandbox: Litestar, pet: FindPet, mode: Any
) -> None:
    weights, weight_id = pet("Mèo Mun").weights, max(pet("Mèo Mun").weights)
    others = set(weights) - {weight_id}
    body = {"kind": "weight", "record_id": weight_id}
    faults_of(sandbox).set(Fault(mode=mode, path="/api/pets/101/weights", times=1, methods=["DELETE"]))
    first = await me.post(REMOVE.format(101), json=body)
    faults_of(sandbox).clear()

    again = await me.post(REMOVE.format(101), json=body)

    assert first.is_success or again.is_success or again.status_code == 404
    assert set(weights) == others
