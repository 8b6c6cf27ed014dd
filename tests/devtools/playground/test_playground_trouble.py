"""The switches for what goes wrong, and the drawings of the household."""

from datetime import date, timedelta

import pytest

from app.devtools.playground.answers import CareItem, Trend, UpcomingCare, Weight, WeightList
from app.devtools.playground.drawings.care_timeline import draw_care
from app.devtools.playground.drawings.weight_chart import HEIGHT, WIDTH, draw_weights
from app.devtools.playground.language import texts_of
from app.devtools.playground.views.faults import SWITCHES
from app.devtools.sandbox import World
from app.devtools.sandbox.data.seed import DemoAccount
from tests.devtools.playground.conftest import MAIN_APP, ByAddress, Person

TODAY = date(2026, 8, 24)
ENGLISH = texts_of("en")


@pytest.mark.parametrize("mode", [switch.mode for switch in SWITCHES if switch.mode != "slow"])
async def test_each_switch_shows_how_its_error_reads(connected: Person, mode: str) -> None:
    await connected.submit("/trouble/on", {"mode": mode})

    assert "UPSTREAM_ERROR" in connected.text
    assert "because you switched that on" in connected.text
    assert connected.text.count('aria-pressed="true"') == 1
    assert "because you switched that on" in await connected.open("/tools")


async def test_ending_a_fault_makes_everything_well(connected: Person) -> None:
    await connected.submit("/trouble/on", {"mode": "maintenance"})
    await connected.submit("/trouble/off")
    assert "Meo Mai Moi is well again." in connected.text

    await connected.submit("/trouble/ask")

    assert "All is well" in connected.text
    assert 'aria-pressed="true"' not in connected.text


async def test_an_unknown_switch_changes_nothing(connected: Person) -> None:
    await connected.submit("/trouble/on", {"mode": "explode"})

    assert "because you switched that on" not in connected.text


async def test_a_switch_needs_somebody_to_ask_for(person: Person) -> None:
    await person.submit("/trouble/ask")

    assert "Press Connect first" in person.text


async def test_a_main_app_that_takes_no_orders_is_reported(connected: Person, network: ByAddress) -> None:
    network.take_down(MAIN_APP)

    for path in ("/trouble/on", "/trouble/off", "/trouble/revoke"):
        await connected.submit(path, {"mode": "down"})
        assert "The stand-in main app does not answer." in connected.text


async def test_the_household_is_drawn_from_the_answers(connected: Person) -> None:
    page = await connected.open("/household")

    assert page.count('<figure class="chart') == 4
    assert "Mèo Mun: from 4.6 kg on" in page
    assert '<svg class="timeline wide"' in page
    assert "Mèo Mun: Rabies" in page
    assert "Rex turns 6" in page
    assert "6 tool calls" in page


async def test_a_household_without_pets_invites_one(person: Person, household: World) -> None:
    user = household.add_user("Nobody Yet", "empty@meo.example", password="Sandbox-2026")
    await person.connect(DemoAccount(user.name, user.email, "Sandbox-2026", ""))

    assert "No pets live here yet." in await person.open("/household")


async def test_a_household_that_cannot_be_read_says_why(connected: Person) -> None:
    await connected.submit("/trouble/on", {"mode": "maintenance"})

    assert "UPSTREAM_ERROR" in await connected.open("/household")


def _weights(*pairs: tuple[str, float]) -> WeightList:
    return WeightList(
        pet_name="Mun", weights=[Weight(weight_kg=kg, measured_at=day) for day, kg in pairs], trend=Trend("down")
    )


def test_a_curve_stays_on_its_paper() -> None:
    chart = draw_weights(
        _weights(("2026-08-01", 3.9), ("2026-07-01", 40.0), ("2020-01-01", 0.01), ("2026-08-01", 4.0)), ENGLISH
    )

    assert chart
    assert all(0 <= point.x <= WIDTH and 0 <= point.y <= HEIGHT for point in chart.points)
    assert [point.x for point in chart.points] == sorted(point.x for point in chart.points)
    assert chart.summary.startswith("Mun: from 0.01 kg on 1 January 2020")
    assert len(chart.rows) == 4


def test_one_weight_is_a_point_and_none_is_no_drawing() -> None:
    single = draw_weights(_weights(("2026-08-01", 3.9)), ENGLISH)

    assert single
    assert single.summary == "Mun was weighed once: 3.9 kg on 1 August 2026."
    assert draw_weights(_weights(), ENGLISH) is None
    assert draw_weights(_weights(("soon", 3.9)), ENGLISH) is None


def _item(day: str, *, pet: int = 1, kind: str = "vaccination", state: str = "later") -> CareItem:
    return CareItem(date=day, kind=kind, pet_id=pet, pet_name=f"Pet {pet}", state=state, vaccine_name="Rabies", turns=3)


def test_marks_of_one_day_stand_side_by_side() -> None:
    drawn = draw_care(UpcomingCare(items=[_item("2026-09-01"), _item("2026-09-01", kind="birthday")]), TODAY, ENGLISH)

    assert drawn
    for drawing in drawn.drawings:
        assert drawing.marks[1].x - drawing.marks[0].x >= 16


@pytest.mark.parametrize("day", ["1999-01-01", "2026-08-24", "2027-02", "2099-12-31"])
def test_a_mark_never_leaves_the_paper(day: str) -> None:
    drawn = draw_care(UpcomingCare(items=[_item(day)]), TODAY, ENGLISH)

    assert drawn
    for drawing in drawn.drawings:
        assert 0 < drawing.marks[0].x < drawing.sheet.width


def test_many_marks_at_the_edge_stay_on_the_paper() -> None:
    drawn = draw_care(UpcomingCare(items=[_item("2099-12-31") for _ in range(12)]), TODAY, ENGLISH)

    assert drawn
    for drawing in drawn.drawings:
        places = [mark.x for mark in drawing.marks]
        assert all(9 <= x <= drawing.sheet.width - 9 for x in places)
        assert len(set(places)) == 12


def test_an_unreadable_day_is_listed_but_not_drawn() -> None:
    drawn = draw_care(UpcomingCare(items=[_item("some day")]), TODAY, ENGLISH)

    assert drawn
    assert [drawing.marks for drawing in drawn.drawings] == [(), ()]
    assert drawn.entries[0].what == "Pet 1: Rabies"


def test_nothing_due_is_no_drawing() -> None:
    assert draw_care(UpcomingCare(items=[]), TODAY + timedelta(days=1), ENGLISH) is None


def test_every_pet_has_a_row_of_its_own() -> None:
    drawn = draw_care(UpcomingCare(items=[_item("2026-09-01", pet=number) for number in (3, 1, 3)]), TODAY, ENGLISH)

    assert drawn
    for drawing in drawn.drawings:
        assert [row.label for row in drawing.rows] == ["Pet 3", "Pet 1"]
