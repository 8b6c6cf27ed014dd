"""Looking for a type among more medical records than are read in one call: the answer says how far it looked."""

from datetime import date, timedelta

import pytest

from app.devtools.sandbox import World
from tests.tools.conftest import GetJson, Upstream

NEWEST = date(2026, 8, 1)
SEARCHED = 1000


def fill(world: World, cat_id: int, records: int, *, kind: str = "checkup") -> None:
    for age in range(records):
        world.add_medical_record(world.pets[cat_id], kind, NEWEST - timedelta(days=age))


async def test_what_lies_beyond_the_newest_thousand_is_not_passed_over_in_silence(
    ok: GetJson, world: World, cat_id: int, upstream: Upstream
) -> None:
    fill(world, cat_id, SEARCHED + 30)
    world.add_medical_record(world.pets[cat_id], "surgery", NEWEST)
    world.add_medical_record(world.pets[cat_id], "surgery", NEWEST - timedelta(days=5000))
    upstream.start()

    answer = await ok("GET", f"/pets/{cat_id}/medical-records?record_type=surgery")

    assert [row["record_date"] for row in answer["medical_records"]] == [NEWEST.isoformat()]
    assert (answer["returned"], answer["has_more"]) == (1, True)
    assert "next_offset" not in answer
    assert "newest 1,000 of 1,032" in answer["left_out"][0]
    assert "offset 1000" in answer["left_out"][0]
    assert upstream.calls <= 42


async def test_the_pages_of_what_was_found_are_followed_as_ever(ok: GetJson, world: World, cat_id: int) -> None:
    fill(world, cat_id, SEARCHED + 1)
    answers = []
    offset: int | None = 0
    while offset is not None:
        answers.append(await ok("GET", f"/pets/{cat_id}/medical-records?record_type=checkup&limit=100&offset={offset}"))
        offset = answers[-1].get("next_offset")

    assert sum(answer["returned"] for answer in answers) == SEARCHED
    assert all(answer["has_more"] and answer["left_out"] for answer in answers)


async def test_the_older_ones_are_where_the_answer_says(ok: GetJson, world: World, cat_id: int) -> None:
    fill(world, cat_id, SEARCHED)
    world.add_medical_record(world.pets[cat_id], "surgery", NEWEST - timedelta(days=5000))

    answer = await ok("GET", f"/pets/{cat_id}/medical-records?offset=1000")

    assert [row["record_type"] for row in answer["medical_records"]] == ["surgery"]


@pytest.mark.parametrize("records", [3, SEARCHED])
async def test_when_all_were_looked_through_nothing_is_left_out(
    ok: GetJson, world: World, cat_id: int, records: int
) -> None:
    fill(world, cat_id, records)

    answer = await ok("GET", f"/pets/{cat_id}/medical-records?record_type=surgery")

    assert (answer["total"], answer["has_more"]) == (0, False)
    assert "left_out" not in answer


async def test_an_unknown_type_is_refused_with_no_more_than_was_seen(
    refused: GetJson, world: World, cat_id: int
) -> None:
    fill(world, cat_id, SEARCHED + 1)

    error = await refused(422, "GET", f"/pets/{cat_id}/medical-records?record_type=chakup")

    assert "newest 1,000" in error["message"]
    assert "surgery" in error["allowed_values"]
