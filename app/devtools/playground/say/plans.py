"""The tool call that a reading becomes. Values stay as they were said: the connector reads "4,2 kg" and "hôm qua"."""

from collections.abc import Callable
from datetime import date
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from app.devtools.playground.say.items import Item
from app.devtools.playground.say.reading import Reading
from app.devtools.playground.wire import Json, ToolCall

_READING: Final = ("find_", "list_", "get_", "pets_overview", "upcoming_care", "care_routines")
_BIRTHS: Final = {"date": "birth_date", "month": "birth_month_year", "year": "birth_year"}


class Plan(Struct, frozen=True, kw_only=True):
    """What is to be called, and about whom; `missing` names a text that asks for what was not said."""

    call: ToolCall | None = None
    name: str = ""
    """A pet that has to be found before its number can be sent."""
    species: str = ""
    missing: str = ""
    intent: str = ""

    def with_arguments(self, **more: Json) -> "Plan":
        """Return an equal one with more arguments of its call."""
        call = ToolCall(operation_id=self.operation, arguments={**(self.call.arguments if self.call else {}), **more})
        return replace(self, call=call)

    @property
    def operation(self) -> str:
        """The tool's name."""
        return self.call.operation_id if self.call else ""


def saves(call: ToolCall) -> bool:
    """Whether a call may change what is stored; the person is asked before it."""
    return not call.operation_id.startswith(_READING)


def plan_for(reading: Reading, today: date) -> Plan:
    """Return what a reading comes to; without a call when nothing can be done."""
    make = _PLANS.get(reading.intent)
    plan = make(reading, today) if make else Plan(missing=reading.intent or "not_understood")
    return replace(plan, intent=reading.intent)


def left_aside(reading: Reading) -> list[str]:
    """List what was said and plays no part in the call, in the person's words."""
    used = _USED.get(reading.intent, ())
    name = {reading.name, *(row.name for row in reading.rows)} if "name" in used else set[str]()
    return [item.text for item in reading.items if _matters(item) and not _plays(item, used) and item.text not in name]


def _matters(item: Item) -> bool:
    return item.kind != "word" or item.tag.partition(":")[0] in _VALUES


def _plays(item: Item, used: tuple[str, ...]) -> bool:
    return (item.tag.partition(":")[0] if item.kind == "word" else item.kind) in used


_VALUES: Final = ("species", "sex", "country", "vaccine", "medical", "day", "due.year")
_USED: Final[dict[str, tuple[str, ...]]] = {
    "find": ("name", "species"),
    "show": ("name", "species"),
    "list": ("species",),
    "types": (),
    "birthday": ("period", "species"),
    "lost": ("name", "species"),
    "weights": ("name", "species"),
    "due": ("name", "species", "period"),
    "overdue": ("name", "species"),
    "routines": ("period",),
    "weigh": ("name", "species", "amount", "day", "date"),
    "shot": ("name", "species", "vaccine", "day", "date"),
    "booster": ("name", "species", "vaccine", "day", "date", "due.year"),
    "medical": ("name", "species", "medical", "day", "date"),
    "add": ("name", "species", "sex", "country", "period", "date", "month", "year"),
}


def _call(operation: str, **arguments: Json) -> ToolCall:
    return ToolCall(operation_id=operation, arguments={name: value for name, value in arguments.items() if value})


def _about(operation: str, reading: Reading, **arguments: Json) -> Plan:
    return Plan(call=_call(operation, **arguments), name=reading.name, species=reading.species)


def _list(reading: Reading, _today: date) -> Plan:
    return Plan(call=_call("list_pets", species=reading.species, include_shared=reading.has("shared")))


def _birthday(reading: Reading, _today: date) -> Plan:
    if reading.days:
        return Plan(call=_call("upcoming_care", days=reading.days, kind="birthday", species=reading.species))
    return Plan(call=_call("pets_overview", species=reading.species))


def _lost(reading: Reading, _today: date) -> Plan:
    if reading.name:
        return _about("list_weights", reading)
    return Plan(call=_call("pets_overview", species=reading.species))


def _due(reading: Reading, _today: date) -> Plan:
    days = reading.days or 90
    if reading.name:
        return _about("upcoming_care", reading, days=days)
    shared = reading.has("shared")
    kind = "vaccination" if reading.has("topic.shots", "vaccine:") else ""
    species = reading.species
    return Plan(call=_call("upcoming_care", days=days, species=species, kind=kind, include_shared=shared))


def _overdue(reading: Reading, _today: date) -> Plan:
    if reading.name:
        return _about("list_vaccinations", reading, status="overdue")
    return Plan(call=_call("upcoming_care", days=1, species=reading.species, kind="vaccination"))


def _weigh(reading: Reading, _today: date) -> Plan:
    rows = reading.rows
    if len(rows) == 1:
        plan = _about("add_weight", reading, weight_kg=rows[0].amount, measured_at=reading.day)
        return replace(plan, name=rows[0].name)
    if not all(row.name for row in rows):
        return Plan(missing="whose_weight")
    day: dict[str, Json] = {"measured_at": reading.day} if reading.day else {}
    return Plan(call=_call("add_weights", rows=[{"pet": row.name, "weight_kg": row.amount, **day} for row in rows]))


def _shot(reading: Reading, _today: date) -> Plan:
    vaccine = reading.first("vaccine:")
    if vaccine is None or not reading.day:
        return Plan(missing="which_vaccine")
    name = vaccine.tag.partition(":")[2]
    return _about("add_vaccination", reading, vaccine_name=name, administered_at=reading.day, due_at=reading.due)


def _booster(reading: Reading, today: date) -> Plan:
    """Plan the renewal; which record it renews is looked up first."""
    if not reading.day:
        return Plan(missing="which_day")
    due = reading.due
    if not due and reading.has("due.year"):
        due = today.replace(year=today.year + 1, day=min(today.day, 28)).isoformat()
    return _about("renew_vaccination", reading, administered_at=reading.day, due_at=due)


def _medical(reading: Reading, _today: date) -> Plan:
    what = reading.first("medical:")
    if what is None or not reading.day:
        return Plan(missing="which_day")
    kind = what.tag.partition(":")[2]
    return _about("add_medical_record", reading, record_type=kind, record_date=reading.day, description=what.text)


def _add(reading: Reading, _today: date) -> Plan:
    country, sex = reading.first("country:"), reading.first("sex:")
    pronoun = reading.first("it")
    return Plan(
        call=_call(
            "create_pet",
            name=reading.name,
            species=reading.species,
            sex=sex.tag.partition(":")[2] if sex else _sex_of(pronoun),
            country=country.tag.partition(":")[2] if country else "",
            **_birth(reading),
        ),
        missing="" if reading.species else "which_species",
    )


def _sex_of(pronoun: Item | None) -> str:
    return {"she": "female", "her": "female", "he": "male", "him": "male", "his": "male"}.get(
        pronoun.text.casefold() if pronoun else "", ""
    )


def _birth(reading: Reading) -> dict[str, Json]:
    """Return the one birth input that was said: a date, a month, a year, or an age."""
    for item in reading.items:
        if item.kind in _BIRTHS:
            return {_BIRTHS[item.kind]: item.value}
    period = next(iter(reading.all_of("period")), None)
    return _age(period) if period else {}


def _age(period: Item) -> dict[str, Json]:
    months = {"unit.month": 1, "unit.year": 12}.get(period.tag)
    if months:
        return {"age_months": round(period.number * months)}
    return {"age_weeks": round(period.number)} if period.tag == "unit.week" else {}


_PLANS: Final[dict[str, Callable[[Reading, date], Plan]]] = {
    "find": lambda said, _: Plan(call=_call("find_pet", name=said.name, species=said.species)),
    "show": lambda said, _: _about("get_pet", said),
    "list": _list,
    "types": lambda _said, _: Plan(call=_call("list_pet_types")),
    "birthday": _birthday,
    "lost": _lost,
    "weights": lambda said, _: _about("list_weights", said),
    "due": _due,
    "overdue": _overdue,
    "routines": lambda _said, _: Plan(call=_call("care_routines")),
    "weigh": _weigh,
    "shot": _shot,
    "booster": _booster,
    "medical": _medical,
    "add": _add,
}
