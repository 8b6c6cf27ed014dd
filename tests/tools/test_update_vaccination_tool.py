"""Vaccinations corrected over HTTP on the sandbox (docs/main-app-api.md, "Vaccinations")."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from app.devtools.sandbox.data.pets import Pet
from tests.tools.conftest import GetJson, Upstream
from tests.tools.vaccinations import PATH, id_of


async def test_a_correction_changes_only_what_was_sent(
    ok: GetJson, pet: Callable[[str], Pet], upstream: Upstream
) -> None:
    mun = pet("Mèo Mun")
    record = mun.vaccinations[id_of(mun, "FVRCP")]
    upstream.start()

    answer = await ok("PATCH", f"{PATH}/{record.id}", {"vaccine_name": "Tricat", "due_at": "2026-09-10"})

    assert (answer["vaccine_name"], answer["due_at"], answer["notes"]) == ("Tricat", "2026-09-10", "left hind leg")
    assert record.administered_at == date(2025, 9, 5)
    former = {each["field"]: each["before"] for each in answer["replaced"]}
    assert former == {"vaccine_name": "FVRCP", "due_at": "2026-09-05"}
    assert upstream.calls == 3


async def test_clear_empties_fields(ok: GetJson, pet: Callable[[str], Pet]) -> None:
    mun = pet("Mèo Mun")
    record = mun.vaccinations[id_of(mun, "FVRCP")]

    answer = await ok("PATCH", f"{PATH}/{record.id}", {"clear": ["due_at", "notes"]})

    assert (record.due_at, record.notes) == (None, None)
    assert answer["state"] == "no_due_date"
    assert "notes" not in answer
    assert [each["field"] for each in answer["replaced"]] == ["due_at", "notes"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, None),
        ({"notes": ""}, None),
        ({"clear": []}, None),
        ({"clear": ["due_at"], "due_at": "2027-01-01"}, "due_at"),
        ({"clear": ["vaccine_name"]}, "clear"),
        ({"vaccine_name": " "}, "vaccine_name"),
        ({"administered_at": "2030-01-01"}, "administered_at"),
        ({"administered_at": "2026-08-01", "due_at": "2026-07-01"}, "due_at"),
        ({"completed_at": "2026-01-01"}, "completed_at"),
    ],
)
async def test_a_wrong_correction_changes_nothing(
    refused: GetJson, pet: Callable[[str], Pet], upstream: Upstream, body: dict[str, Any], field: str | None
) -> None:
    upstream.start()
    error = await refused(422, "PATCH", f"{PATH}/{id_of(pet('Mèo Mun'), 'FVRCP')}", body)

    assert [one["name"].partition("[")[0] for one in error["fields"]] == ([field] if field else [])
    assert field or error["message"] == "Nothing to change was sent."
    assert upstream.writes == 0


@pytest.mark.parametrize("record_id", ["9999999", "0", "-1", str(2**70)])
async def test_an_unknown_record_is_not_found(refused: GetJson, record_id: str) -> None:
    error = await refused(404, "PATCH", f"{PATH}/{record_id}", {"notes": "x"})

    assert error["error"] == "NOT_FOUND"
    assert "list" in error["hint"]


async def test_a_record_of_another_pet_is_not_found(refused: GetJson, pet: Callable[[str], Pet]) -> None:
    other = id_of(pet("Барсик"), "Rabies")

    assert (await refused(404, "PATCH", f"{PATH}/{other}", {"notes": "x"}))["error"] == "NOT_FOUND"
    assert (await refused(404, "POST", f"{PATH}/{other}/renew", {}))["error"] == "NOT_FOUND"
