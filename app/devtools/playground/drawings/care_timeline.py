"""The coming year of the household: a row for each pet, a mark for each vaccination and birthday."""

from datetime import date, timedelta

from msgspec import Struct

from app.devtools.playground.answers import CareItem, UpcomingCare
from app.devtools.playground.scenarios.phrases import in_days, on_day

WIDTH, ROW = 760, 46
_LEFT, _RIGHT, _TOP = 108, 24, 34
_BEFORE, _AFTER = 75, 375
_NEAREST = 16


class Mark(Struct, frozen=True, kw_only=True):
    """One thing to remember, on its row."""

    x: float
    y: float
    kind: str
    overdue: bool
    text: str


class Row(Struct, frozen=True):
    """A pet's row."""

    y: float
    label: str


class Tick(Struct, frozen=True):
    """The beginning of a month."""

    x: float
    label: str


class CareEntry(Struct, frozen=True, kw_only=True):
    """One line of the list below the drawing."""

    day: str
    when: str
    what: str
    kind: str
    overdue: bool


class CareTimeline(Struct, frozen=True, kw_only=True):
    """Everything that the template draws."""

    height: int
    today_x: float
    rows: tuple[Row, ...]
    ticks: tuple[Tick, ...]
    marks: tuple[Mark, ...]
    entries: tuple[CareEntry, ...]


def draw_care(care: UpcomingCare, today: date) -> CareTimeline | None:
    """Draw what is overdue and coming; None when nothing is."""
    if not care.items:
        return None
    names = list(dict.fromkeys((item.pet_id, item.pet_name) for item in care.items))
    rows = {key: _TOP + ROW * number + ROW / 2 for number, (key, _name) in enumerate(names)}
    return CareTimeline(
        height=_TOP + ROW * len(names) + 18,
        today_x=_x(today, today),
        rows=tuple(Row(rows[key], _short(name)) for key, name in names),
        ticks=_ticks(today),
        marks=_marks(care.items, rows, today),
        entries=tuple(_entry(item) for item in care.items),
    )


def _x(day: date, today: date) -> float:
    """Where a day is; what is older than the paper stands at its edge."""
    days = min(max((day - today).days, -_BEFORE), _AFTER)
    return round(_LEFT + (WIDTH - _LEFT - _RIGHT) * (days + _BEFORE) / (_BEFORE + _AFTER), 1)


def _ticks(today: date) -> tuple[Tick, ...]:
    ticks = []
    day = (today - timedelta(days=_BEFORE)).replace(day=1)
    while (day - today).days < _AFTER:
        if (day - today).days >= -_BEFORE:
            ticks.append(Tick(_x(day, today), f"{day:%b}" if day.month > 1 else f"{day:%Y}"))
        day = (day + timedelta(days=32)).replace(day=1)
    return tuple(ticks)


def _marks(items: list[CareItem], rows: dict[int, float], today: date) -> tuple[Mark, ...]:
    marks: list[Mark] = []
    last: dict[int, float] = {}
    for item in sorted(items, key=lambda each: each.date):
        day = _day(item.date)
        if day is None:
            continue
        # Two on about the same day stand side by side instead of on one another.
        x = max(_x(day, today), last.get(item.pet_id, 0) + _NEAREST)
        last[item.pet_id] = x
        entry = _entry(item)
        text = f"{entry.what}, {entry.day}"
        marks.append(Mark(x=x, y=rows[item.pet_id], kind=item.kind, overdue=item.overdue, text=text))
    return tuple(marks)


def _entry(item: CareItem) -> CareEntry:
    when = f"{'overdue, ' if item.overdue else ''}{in_days(item.days_until)}"
    return CareEntry(day=on_day(item.date), when=when, what=item.what, kind=item.kind, overdue=item.overdue)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text if len(text) > 7 else f"{text}-15")
    except ValueError:
        return None


def _short(name: str) -> str:
    return name if len(name) <= 14 else f"{name[:13]}…"
