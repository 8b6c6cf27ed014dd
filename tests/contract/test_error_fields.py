"""An error names what was wrong, all of it, and never repeats what was said."""

from typing import Any

import httpx
import pytest


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({}, {"name", "species"}),
        ({"colour": "red", "species": "cat"}, {"colour", "name"}),
        ({"name": "A", "species": "cat", "birth_date": "soon", "age_months": "old"}, {"birth_date", "age_months"}),
    ],
)
async def test_every_wrong_field_of_a_body_is_named(
    household: httpx.AsyncClient, body: dict[str, Any], named: set[str]
) -> None:
    answer = await household.post("/pets", json=body)

    assert {field["name"] for field in answer.json()["fields"]} == named


async def test_rows_of_a_batch_are_named_by_their_place(household: httpx.AsyncClient) -> None:
    rows = [{"pet": "Oliver", "weight_kg": 4}, {"pet": "Rex", "weight": 20}]

    answer = await household.post("/weights/batch", json={"rows": rows})

    assert {field["name"] for field in answer.json()["fields"]} == {"rows[2].weight", "rows[2].weight_kg"}
    assert answer.json()["allowed_values"] == ["pet", "weight_kg", "measured_at", "confirm_unusual"]


async def test_what_was_said_is_never_repeated_in_an_error(household: httpx.AsyncClient) -> None:
    said = "my-secret-word"
    for sent in (
        household.post("/pets", json={"name": "A", "species": said}),
        household.post("/pets", json={"name": "A", "species": "cat", "sex": said, "birth_date": said}),
        household.get(f"/care/upcoming?days={said}"),
        household.get(f"/pets/{said}"),
        household.get(f"/{said}?code={said}"),
    ):
        answer = await sent
        assert answer.status_code >= 400
        assert said not in answer.text
