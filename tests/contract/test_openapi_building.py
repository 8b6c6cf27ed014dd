"""How the published document is put together: what Litestar and msgspec write becomes what the builder takes in."""

import json
from typing import Any

import pytest

from app.tools.argument_messages import plain_message
from app.tools.routes import ToolAnswer
from app.tools.weights.schemas import StoredWeight
from app.web.openapi_tidying import format_document, tidy_schemas


@pytest.mark.parametrize(
    ("written", "tidy"),
    [
        ({"anyOf": [{"type": "string"}, {"type": "null"}], "default": None}, {"type": "string"}),
        ({"anyOf": [{"type": "string"}, {"type": "integer"}]}, {"anyOf": [{"type": "string"}, {"type": "integer"}]}),
        (
            {"type": "array", "items": {"enum": ["a"]}, "default": []},
            {"type": "array", "items": {"enum": ["a"], "type": "string"}},
        ),
        ({"type": "boolean", "default": 0}, {"type": "boolean", "default": False}),
        (
            {"type": "string", "title": "Name", "description": "Two\n   lines."},
            {"type": "string", "description": "Two lines."},
        ),
        ({"properties": {"title": {"type": "string"}}}, {"properties": {"title": {"type": "string"}}}),
        ({"properties": {"description": {"type": "string"}}}, {"properties": {"description": {"type": "string"}}}),
    ],
)
def test_schemas_are_tidied(written: Any, tidy: Any) -> None:
    tidy_schemas(written)

    assert written == tidy


@pytest.mark.parametrize(
    "value",
    [
        {},
        [],
        {"a": [], "b": {}},
        {"short": [1, 2, 3]},
        {"long": ["x" * 50] * 10, "deep": {"deeper": {"deepest": ["y" * 100, {"z": "é" * 130}]}}},
        [{"name": "Mèo", "kinds": ["Кошка"] * 40}],
    ],
)
def test_what_is_laid_out_reads_back_the_same(value: Any) -> None:
    written = format_document(value)

    assert json.loads(written) == value
    long = [line for line in written.splitlines() if len(line) > 120]
    assert all(line.strip().startswith('"z"') or "é" in line for line in long)


@pytest.mark.parametrize("status", [200, 201])
async def test_a_creation_that_saved_nothing_new_is_a_200(status: int) -> None:
    stored = StoredWeight(
        id=1, weight_kg=4.0, measured_at="2026-08-24", pet_id=7, pet_name="Mimi", already_saved=status == 200
    )

    said: list[Any] = []

    async def send(message: Any) -> None:
        said.append(message)

    await ToolAnswer(stored, status_code=201).to_asgi_response()({}, None, send)  # type: ignore[arg-type]

    assert said[0]["status"] == status
    assert json.loads(said[1]["body"])["id"] == 1


@pytest.mark.parametrize(
    ("reason", "plain"),
    [
        ("Expected `int`, got `str` - at `$.days`", "Send a whole number in digits."),
        ("Expected `bool | null`, got `str`", "Send true or false."),
        ("Expected `object`, got `array`", "Send one JSON object."),
        ("Expected `Kilograms`, got `str`", "This value is of the wrong kind."),
        ("Expected `int` >= 1", "Must be 1 or more."),
        ("Expected `float` <= 36.5", "Must be 36.5 or less."),
        ("Expected `str` of length >= 1", "Must not be empty."),
        ("Expected `str` of length <= 255 - at `$.name`", "At most 255 characters are allowed. Shorten it."),
        ("Expected `array` of length <= 50", "Send at most 50 of them; the rest in further calls."),
        ("Invalid enum value 'secret'", "This value is not allowed."),
        ("Send true or false.", "Send true or false."),
    ],
)
def test_reasons_are_put_in_plain_words(reason: str, plain: str) -> None:
    assert plain_message(reason) == plain


def test_the_allowed_words_take_the_place_of_the_wrong_one() -> None:
    assert plain_message("Invalid enum value 'secret' - at `$[0]`", allowed=["a", "b"]) == "Send one of: a, b."
