"""A pet's weights as a line, with the same facts as a sentence and as a table."""

from datetime import date

from msgspec import Struct

from app.devtools.playground.answers import Weight, WeightList
from app.devtools.playground.scenarios.phrases import kilograms, on_day

WIDTH, HEIGHT = 260, 172
_LEFT, _RIGHT, _TOP, _BOTTOM = 14, 14, 32, 28
_ROOM_BELOW, _ABOVE, _BELOW = 28, -11, 21
_LEAST_SPAN_KG = 0.4


class Point(Struct, frozen=True):
    """One measurement, on the paper and in words."""

    x: float
    y: float
    text: str
    label_y: float


class WeightChart(Struct, frozen=True, kw_only=True):
    """Everything that the template draws."""

    pet_name: str
    points: tuple[Point, ...]
    line: str
    area: str
    first_label: str
    last_label: str
    first_day: str
    last_day: str
    direction: str
    summary: str
    rows: tuple[tuple[str, str], ...]


def draw_weights(listed: WeightList) -> WeightChart | None:
    """Draw the weights; None when there is nothing to draw."""
    weights = sorted(_dated(listed.weights), key=lambda each: each[0])
    if not weights:
        return None
    points = _points(weights)
    first, last = weights[0][1], weights[-1][1]
    line = " ".join(f"{point.x:.1f},{point.y:.1f}" for point in points)
    floor = HEIGHT - _BOTTOM
    return WeightChart(
        pet_name=listed.pet_name,
        points=points,
        line=line,
        area=f"{points[0].x:.1f},{floor} {line} {points[-1].x:.1f},{floor}",
        first_label=kilograms(first.weight_kg),
        last_label=kilograms(last.weight_kg),
        first_day=_short_day(weights[0][0]),
        last_day=_short_day(weights[-1][0]),
        direction=listed.trend.direction,
        summary=_summary(listed, first, last),
        rows=tuple((on_day(weight.measured_at), kilograms(weight.weight_kg)) for _day, weight in reversed(weights)),
    )


def _short_day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def _dated(weights: list[Weight]) -> list[tuple[date, Weight]]:
    dated = []
    for weight in weights:
        try:
            dated.append((date.fromisoformat(weight.measured_at[:10]), weight))
        except ValueError:
            continue
    return dated


def _points(weights: list[tuple[date, Weight]]) -> tuple[Point, ...]:
    begin, days = weights[0][0], max(1, (weights[-1][0] - weights[0][0]).days)
    values = [weight.weight_kg for _day, weight in weights]
    span = max(max(values) - min(values), _LEAST_SPAN_KG)
    middle = (max(values) + min(values)) / 2
    width, height = WIDTH - _LEFT - _RIGHT, HEIGHT - _TOP - _BOTTOM - _ROOM_BELOW
    heights = [round(_TOP + height * (0.5 - (value - middle) / span), 1) for value in values]
    return tuple(
        Point(
            x=round(_LEFT + width * ((day - begin).days / days if len(weights) > 1 else 0.5), 1),
            y=heights[number],
            text=f"{kilograms(weight.weight_kg)} on {on_day(weight.measured_at)}",
            label_y=heights[number] + _label_side(heights, number),
        )
        for number, (day, weight) in enumerate(weights)
    )


def _label_side(heights: list[float], number: int) -> int:
    """Write below a point that its line leaves or reaches from above; heights grow downwards."""
    neighbour = number + 1 if number == 0 else number - 1
    higher = neighbour < len(heights) and heights[neighbour] < heights[number]
    return _BELOW if higher else _ABOVE


def _summary(listed: WeightList, first: Weight, last: Weight) -> str:
    if len(listed.weights) == 1:
        return f"{listed.pet_name} was weighed once: {kilograms(last.weight_kg)} on {on_day(last.measured_at)}."
    return (
        f"{listed.pet_name}: from {kilograms(first.weight_kg)} on {on_day(first.measured_at)} "
        f"to {kilograms(last.weight_kg)} on {on_day(last.measured_at)}, {len(listed.weights)} measurements."
    )
