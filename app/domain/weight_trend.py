"""Tells whether a pet is gaining or losing weight (docs/main-app-api.md, "Weights")."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final, Literal

from msgspec import Struct

Direction = Literal["up", "down", "steady", "unknown"]

STEADY_PERCENT: Final = 2.0
_MONTH_DAYS: Final = 30
_MONTH_SPAN: Final = (14, 60)  # a weight this many days before the latest can stand for "a month ago"


class WeightPoint(Struct, frozen=True):
    """One weighing; the id decides between two on one date."""

    record_date: date
    weight_kg: float
    id: int = 0


class WeightChange(Struct, frozen=True, kw_only=True):
    """The change between two weighings; percent is None if the first was 0 kg, which the main app allows."""

    since: date
    change_kg: float
    change_percent: float | None
    direction: Direction


class WeightTrend(Struct, frozen=True, kw_only=True):
    """The trend: against the weighing before, and over about a month; None without enough weighings."""

    direction: Direction
    latest: WeightPoint | None = None
    since_previous: WeightChange | None = None
    since_month: WeightChange | None = None


def trend(points: Iterable[WeightPoint], today: date) -> WeightTrend:
    """Tell the trend from weighings in any order.

    `direction` is that of about a month when there is a weighing 14 to 60 days before the latest, otherwise that
    against the previous one. Less than 2 % is steady. Of several on one date the highest id counts, as in the main
    app. Weighings dated after today are slips and left out.
    """
    ordered = sorted(points, key=lambda point: (point.record_date, point.id))
    days = list({point.record_date: point for point in ordered if point.record_date <= today}.values())
    if len(days) < 2:
        return WeightTrend(direction="unknown", latest=days[-1] if days else None)
    since_previous, since_month = change(days[-2], days[-1]), _since_month(days)
    return WeightTrend(
        direction=(since_month or since_previous).direction,
        latest=days[-1],
        since_previous=since_previous,
        since_month=since_month,
    )


def change(first: WeightPoint, last: WeightPoint) -> WeightChange:
    """Compare two weighings."""
    kg = round(last.weight_kg - first.weight_kg, 2)
    share = round(kg / first.weight_kg * 100, 1) if first.weight_kg > 0 else None
    return WeightChange(
        since=first.record_date,
        change_kg=kg,
        change_percent=share,
        direction=_direction(kg, share),
    )


def _direction(kg: float, percent: float | None) -> Direction:
    if kg == 0 or (percent is not None and abs(percent) < STEADY_PERCENT):
        return "steady"
    return "up" if kg > 0 else "down"


def _since_month(days: Sequence[WeightPoint]) -> WeightChange | None:
    """Compare with the weighing nearest to 30 days before the latest; of two equally near ones the older."""
    latest = days[-1]
    ages = [((latest.record_date - point.record_date).days, point) for point in days[:-1]]
    near = [(abs(age - _MONTH_DAYS), -age, point) for age, point in ages if _MONTH_SPAN[0] <= age <= _MONTH_SPAN[1]]
    return change(min(near, key=lambda row: row[:2])[2], latest) if near else None
