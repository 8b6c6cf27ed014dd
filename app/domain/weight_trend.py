"""Tells whether a pet is gaining or losing weight (docs/main-app-api.md, "Weights").

A trend needs distance: weighings less than 14 days apart say nothing about it.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final, Literal

from msgspec import Struct

Direction = Literal["up", "down", "steady", "unknown"]

STEADY_PERCENT: Final = 2.0
_MONTH_DAYS: Final = 30
MIN_DAYS: Final = 14
_HALF_YEAR: Final = timedelta(days=183)
_MONTH_SPAN: Final = (MIN_DAYS, 60)  # a weight this many days before the latest can stand for "a month ago"


class WeightPoint(Struct, frozen=True):
    """One weighing; the id decides between two on one date."""

    record_date: date
    weight_kg: float
    id: int = 0


class WeightChange(Struct, frozen=True, kw_only=True):
    """The change between two weighings; percent is None if the first was 0 kg, which the main app allows."""

    since: date
    days: int
    change_kg: float
    change_percent: float | None
    direction: Direction


class WeightTrend(Struct, frozen=True, kw_only=True):
    """The trend: against the weighing before, and over about a month; None where there is nothing yet.

    `compared` is what `direction` tells: the month, or else the nearest weighing that is 14 days or more away.
    """

    direction: Direction
    latest: WeightPoint | None = None
    since_previous: WeightChange | None = None
    since_month: WeightChange | None = None
    compared: WeightChange | None = None


class WeightLoss(Struct, frozen=True, kw_only=True):
    """The loss since the highest weight of the half year before the latest one."""

    highest: WeightPoint
    loss_kg: float
    loss_percent: float
    looked_back_to: date


def trend(points: Iterable[WeightPoint], today: date) -> WeightTrend:
    """Tell the trend from weighings in any order.

    `direction` is that of about a month when there is a weighing 14 to 60 days before the latest, otherwise that
    against the nearest older one, and unknown when there is none. Less than 2 % is steady. Of several on one date the
    highest id counts, as in the main app. Weighings dated after today are slips and left out.
    """
    days = _one_a_day(points, today)
    if len(days) < 2:
        return WeightTrend(direction="unknown", latest=days[-1] if days else None)
    since_month = _since_month(days)
    compared = since_month or _since_older(days)
    return WeightTrend(
        direction=compared.direction if compared else "unknown",
        latest=days[-1],
        since_previous=change(days[-2], days[-1]),
        since_month=since_month,
        compared=compared,
    )


def change_over(points: Iterable[WeightPoint], today: date) -> WeightChange | None:
    """Compare the first and the last of some weighings; None where there are not two."""
    days = _one_a_day(points, today)
    return change(days[0], days[-1]) if len(days) > 1 else None


def loss_since_highest(points: Iterable[WeightPoint], today: date) -> WeightLoss | None:
    """Tell the loss since the highest weight of half a year; None where it is less than 2 %."""
    days = _one_a_day(points, today)
    if not days:
        return None
    recent = [point for point in days if point.record_date >= half_year_before(days[-1].record_date)]
    highest = max(recent, key=lambda point: (point.weight_kg, point.record_date))
    lost = change(highest, recent[-1])
    if lost.change_percent is None or lost.change_percent > -STEADY_PERCENT:
        return None
    return WeightLoss(
        highest=highest,
        loss_kg=-lost.change_kg,
        loss_percent=-lost.change_percent,
        looked_back_to=recent[0].record_date,
    )


def half_year_before(day: date) -> date:
    """Return the day from which weights count for `loss_since_highest`."""
    return day - _HALF_YEAR


def change(first: WeightPoint, last: WeightPoint) -> WeightChange:
    """Compare two weighings; less than 14 days apart the direction is unknown."""
    days = (last.record_date - first.record_date).days
    kg = round(last.weight_kg - first.weight_kg, 2)
    share = round(kg / first.weight_kg * 100, 1) if first.weight_kg > 0 else None
    return WeightChange(
        since=first.record_date,
        days=days,
        change_kg=kg,
        change_percent=share,
        direction=_direction(kg, share) if days >= MIN_DAYS else "unknown",
    )


def _direction(kg: float, percent: float | None) -> Direction:
    if kg == 0 or (percent is not None and abs(percent) < STEADY_PERCENT):
        return "steady"
    return "up" if kg > 0 else "down"


def _one_a_day(points: Iterable[WeightPoint], today: date) -> list[WeightPoint]:
    ordered = sorted(points, key=lambda point: (point.record_date, point.id))
    return list({point.record_date: point for point in ordered if point.record_date <= today}.values())


def _since_older(days: Sequence[WeightPoint]) -> WeightChange | None:
    """Compare with the nearest weighing that is far enough away."""
    latest = days[-1]
    older = [point for point in days if (latest.record_date - point.record_date).days >= MIN_DAYS]
    return change(older[-1], latest) if older else None


def _since_month(days: Sequence[WeightPoint]) -> WeightChange | None:
    """Compare with the weighing nearest to 30 days before the latest; of two equally near ones the older."""
    latest = days[-1]
    ages = [((latest.record_date - point.record_date).days, point) for point in days[:-1]]
    near = [(abs(age - _MONTH_DAYS), -age, point) for age, point in ages if _MONTH_SPAN[0] <= age <= _MONTH_SPAN[1]]
    return change(min(near, key=lambda row: row[:2])[2], latest) if near else None
