"""The published document: valid OpenAPI, the operations that were promised, the same everywhere."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import httpx
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator, validate

from app.domain.medical_record_types import RECORD_TYPES
from app.published import VERSION, published_document
from tests.command import COMMAND
from tests.conftest import ENVIRONMENT

COMMITTED = Path("openapi/openapi.json")
PUBLISHED_URL = "https://gpt.troioi.vn"

# GPT instructions name these, and a GPT that somebody built keeps its own copy: they never change.
OPERATIONS = {
    "add_pet_photo": ("post", "/pets/{pet_id}/photos", False),
    "add_vaccination_photo": ("post", "/pets/{pet_id}/vaccinations/{vaccination_id}/photo", True),
    "add_medical_record_photo": ("post", "/pets/{pet_id}/medical-records/{record_id}/photos", False),
    "list_pets": ("get", "/pets", False),
    "find_pet": ("post", "/pets/find", False),
    "pets_overview": ("post", "/pets/overview", False),
    "get_pet": ("get", "/pets/{pet_id}", False),
    "create_pet": ("post", "/pets", False),
    "update_pet": ("patch", "/pets/{pet_id}", True),
    "list_pet_types": ("get", "/pet-types", False),
    "list_vaccinations": ("get", "/pets/{pet_id}/vaccinations", False),
    "add_vaccination": ("post", "/pets/{pet_id}/vaccinations", False),
    "update_vaccination": ("patch", "/pets/{pet_id}/vaccinations/{vaccination_id}", True),
    "renew_vaccination": ("post", "/pets/{pet_id}/vaccinations/{vaccination_id}/renew", True),
    "list_medical_records": ("get", "/pets/{pet_id}/medical-records", False),
    "add_medical_record": ("post", "/pets/{pet_id}/medical-records", False),
    "update_medical_record": ("patch", "/pets/{pet_id}/medical-records/{record_id}", True),
    "list_weights": ("get", "/pets/{pet_id}/weights", False),
    "add_weight": ("post", "/pets/{pet_id}/weights", False),
    "update_weight": ("patch", "/pets/{pet_id}/weights/{weight_id}", True),
    "add_weights": ("post", "/weights/batch", False),
    "add_microchip": ("post", "/pets/{pet_id}/microchips", False),
    "remove_record": ("post", "/pets/{pet_id}/records/remove", True),
    "upcoming_care": ("get", "/care/upcoming", False),
    "care_routines": ("get", "/care/routines", False),
}


@pytest.fixture(scope="module")
def document() -> Any:
    return json.loads(COMMITTED.read_bytes())


def test_the_committed_document_is_what_the_code_writes() -> None:
    assert COMMITTED.read_bytes() == published_document(PUBLISHED_URL), "`meo-connector spec` writes it anew"


def test_the_committed_document_is_valid_openapi_3_1(document: Any) -> None:
    validate(document, cls=OpenAPIV31SpecValidator)


def test_the_operations_and_their_confirmation_flags_are_those_that_were_promised(document: Any) -> None:
    found = {
        operation["operationId"]: (method, path, operation["x-openai-isConsequential"])
        for path, item in document["paths"].items()
        for method, operation in item.items()
    }

    assert found == OPERATIONS


def test_only_the_species_need_no_sign_in(document: Any) -> None:
    opened = [
        operation["operationId"]
        for item in document["paths"].values()
        for operation in item.values()
        if operation.get("security") == []
    ]

    assert opened == ["list_pet_types"]


def test_the_record_types_are_the_ones_that_are_understood(document: Any) -> None:
    schemas = document["components"]["schemas"]

    for body in ("NewMedicalRecord", "MedicalRecordPatch"):
        assert tuple(schemas[body]["properties"]["record_type"]["enum"]) == RECORD_TYPES


def test_pets_come_first_and_everything_else_after_them(document: Any) -> None:
    paths = list(document["paths"])

    assert paths[0] == "/pets"
    assert paths[-1] == "/pet-types"


def test_every_line_is_short_enough_to_compare_save_for_those_that_hold_one_text() -> None:
    long = [line for line in COMMITTED.read_text().splitlines() if len(line) > 121 and '"description": "' not in line]

    assert long == []


@pytest.mark.parametrize("seed", ["0", "1"])
def test_the_same_bytes_come_out_whatever_the_hash_seed(seed: str) -> None:
    done = subprocess.run(
        [COMMAND, "spec", "--check"],
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr


async def test_the_served_document_is_the_committed_one_with_this_servers_address(
    anonymous: httpx.AsyncClient, document: Any
) -> None:
    served = (await anonymous.get("/openapi.json")).json()

    assert served["servers"] == [{"url": ENVIRONMENT["CONNECTOR_PUBLIC_URL"]}]
    assert served | {"servers": document["servers"]} == document


async def test_people_can_see_which_version_they_imported(anonymous: httpx.AsyncClient, document: Any) -> None:
    health = (await anonymous.get("/health")).json()

    assert document["info"]["version"] == health["version"] == VERSION


async def test_every_operation_but_the_open_one_asks_for_a_token(anonymous: httpx.AsyncClient) -> None:
    for name, (method, path, _) in OPERATIONS.items():
        answer = await anonymous.request(method, path.replace("{", "1").replace("}", ""), content=b"{")
        expected = 200 if name == "list_pet_types" else 401
        assert answer.status_code == expected, name
