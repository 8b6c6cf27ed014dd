"""Vaccinations renewed over HTTP on the sandbox: the old record is closed, once.

See docs/main-app-api.md, "Vaccinations".
"""

from collections.abc import Callable
from datetime import date
from typing import Any

import httpx
import pytest

from app.devtools.sandbox import World
from app.devtools.sandbox.data.pets import Pet
from tests.conftest import FixedClock
from tests.tools.conftest import GetJson, Upstream
from tests.tools.vaccinations import PATH, id_of


async def test_a_renewal_closes_the_old_record_and_takes_over_its_name(
    ok: GetJson, pet: Callable[[str], Pet], upstream: Upstream
) -> None:
    mun = pet("Mèo Mun")
    old = mun.vaccinations[id_of(mun, "Rabies")]
    upstream.start()

    answer = await ok("POST", f"{PATH}/{old.id}/renew", {"due_at": "2027-08-24"})

    assert (answer["vaccine_name"], answer["administered_at"], answer["due_at"]) == (
        "Rabies",
        "2026-08-24",
        "2027-08-24",
    )
    assert answer["renewed_id"] == old.id
    assert old.completed_at
    assert upstream.calls == 4
    assert [row["id"] for row in (await ok("GET", f"{PATH}?status=overdue"))["vaccinations"]] == []


async def test_a_renewal_without_a_body_is_the_same_vaccine_today(ok: GetJson, pet: Callable[[str], Pet]) -> None:
    answer = await ok("POST", f"{PATH}/{id_of(pet('Mèo Mun'), 'Rabies')}/renew")

    assert (answer["vaccine_name"], answer["administered_at"]) == ("Rabies", "2026-08-24")
    assert "due_at" not in answer


async def test_a_repeated_renewal_returns_the_first(
    me: httpx.AsyncClient, pet: Callable[[str], Pet], world: World, clock: FixedClock
) -> None:
    path = f"{PATH}/{id_of(pet('Mèo Mun'), 'Rabies')}/renew"
    first = await me.post(path, json={})
    before = world.count_records()
    clock.advance(seconds=50)

    second = await me.post(path, json={})

    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json()["id"] == first.json()["id"]
    assert second.json()["already_saved"] is True
    assert world.count_records() == before


async def test_a_completed_record_cannot_be_renewed(refused: GetJson, pet: Callable[[str], Pet], world: World) -> None:
    before = world.count_records()

    error = await refused(422, "POST", f"{PATH}/{id_of(pet('Mèo Mun'), 'Rabies', completed=True)}/renew", {})

    assert error["fields"][0]["name"] == "vaccination_id"
    assert "completed" in error["message"]
    assert "list_vaccinations" in error["hint"]
    assert world.count_records() == before


async def test_a_renewal_that_equals_a_stored_record_is_stopped_before_the_main_app_breaks(
    refused: GetJson, pet: Callable[[str], Pet], upstream: Upstream
) -> None:
    mun = pet("Mèo Mun")
    old, completed = mun.vaccinations[id_of(mun, "Rabies")], mun.vaccinations[id_of(mun, "Rabies", completed=True)]
    upstream.start()

    for taken in (old.administered_at, completed.administered_at):
        error = await refused(422, "POST", f"{PATH}/{old.id}/renew", {"administered_at": taken.isoformat()})
        assert error["fields"][0]["name"] == "administered_at"
        assert "update_vaccination" in error["hint"]

    assert upstream.writes == 0


async def test_a_renewal_that_equals_another_active_record_is_refused(
    refused: GetJson, pet: Callable[[str], Pet], world: World
) -> None:
    mun = pet("Mèo Mun")
    world.add_vaccination(mun, "Rabies", date(2026, 8, 1))

    error = await refused(422, "POST", f"{PATH}/{id_of(mun, 'Rabies')}/renew", {"administered_at": "2026-08-01"})

    assert error["fields"][0]["name"] == "administered_at"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"administered_at": "2026-08-25"}, "administered_at"),
        ({"due_at": "2026-08-23"}, "due_at"),
        ({"vaccine_name": "x" * 256}, "vaccine_name"),
        ({"notes": "x" * 1001}, "notes"),
        ({"renewed_at": "2026-08-01"}, "renewed_at"),
    ],
)
async def test_a_wrong_renewal_sends_nothing(
    refused: GetJson, pet: Callable[[str], Pet], upstream: Upstream, body: dict[str, Any], field: str
) -> None:
    upstream.start()
    error = await refused(422, "POST", f"{PATH}/{id_of(pet('Mèo Mun'), 'Rabies')}/renew", body)

    assert [one["name"] for one in error["fields"]] == [field]
    assert upstream.writes == 0
