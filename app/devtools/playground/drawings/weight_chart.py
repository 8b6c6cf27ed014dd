"""A pet's weights as a line, with the same facts as a sentence and as a table."""

from datetime import date

from msgspec import Struct

from app.devtools.playground.answers import Weight, WeightList
from app.devtools.playground.language import Texts

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


def draw_weights(listed: WeightList, texts: Texts) -> WeightChart | None:
    """Draw the weights; None when there is nothing to draw."""
    weights = sorted(_dated(listed.weights), key=lambda each: each[0])
    if not weights:
        return None
    points = _points(weights, texts)
    first, last = weights[0][1], weights[-1][1]
    line = " ".join(f"{point.x:.1f},{point.y:.1f}" for point in points)
    floor = HEIGHT - _BOTTOM
    return WeightChart(
        pet_name=listed.pet_name,
        points=points,
        line=line,
        area=f"{points[0].x:.1f},{floor} {line} {points[-1].x:.1f},{floor}",
        first_label=texts.weight(first.weight_kg),
        last_label=texts.weight(last.weight_kg),
        first_day=texts.short_day(weights[0][0]),
        last_day=texts.short_day(weights[-1][0]),
        direction=listed.trend.direction,
        summary=_summary(listed, first, last, texts),
        rows=tuple(
            (texts.day(weight.measured_at), texts.weight(weight.weight_kg)) for _day, weight in reversed(weights)
        ),
    )


def _dated(weights: list[Weight]) -> list[tuple[date, Weight]]:
    dated = []
    for weight in weights:
        try:
            dated.append((date.fromisoformat(weight.measured_at[:10]), weight))
        except ValueError:
            continue
    return dated


def _points(weights: list[tuple[date, Weight]], texts: Texts) -> tuple[Point, ...]:
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
            text=_point(weight, texts),
            label_y=heights[number] + _label_side(heights, number),
        )
        for number, (day, weight) in enumerate(weights)
    )


def _label_side(heights: list[float], number: int) -> int:
    """Write below a point that its line leaves or reaches from above; heights grow downwards."""
    neighbour = number + 1 if number == 0 else number - 1
    higher = neighbour < len(heights) and heights[neighbour] < heights[number]
    return _BELOW if higher else _ABOVE


def _point(weight: Weight, texts: Texts) -> str:
    return texts.say("chart.point", weight=texts.weight(weight.weight_kg), day=texts.day(weight.measured_at))


def _summary(listed: WeightList, first: Weight, last: Weight, texts: Texts) -> str:
    weight, day = texts.weight(last.weight_kg), texts.day(last.measured_at)
    if len(listed.weights) == 1:
        return texts.say("chart.once", name=listed.pet_name, weight=weight, day=day)
    return texts.say(
        "chart.summary",
        name=listed.pet_name,
        first=texts.weight(first.weight_kg),
        first_day=texts.day(first.measured_at),
        last=weight,
        last_day=day,
        measurements=texts.count("measurements", len(listed.weights)),
    )
