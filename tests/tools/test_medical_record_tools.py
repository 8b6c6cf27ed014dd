"""Medical records over HTTP on the sandbox (docs/main-app-api.md, "Medical records")."""

from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from app.devtools.sandbox import World
from tests.conftest import FixedClock
from tests.tools.conftest import GetJson, Upstream

PATH = "/pets/Mèo Mun/medical-records"
DEWORMED = {"record_type": "deworming", "record_date": "2026-06-24", "description": "Milbemax", "vet_name": "Dr. Hoa"}


async def test_the_list_shows_what_happened_newest_first(ok: GetJson, upstream: Upstream) -> None:
    upstream.start()
    answer = await ok("GET", PATH)

    assert [row["record_date"] for row in answer["medical_records"]] == ["2026-07-15", "2026-05-21"]
    assert answer["medical_records"][0]["vet_name"] == "Dr. Hoa"
    assert (answer["pet_name"], answer["total"], answer["has_more"]) == ("Mèo Mun", 2, False)
    assert upstream.calls == 2


@pytest.mark.parametrize(
    ("spoken", "types"),
    [
        ("deworming", ["deworming", "Deworming", "tẩy giun"]),
        ("tẩy giun", ["deworming", "Deworming", "tẩy giun"]),
        ("Checkup", ["checkup"]),
        ("other", ["other", "treatment"]),
        ("treatment", ["treatment"]),
        ("grooming", ["other"]),
        ("surgery", []),
    ],
)
async def test_a_type_finds_what_means_it_however_it_was_written(
    ok: GetJson, world: World, cat_id: int, spoken: str, types: list[str]
) -> None:
    for number, kind in enumerate(["checkup", "deworming", "Deworming", "tẩy giun", "other", "treatment"]):
        record = world.add_medical_record(world.pets[cat_id], kind, date(2026, 8, 1) - timedelta(days=number))
        record.description = "grooming: claws" if kind == "other" else None

    answer = await ok("GET", f"/pets/{cat_id}/medical-records?record_type={spoken}")

    assert [row["record_type"] for row in answer["medical_records"]] == types
    assert answer["total"] == len(types)


async def test_an_unknown_type_without_a_record_names_the_known_ones(refused: GetJson) -> None:
    error = await refused(422, "GET", f"{PATH}?record_type=chakup")

    assert error["fields"][0]["name"] == "record_type"
    assert error["allowed_values"] == ["checkup", "deworming", "flea_treatment", "surgery", "dental", "other"]


@pytest.mark.parametrize("query", ["limit=30", "limit=30&record_type=checkup"])
async def test_every_record_can_be_reached(ok: GetJson, world: World, cat_id: int, query: str) -> None:
    for number in range(100):
        world.add_medical_record(world.pets[cat_id], "checkup", date(2026, 8, 1) - timedelta(days=number))
    found: list[int] = []
    offset: int | None = 0
    while offset is not None:
        answer = await ok("GET", f"/pets/{cat_id}/medical-records?{query}&offset={offset}")
        assert answer["total"] == 100
        found += [row["id"] for row in answer["medical_records"]]
        offset = answer.get("next_offset")

    assert len(found) == len(set(found)) == 100


async def test_long_descriptions_shorten_the_answer_and_the_rest_follows(
    me: httpx.AsyncClient, world: World, cat_id: int
) -> None:
    for number in range(50):
        record = world.add_medical_record(world.pets[cat_id], "ж" * 100, date(2026, 8, 1) - timedelta(days=number))
        record.description, record.vet_name = "\x01" * 5000, "Ж" * 255
    found: list[int] = []
    offset: int | None = 0
    while offset is not None:
        answer = await me.get(f"/pets/{cat_id}/medical-records?limit=100&offset={offset}")
        assert len(answer.text) < 30_000
        assert answer.json()["returned"] > 0
        found += [row["id"] for row in answer.json()["medical_records"]]
        offset = answer.json().get("next_offset")

    assert len(found) == len(set(found)) == 50


async def test_an_added_record_is_shown_as_stored(ok: GetJson, world: World, upstream: Upstream) -> None:
    upstream.start()
    answer = await ok("POST", PATH, DEWORMED)

    stored = world.medical_records[answer["id"]]
    assert answer == {
        "id": stored.id,
        "pet_id": stored.pet_id,
        "pet_name": "Mèo Mun",
        "record_type": "deworming",
        "record_date": "2026-06-24",
        "description": "Milbemax",
        "vet_name": "Dr. Hoa",
    }
    assert upstream.calls == 2


@pytest.mark.parametrize(
    ("body", "stored"),
    [
        ({"record_type": "worming"}, ("deworming", None)),
        ({"record_type": "grooming", "description": "claws cut"}, ("other", "grooming: claws cut")),
        ({"record_type": "X-ray"}, ("other", "X-ray")),
        ({"record_type": "spay", "description": "all well"}, ("surgery", "spay: all well")),
        ({"record_type": "стерилизация"}, ("surgery", "стерилизация")),
        ({"record_type": "dental", "description": "  "}, ("dental", None)),
    ],
)
async def test_a_type_the_main_app_does_not_know_is_kept_in_the_description(
    ok: GetJson, world: World, body: dict[str, str], stored: tuple[str, str | None]
) -> None:
    record = world.medical_records[(await ok("POST", PATH, body))["id"]]

    assert (record.record_type, record.description) == stored


async def test_the_same_record_twice_is_saved_once_unless_it_happened_again(
    me: httpx.AsyncClient, world: World, clock: FixedClock
) -> None:
    first = await me.post(PATH, json=DEWORMED)
    clock.advance(seconds=50)
    repeated = await me.post(PATH, json=DEWORMED)
    again = await me.post(PATH, json={**DEWORMED, "add_again": True})

    assert (first.status_code, repeated.status_code, again.status_code) == (201, 200, 201)
    assert repeated.json()["id"] == first.json()["id"]
    assert repeated.json()["already_saved"] is True
    assert again.json()["id"] != first.json()["id"]
    assert len([one for one in world.medical_records.values() if one.description == "Milbemax"]) == 2


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"record_type": "x" * 101}, "record_type"),
        ({"record_type": "checkup", "record_date": "2026-08-25"}, "record_date"),
        ({"record_type": "checkup", "record_date": "August"}, "record_date"),
        ({"record_type": "checkup", "description": "x" * 2001}, "description"),
        ({"record_type": "grooming", "description": "x" * 1995}, "description"),
        ({"record_type": "checkup", "vet_name": "x" * 256}, "vet_name"),
        ({"record_type": "checkup", "add_again": "perhaps"}, "add_again"),
        ({"record_type": "checkup", "type": "x"}, "type"),
    ],
)
async def test_a_wrong_input_is_named_and_nothing_is_sent(
    refused: GetJson, upstream: Upstream, body: dict[str, Any], field: str
) -> None:
    upstream.start()
    error = await refused(422, "POST", PATH, body)

    assert [one["name"] for one in error["fields"]] == [field]
    assert upstream.writes == 0


@pytest.fixture
def record_id(world: World, cat_id: int) -> int:
    record = world.add_medical_record(world.pets[cat_id], "checkup", date(2026, 8, 1))
    record.description, record.vet_name = "all fine", "Dr. Hoa"
    return record.id


@pytest.mark.parametrize(
    ("body", "stored", "replaced"),
    [
        ({"vet_name": "Dr. Nam"}, ("checkup", "all fine", "Dr. Nam"), {"vet_name": "Dr. Hoa"}),
        (
            {"clear": ["description", "vet_name"]},
            ("checkup", None, None),
            {"description": "all fine", "vet_name": "Dr. Hoa"},
        ),
        ({"record_type": "dental"}, ("dental", "all fine", "Dr. Hoa"), {"record_type": "checkup"}),
        (
            {"record_type": "grooming"},
            ("other", "grooming: all fine", "Dr. Hoa"),
            {"record_type": "checkup", "description": "all fine"},
        ),
        (
            {"record_type": "grooming", "description": "claws"},
            ("other", "grooming: claws", "Dr. Hoa"),
            {"record_type": "checkup", "description": "all fine"},
        ),
        (
            {"record_type": "grooming", "clear": ["description"]},
            ("other", "grooming", "Dr. Hoa"),
            {"record_type": "checkup", "description": "all fine"},
        ),
        (
            {"record_type": "spayed", "description": "spayed, well"},
            ("surgery", "spayed, well", "Dr. Hoa"),
            {"record_type": "checkup", "description": "all fine"},
        ),
        ({"description": "ill"}, ("checkup", "ill", "Dr. Hoa"), {"description": "all fine"}),
    ],
)
async def test_a_correction_loses_nothing(
    ok: GetJson,
    world: World,
    cat_id: int,
    record_id: int,
    upstream: Upstream,
    body: dict[str, Any],
    stored: tuple[str, str | None, str | None],
    replaced: dict[str, str],
) -> None:
    upstream.start()
    answer = await ok("PATCH", f"/pets/{cat_id}/medical-records/{record_id}", body)

    record = world.medical_records[record_id]
    assert (record.record_type, record.description, record.vet_name) == stored
    assert (answer["record_type"], answer.get("description"), answer.get("vet_name")) == stored
    assert {each["field"]: each.get("before") for each in answer["replaced"]} == replaced
    assert upstream.calls == 3


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, None),
        ({"vet_name": "", "description": " "}, None),
        ({"record_type": " "}, None),
        ({"clear": ["vet_name"], "vet_name": "Dr. Nam"}, "vet_name"),
        ({"clear": ["record_date"]}, "clear"),
        ({"record_date": "2026-12-01"}, "record_date"),
        ({"kind": "x"}, "kind"),
    ],
)
async def test_a_wrong_correction_changes_nothing(
    refused: GetJson, cat_id: int, record_id: int, upstream: Upstream, body: dict[str, Any], field: str | None
) -> None:
    upstream.start()
    error = await refused(422, "PATCH", f"/pets/{cat_id}/medical-records/{record_id}", body)

    assert [one["name"].partition("[")[0] for one in error["fields"]] == ([field] if field else [])
    assert upstream.writes == 0


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/pets/Rex/medical-records", None),
        ("POST", "/pets/Rex/medical-records", {"record_type": "checkup"}),
        ("PATCH", "/pets/Rex/medical-records/1", {"vet_name": "x"}),
    ],
)
async def test_a_dog_has_no_medical_records_and_a_person_understands_why(
    refused: GetJson, method: str, path: str, body: object
) -> None:
    assert (await refused(422, method, path, body))["message"] == "Meo Mai Moi keeps no medical records for dogs."
