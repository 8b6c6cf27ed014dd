"""The coming year of the household: a row for each pet, a mark for each vaccination and birthday.

It is drawn twice, for wide and for narrow windows; on the narrow one the names stand above their rows.
"""

from datetime import date, timedelta
from typing import Final

from msgspec import Struct

from app.devtools.playground.answers import CareItem, UpcomingCare
from app.devtools.playground.language import Texts

_BEFORE, _AFTER = 75, 375
_NEAREST = 16


class Sheet(Struct, frozen=True, kw_only=True):
    """The measures of a drawing, in its own units."""

    name: str
    width: int
    row: int
    left: int
    right: int
    months_between: int
    label_up: int
    """How far above its row the name of a pet stands."""

    def x(self, day: date, today: date) -> float:
        """Where a day is; what is older than the paper stands at its edge."""
        days = min(max((day - today).days, -_BEFORE), _AFTER)
        return round(self.left + (self.width - self.left - self.right) * (days + _BEFORE) / (_BEFORE + _AFTER), 1)


_TOP: Final = 34
_SHEETS: Final = (
    Sheet(name="wide", width=760, row=46, left=108, right=24, months_between=1, label_up=-5),
    Sheet(name="narrow", width=330, row=56, left=14, right=14, months_between=3, label_up=16),
)


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


class Drawing(Struct, frozen=True, kw_only=True):
    """One of the two drawings."""

    sheet: Sheet
    height: int
    today_x: float
    rows: tuple[Row, ...]
    ticks: tuple[Tick, ...]
    marks: tuple[Mark, ...]


class CareTimeline(Struct, frozen=True, kw_only=True):
    """Everything that the template draws."""

    drawings: tuple[Drawing, ...]
    entries: tuple[CareEntry, ...]


def draw_care(care: UpcomingCare, today: date, texts: Texts) -> CareTimeline | None:
    """Draw what is overdue and coming; None when nothing is."""
    if not care.items:
        return None
    return CareTimeline(
        drawings=tuple(_draw(care.items, today, sheet, texts) for sheet in _SHEETS),
        entries=tuple(_entry(item, texts) for item in care.items),
    )


def _draw(items: list[CareItem], today: date, sheet: Sheet, texts: Texts) -> Drawing:
    names = list(dict.fromkeys((item.pet_id, item.pet_name) for item in items))
    rows = {key: _TOP + sheet.row * number + sheet.row / 2 for number, (key, _name) in enumerate(names)}
    return Drawing(
        sheet=sheet,
        height=_TOP + sheet.row * len(names) + 18,
        today_x=sheet.x(today, today),
        rows=tuple(Row(rows[key], name if sheet.name == "narrow" else _short(name)) for key, name in names),
        ticks=_ticks(today, sheet, texts),
        marks=_marks(items, rows, today, sheet, texts),
    )


def _ticks(today: date, sheet: Sheet, texts: Texts) -> tuple[Tick, ...]:
    ticks = []
    day = (today - timedelta(days=_BEFORE)).replace(day=1)
    while (day - today).days < _AFTER:
        if (day - today).days >= -_BEFORE and (day.month - 1) % sheet.months_between == 0:
            label = texts.lists["month_names"][day.month - 1] if day.month > 1 else f"{day:%Y}"
            ticks.append(Tick(sheet.x(day, today), label))
        day = (day + timedelta(days=32)).replace(day=1)
    return tuple(ticks)


def _marks(items: list[CareItem], rows: dict[int, float], today: date, sheet: Sheet, texts: Texts) -> tuple[Mark, ...]:
    marks: list[Mark] = []
    of_pet: dict[int, list[tuple[float, CareItem]]] = {}
    for item in sorted(items, key=lambda each: each.date):
        if day := _day(item.date):
            of_pet.setdefault(item.pet_id, []).append((sheet.x(day, today), item))
    for pet_id, found in of_pet.items():
        for x, (_x, item) in zip(_side_by_side([x for x, _item in found], sheet), found, strict=True):
            entry = _entry(item, texts)
            text = f"{entry.what}, {entry.day}"
            marks.append(Mark(x=x, y=rows[pet_id], kind=item.kind, overdue=item.overdue, text=text))
    return tuple(marks)


def _side_by_side(places: list[float], sheet: Sheet) -> list[float]:
    """Part those that stand on one another, and keep the last ones on the paper."""
    parted: list[float] = []
    for x in places:
        parted.append(max(x, parted[-1] + _NEAREST) if parted else x)
    end = float(sheet.width - sheet.right)
    for place in reversed(range(len(parted))):
        parted[place] = min(parted[place], end)
        end = parted[place] - _NEAREST
    return parted


def _entry(item: CareItem, texts: Texts) -> CareEntry:
    when = texts.in_days(item.days_until)
    if item.overdue and when:
        when = texts.say("household.overdue_since", when=when)
    return CareEntry(day=texts.day(item.date), when=when, what=_what(item, texts), kind=item.kind, overdue=item.overdue)


def _what(item: CareItem, texts: Texts) -> str:
    if item.kind != "birthday":
        return f"{item.pet_name}: {item.vaccine_name or item.kind}"
    if item.turns:
        return texts.say("household.turns", name=item.pet_name, age=item.turns)
    return texts.say("household.has_birthday", name=item.pet_name)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text if len(text) > 7 else f"{text}-15")
    except ValueError:
        return None


def _short(name: str) -> str:
    return name if len(name) <= 14 else f"{name[:13]}…"
