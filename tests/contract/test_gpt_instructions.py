"""The instructions of the GPT fit into their field and speak of what exists."""

import json
import re
from pathlib import Path
from typing import get_args

import pytest

from app.config.settings import Settings
from app.errors import ErrorCode

INSTRUCTIONS = Path("openapi/instructions.md").read_text(encoding="utf-8")
README = Path("openapi/README.md").read_text(encoding="utf-8")
DOCUMENT = json.loads(Path("openapi/openapi.json").read_bytes())
OPERATIONS = {operation["operationId"]: operation for item in DOCUMENT["paths"].values() for operation in item.values()}

# Words with an underscore that are neither operations nor inputs: parts of answers and errors.
_NAME = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b")
ERROR_PARTS = {"allowed_values", "retry_after", "request_id"}


def _properties() -> set[str]:
    names = {name for schema in DOCUMENT["components"]["schemas"].values() for name in schema["properties"]}
    parameters = {each["name"] for operation in OPERATIONS.values() for each in operation.get("parameters", [])}
    return names | parameters


def test_the_instructions_fit_into_the_builders_field() -> None:
    assert len(INSTRUCTIONS) < 8000


def test_every_name_in_the_instructions_exists() -> None:
    named = set(_NAME.findall(INSTRUCTIONS))

    assert named <= set(OPERATIONS) | _properties() | ERROR_PARTS


def test_every_operation_is_mentioned() -> None:
    assert set(OPERATIONS) <= set(_NAME.findall(INSTRUCTIONS))


def test_every_error_code_says_what_to_do() -> None:
    told = set(re.findall(r"^- ([A-Z_]+): .{20,}", INSTRUCTIONS, re.MULTILINE))

    assert told == set(get_args(ErrorCode))


@pytest.mark.parametrize(
    "subject",
    [
        "English, Vietnamese, Russian, Ukrainian",
        "Read before you write",
        "Never invent an id",
        "No diagnosis",
        "You read photos and PDFs yourself",
        "not verified",
        "sign up",
        "confirm_duplicate: true",
        "up to 50 rows",
        "cats only",
    ],
)
def test_what_must_be_said_is_said(subject: str) -> None:
    assert subject in INSTRUCTIONS


def test_the_instructions_name_the_limits_of_the_document() -> None:
    rows = OPERATIONS["add_weights"]["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    schema = DOCUMENT["components"]["schemas"][rows.rpartition("/")[2]]

    assert schema["properties"]["rows"]["maxItems"] == 50


@pytest.mark.parametrize("setting", ["OAUTH_CLIENT_ID", "OAUTH_CLIENT_SECRET", "OAUTH_REDIRECT_URIS"])
def test_the_settings_that_the_builders_fields_come_from_exist(setting: str) -> None:
    assert setting in README
    assert setting.lower() in Settings.__struct_fields__


@pytest.mark.parametrize(
    "value",
    ["/oauth/authorize", "/oauth/token", "/privacy", "/openapi.json", "/health", "Scope", "Token Exchange Method"],
)
def test_the_builders_fields_are_filled_in(value: str) -> None:
    assert value in README


def test_the_readme_counts_the_operations_right() -> None:
    assert f"{len(OPERATIONS)} rows must appear" in README
