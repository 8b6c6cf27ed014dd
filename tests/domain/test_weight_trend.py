from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.weight_trend import Direction, WeightPoint, loss_since_highest, trend
from tests.domain.days import TODAY


def ago(days: int, kg: float, number: int = 0) -> WeightPoint:
    return WeightPoint(TODAY - timedelta(days=days), kg, number)


@pytest.mark.parametrize(
    ("points", "direction", "month_kg"),
    [
        ([], "unknown", None),
        ([ago(0, 4.2)], "unknown", None),
        ([ago(30, 4.0), ago(0, 4.2)], "up", 0.2),
        ([ago(30, 4.2), ago(0, 4.0)], "down", -0.2),
        ([ago(30, 4.0), ago(0, 4.07)], "steady", 0.07),
        ([ago(30, 4.0), ago(0, 4.08)], "up", 0.08),
        ([ago(30, 4.0), ago(0, 4.0)], "steady", 0.0),
        ([ago(300, 3.0), ago(31, 4.4), ago(28, 4.5), ago(3, 4.2), ago(0, 4.2)], "down", -0.2),
        ([ago(300, 3.0), ago(5, 4.0), ago(0, 4.2)], "up", None),
        ([ago(300, 5.0), ago(5, 4.0), ago(0, 4.2)], "down", None),
        ([ago(4, 3.95), ago(0, 3.90)], "unknown", None),
        ([ago(13, 3.0), ago(0, 4.0)], "unknown", None),
        ([ago(14, 3.0), ago(0, 4.0)], "up", 1.0),
        ([ago(61, 3.0), ago(0, 4.0)], "up", None),
        ([ago(300, 3.0), ago(0, 2.0)], "down", None),
        ([ago(30, 0.0), ago(0, 4.0)], "up", 4.0),
        ([ago(30, 0.0), ago(0, 0.0)], "steady", 0.0),
    ],
)
def test_the_trend_looks_back_about_a_month(
    points: list[WeightPoint], direction: Direction, month_kg: float | None
) -> None:
    found = trend(points, TODAY)

    assert found.direction == direction
    assert (found.since_month.change_kg if found.since_month else None) == month_kg


def test_a_change_is_told_in_kilograms_and_percent_since_a_day() -> None:
    change = trend([ago(30, 4.0), ago(0, 4.3)], TODAY).since_previous

    assert change is not None
    assert (change.change_kg, change.change_percent, change.since) == (0.3, 7.5, TODAY - timedelta(30))


def test_from_zero_kilograms_there_is_no_percentage() -> None:
    change = trend([ago(30, 0.0), ago(0, 4.3)], TODAY).since_previous

    assert change is not None
    assert change.change_percent is None


def test_of_several_on_one_date_the_highest_id_counts() -> None:
    found = trend([ago(0, 9.9, 5), ago(0, 4.2, 8), ago(30, 4.0, 1), ago(0, 7.7, 3)], TODAY)

    assert found.latest == ago(0, 4.2, 8)
    assert found.since_previous is not None
    assert (found.since_previous.change_kg, found.since_previous.since) == (0.2, TODAY - timedelta(30))


def test_a_weighing_of_the_future_is_left_out() -> None:
    slip = ago(-365, 40.0)

    found = trend([slip, ago(30, 4.0), ago(0, 4.2)], TODAY)

    assert found.latest == ago(0, 4.2)
    assert trend([slip], TODAY).latest is None
    assert trend([slip], TODAY).direction == "unknown"


@given(st.lists(st.tuples(st.integers(-50, 800), st.floats(0, 1000, width=32)), max_size=20))
def test_the_trend_does_not_depend_on_the_order_given(rows: list[tuple[int, float]]) -> None:
    points = [ago(days, kg, number) for number, (days, kg) in enumerate(rows)]

    found = trend(points, TODAY)

    assert found == trend(reversed(points), TODAY)
    assert found.latest is None or found.latest.record_date <= TODAY
    for change in (found.since_previous, found.since_month):
        assert change is None or (found.latest is not None and change.since < found.latest.record_date)


@pytest.mark.parametrize(
    ("points", "highest_kg", "lost"),
    [
        ([], None, None),
        ([ago(0, 4.0)], None, None),
        ([ago(121, 4.6), ago(90, 4.48), ago(4, 3.95), ago(0, 3.9)], 4.6, (0.7, 15.2)),
        ([ago(183, 4.6), ago(0, 4.0)], 4.6, (0.6, 13.0)),
        ([ago(184, 4.6), ago(0, 4.0)], None, None),
        ([ago(30, 4.0), ago(0, 4.6)], None, None),
        ([ago(30, 4.0), ago(0, 3.93)], None, None),
        ([ago(30, 4.0), ago(0, 3.92)], 4.0, (0.08, 2.0)),
        ([ago(60, 4.0), ago(30, 4.0), ago(0, 3.0)], 4.0, (1.0, 25.0)),
        ([ago(30, 4.0), ago(0, 3.0), ago(-5, 9.0)], 4.0, (1.0, 25.0)),
        ([ago(30, 0.0), ago(0, 0.0)], None, None),
    ],
)
def test_the_loss_is_told_since_the_highest_weight_of_half_a_year(
    points: list[WeightPoint], highest_kg: float | None, lost: tuple[float, float] | None
) -> None:
    found = loss_since_highest(points, TODAY)

    assert (found.highest.weight_kg if found else None) == highest_kg
    assert ((found.loss_kg, found.loss_percent) if found else None) == lost
