"""What the tools answer over the seeded household: as large as a model likes it, and of the documented shape."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from openapi_schema_validator import OAS31Validator

from app.devtools.sandbox import World
from app.devtools.sandbox.data.seed import DEMO
from tests.file_host import FileHost, refs
from tests.images import picture

TYPICAL = 2000
HARD_STOP = 30_000
# The whole catalogue of species, of one size whoever asks; rarely needed, because words for species are understood.
TYPICAL_OF = {"list_pet_types": 3000}

CASES: list[tuple[str, str, str, Any]] = [
    ("list_pets", "GET", "/pets", None),
    ("list_pets", "GET", "/pets?include_shared=true", None),
    ("find_pet", "POST", "/pets/find", {"name": "mun"}),
    ("pets_overview", "POST", "/pets/overview", {}),
    ("get_pet", "GET", "/pets/Mèo Mun", None),
    ("get_pet", "GET", "/pets/Rex", None),
    ("create_pet", "POST", "/pets", {"name": "Clauddy", "species": "cat", "age_months": 6}),
    ("update_pet", "PATCH", "/pets/Rex", {"description": "Barks at boxes."}),
    ("list_pet_types", "GET", "/pet-types", None),
    ("list_vaccinations", "GET", "/pets/Mèo Mun/vaccinations?status=all", None),
    (
        "add_vaccination",
        "POST",
        "/pets/Oliver/vaccinations",
        {"vaccine_name": "FeLV", "administered_at": "2026-08-20", "due_at": "2027-08-20"},
    ),
    ("update_vaccination", "PATCH", "/pets/Mèo Mun/vaccinations/{vaccination}", {"notes": "left leg"}),
    ("renew_vaccination", "POST", "/pets/Mèo Mun/vaccinations/{vaccination}/renew", {"due_at": "2027-08-24"}),
    ("list_medical_records", "GET", "/pets/Mèo Mun/medical-records", None),
    ("add_medical_record", "POST", "/pets/Oliver/medical-records", {"record_type": "deworming"}),
    ("update_medical_record", "PATCH", "/pets/Mèo Mun/medical-records/{record}", {"vet_name": "Dr. Lan"}),
    ("list_weights", "GET", "/pets/Mèo Mun/weights", None),
    ("add_weight", "POST", "/pets/Oliver/weights", {"weight_kg": "6,2 kg"}),
    ("update_weight", "PATCH", "/pets/Mèo Mun/weights/{weight}", {"weight_kg": 3.9}),
    (
        "add_weights",
        "POST",
        "/weights/batch",
        {"rows": [{"pet": name, "weight_kg": 4} for name in ("Oliver", "Барсик", "Rex", "Nobody")]},
    ),
    ("add_pet_photo", "POST", "/pets/Oliver/photos", {"openaiFileIdRefs": ["{file}", "{file}"]}),
    (
        "add_vaccination_photo",
        "POST",
        "/pets/Mèo Mun/vaccinations/{vaccination}/photo",
        {"openaiFileIdRefs": ["{file}"]},
    ),
    (
        "add_medical_record_photo",
        "POST",
        "/pets/Mèo Mun/medical-records/{record}/photos",
        {"openaiFileIdRefs": ["{file}"]},
    ),
    ("add_microchip", "POST", "/pets/Oliver/microchips", {"chip_number": "985112345678903"}),
    ("remove_record", "POST", "/pets/Mèo Mun/records/remove", {"kind": "weight", "record_id": "{weight}"}),
    ("upcoming_care", "GET", "/care/upcoming", None),
    ("care_routines", "GET", "/care/routines", None),
]


async def asked(household: httpx.AsyncClient, files: FileHost, method: str, path: str, body: Any) -> httpx.Response:
    """Run one case; ids of records are looked up where the path needs one."""
    for placeholder, listing, rows in (
        ("{vaccination}", "vaccinations", "vaccinations"),
        ("{record}", "medical-records", "medical_records"),
        ("{weight}", "weights", "weights"),
    ):
        if placeholder in path or (isinstance(body, dict) and placeholder in body.values()):
            found = (await household.get(f"/pets/Mèo Mun/{listing}")).json()[rows]
            number = str(found[-1]["id"])
            path = path.replace(placeholder, number)
            body = {name: number if value == placeholder else value for name, value in body.items()} if body else body
    if body and "openaiFileIdRefs" in body:
        body = refs(*(files.attach(picture()) for _ in body["openaiFileIdRefs"]))
    return await household.request(method, path, json=body)


@pytest.mark.parametrize(
    ("operation_id", "method", "path", "body"), CASES, ids=[f"{case[0]}-{n}" for n, case in enumerate(CASES)]
)
async def test_a_typical_answer_is_small_and_of_the_documented_shape(
    household: httpx.AsyncClient, files: FileHost, operation_id: str, method: str, path: str, body: Any
) -> None:
    answer = await asked(household, files, method, path, body)

    assert answer.status_code in {200, 201}, answer.text
    assert answer.headers["Content-Type"] == "application/json"
    print(f"{operation_id}: {len(answer.text)} characters")
    assert len(answer.text) < TYPICAL_OF.get(operation_id, TYPICAL)
    assert faults(operation_id, answer) == []
    assert unknown_fields(operation_id, answer) == []


def test_every_operation_has_a_case() -> None:
    assert {case[0] for case in CASES} == set(_operations())


@pytest.mark.parametrize(
    "path",
    [
        "/pets?include_shared=true",
        "/pets/Many/weights?limit=100",
        "/pets/Many/vaccinations?status=all&limit=100",
        "/pets/Many/medical-records?limit=100",
        "/pets/Many",
        "/care/upcoming?days=366",
    ],
)
async def test_no_answer_grows_beyond_the_hard_stop(household: httpx.AsyncClient, world: World, path: str) -> None:
    fill(world)

    answer = await household.get(path)

    assert answer.status_code == 200, answer.text
    assert 1000 < len(answer.text) < HARD_STOP


async def test_the_overview_of_a_large_household_stays_under_the_hard_stop(
    household: httpx.AsyncClient, world: World
) -> None:
    fill(world)

    answer = await household.post("/pets/overview", json={})

    assert answer.status_code == 200, answer.text
    assert len(answer.text) < HARD_STOP
    assert answer.json()["has_more"] is True


def fill(world: World) -> None:
    """Give the owner far more than a household has, with texts as long as the main app takes them."""
    owner = world.accounts.user_by_email(DEMO.email)
    assert owner is not None
    many = world.add_pet(owner, "Many", created_days_ago=10)
    for day in range(150):
        when = date(2020, 1, 1) + timedelta(days=day)
        world.add_weight(many, "4.00", when)
        world.add_vaccination(many, f"Vaccine {day}", when, due_at=world.today(), notes="n" * 1000)
        world.add_medical_record(many, "checkup", when).description = "d" * 2000
    for number in range(150):
        world.add_pet(owner, f"{number} {'long name ' * 20}", created_days_ago=10)


def _operations() -> dict[str, Any]:
    document = json.loads(Path("openapi/openapi.json").read_bytes())
    return {operation["operationId"]: operation for item in document["paths"].values() for operation in item.values()}


def _schema(operation_id: str, status: int) -> Any:
    document = json.loads(Path("openapi/openapi.json").read_bytes())
    found = _operations()[operation_id]["responses"][str(status)]["content"]["application/json"]["schema"]
    return {**found, "components": document["components"]}


def faults(operation_id: str, answer: httpx.Response) -> list[str]:
    """Return where an answer differs from its schema."""
    validator = OAS31Validator(_schema(operation_id, answer.status_code))
    return [str(error.message) for error in validator.iter_errors(answer.json())]


def unknown_fields(operation_id: str, answer: httpx.Response) -> list[str]:
    """Return fields the document does not name; OpenAPI would let them pass."""
    schema = _schema(operation_id, answer.status_code)
    return _unknown(schema, answer.json(), schema["components"]["schemas"])


def _unknown(schema: Any, value: Any, schemas: Any) -> list[str]:
    if "$ref" in schema:
        schema = schemas[schema["$ref"].rpartition("/")[2]]
    if isinstance(value, list):
        return [name for each in value for name in _unknown(schema["items"], each, schemas)]
    if not isinstance(value, dict):
        return []
    known = schema["properties"]
    deeper = [name for key in value if key in known for name in _unknown(known[key], value[key], schemas)]
    return [key for key in value if key not in known] + deeper
