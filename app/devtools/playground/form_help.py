"""What helps a person to fill in a tool's form: values to choose from, an example, and which inputs were wrong."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from msgspec import Struct

from app.devtools.playground.answers import WeightBatch, WeightRow, read_answer
from app.devtools.playground.document import Input, Tool
from app.devtools.playground.form_values import ROWS, Posted
from app.devtools.playground.problems import problem_of
from app.devtools.playground.wire import Run

_IN_ROW: Final = re.compile(r"(\w+)\[([0-9]{1,3})\](?:\.(\w+))?")
_PETS: Final = frozenset({"pet_id", "pet", "name"})
_EXAMPLES: Final[Mapping[str, str]] = {
    "species": "cat",
    "weight_kg": "4.2 kg",
    "vaccine_name": "Rabies",
    "administered_at": "yesterday",
    "measured_at": "yesterday",
    "record_date": "yesterday",
    "record_type": "checkup",
    "description": "Teeth and ears, all fine.",
    "vet_name": "Dr. Hoa",
    "days": "90",
    "weeks": "4",
    "age_months": "6",
    "country": "VN",
    "sex": "female",
    "chip_number": "704 000 000 654 321",
    "status": "all",
}
_LEFT_OUT: Final = frozenset({"limit", "offset"})


class Suggestions(Struct, frozen=True, kw_only=True):
    """Values to choose from; anything else may be typed as well."""

    pets: tuple[str, ...] = ()
    species: tuple[str, ...] = ()
    days: tuple[str, ...] = ()

    def list_for(self, name: str) -> str:
        """Name the list of values that an input has; empty for none."""
        if name in ("pet_id", "pet"):
            return "pets" if self.pets else ""
        if name == "species":
            return "species" if self.species else ""
        return "days" if name.endswith(("_at", "_date")) else ""


def days_before(today: date) -> tuple[str, ...]:
    """Return the last days, as they can be typed."""
    return ("today", "yesterday", *((today - timedelta(days=days)).isoformat() for days in range(7)))


def example_for(tool: Tool, pet: str) -> dict[str, list[str]]:
    """Fill in a form: what is needed, and what is usually said; `pet` is the name of one of the account's."""
    filled: dict[str, list[str]] = {}
    for each in tool.inputs:
        if each.kind == "rows":
            for column in each.columns:
                _fill(filled, column, f"{each.name}.0.{column.name}", pet)
        else:
            _fill(filled, each, each.name, pet)
    return filled


def wrong_inputs(run: Run | None, typed: Posted) -> dict[str, str]:
    """Return the reason for each input of the form that the connector found wrong, by the input's name.

    Rows are counted from 1, and empty ones were not sent: `rows[2].weight_kg` is the second row with something in it.
    """
    problem = problem_of(run) if run else None
    found: dict[str, str] = {}
    for each in problem.fields if problem else ():
        row = _IN_ROW.fullmatch(each.name)
        name = _row_typed(typed, row[1], int(row[2])) if row else each.name
        found.setdefault(f"{name}.{row[3]}" if row and row[3] else name, each.reason)
    for failed in _failed_rows(run):
        found.setdefault(_row_typed(typed, "rows", failed.row), failed.failure.message if failed.failure else "")
    return found


def _row_typed(typed: Posted, name: str, number: int) -> str:
    """Name the row of the form that was sent as the row of this number."""
    sent = [row for row in range(ROWS) if _is_sent(typed, f"{name}.{row}.")]
    return f"{name}.{sent[number - 1]}" if 1 <= number <= len(sent) else name


def _failed_rows(run: Run | None) -> list[WeightRow]:
    if run is None or not run.ok or run.call.operation_id != "add_weights":
        return []
    return [row for row in read_answer(run, WeightBatch).results if row.failure]


def _fill(filled: dict[str, list[str]], each: Input, name: str, pet: str) -> None:
    value = pet if each.name in _PETS and pet else _EXAMPLES.get(each.name, "")
    if each.name in _LEFT_OUT or not value:
        return
    if each.kind in ("yes_no", "choices") or (each.kind == "choice" and value not in each.choices):
        return
    filled[name] = [value]


def _is_sent(typed: Posted, prefix: str) -> bool:
    return any(name.startswith(prefix) and any(value.strip() for value in values) for name, values in typed.items())
