"""The pets of which upcoming_care cannot say anything are named, and those it has no room to name are counted."""

from datetime import date

import pytest
from litestar import Litestar

from app.devtools.sandbox import Fault, World, faults_of
from tests.conftest import SandboxUser
from tests.tools.conftest import GetJson

NAMED = 60


@pytest.mark.parametrize(("cats", "more"), [(NAMED, None), (NAMED + 1, 1), (NAMED + 15, 15)])
async def test_pets_without_a_due_date_beyond_sixty_are_counted(
    ok: GetJson, linh: SandboxUser, world: World, cats: int, more: int | None
) -> None:
    for number in range(cats):
        world.add_pet(linh.user, f"Blank {number:02}")

    answer = await ok("GET", "/care/upcoming")

    assert len(answer["no_due_dates"]) == NAMED
    assert answer.get("no_due_dates_left_out") == more


@pytest.mark.parametrize(("cats", "more"), [(NAMED - 3, None), (NAMED - 2, 1), (NAMED + 15, 18)])
async def test_unread_pets_beyond_sixty_are_counted(
    ok: GetJson, linh: SandboxUser, world: World, sandbox: Litestar, cats: int, more: int | None
) -> None:
    for number in range(cats):
        cat = world.add_pet(linh.user, f"Cat {number:02}")
        world.add_vaccination(cat, "Rabies", date(2026, 1, 1), due_at=date(2026, 8, 1))
    # The three cats of the household cannot be read either.
    faults_of(sandbox).set(Fault(mode="down", path="/api/pets/"))

    answer = await ok("GET", "/care/upcoming")

    assert len(answer["not_read"]) == NAMED
    assert answer.get("not_read_left_out") == more


async def test_nothing_is_counted_when_all_are_named(ok: GetJson) -> None:
    answer = await ok("GET", "/care/upcoming")

    assert not {"no_due_dates_left_out", "not_read_left_out"} & answer.keys()
