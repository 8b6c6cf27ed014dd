"""Reads the rows of a list of weights: whose weight, how much, which day; each row for itself."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from app.domain.plausible_weight import require_plausible
from app.domain.species_features import require_feature
from app.errors import AppError, Forbidden, InvalidInput, NotFound
from app.lenient import LenientDate
from app.main_app.errors import NOT_CHANGEABLE
from app.main_app.records import PetRecord
from app.main_app.request import NO_SUCH_RECORD, WHERE_IDS_COME_FROM
from app.tools.checks import past_day, required_text
from app.tools.lookup import MAX_CANDIDATES, PetFinder, pet_id_in
from app.tools.presenters import slug_of, species_flags
from app.tools.weights.schemas import WeightRow

_MAX_NAME_LENGTH = 255
_MAX_SEARCHES = 2
_MANY_PETS = 500
"""From which on one search has to do."""


class ReadyRow(Struct, frozen=True, kw_only=True):
    """A row that can be sent."""

    pet: PetRecord
    weight_kg: float
    day: date


class RowReader:
    """Reads rows against the pets of a household."""

    def __init__(self, pets: Sequence[PetRecord], *, today: date) -> None:
        self._finder = PetFinder(pets, today=today)
        self._searches = _MAX_SEARCHES if len(pets) < _MANY_PETS else 1
        self._today = today

    def read(self, rows: Sequence[WeightRow]) -> list[ReadyRow | AppError]:
        """Read all rows, in order; a row that cannot be sent is the error that says why.

        Of two rows with the same pet and day only the first is sent: the main app keeps one weight a day.
        """
        seen: dict[tuple[int, date], int] = {}
        results: list[ReadyRow | AppError] = []
        for number, row in enumerate(rows, 1):
            try:
                ready = self._ready(row)
                first = seen.setdefault((ready.pet.id, ready.day), number)
                results.append(ready if first == number else _twice(first))
            except AppError as error:
                results.append(error)
        return results

    def _ready(self, row: WeightRow) -> ReadyRow:
        pet = self._pet(required_text(row.pet, "pet", max_length=_MAX_NAME_LENGTH))
        if flags := species_flags(pet):
            require_feature(flags, "weights", field="pet")
        if pet.can_edit is False:
            raise Forbidden(NOT_CHANGEABLE)
        try:
            weight_kg = float(row.weight_kg.read())
        except ValueError as problem:
            raise InvalidInput.field("weight_kg", str(problem)) from problem
        if not row.confirm_unusual:
            require_plausible(weight_kg, slug_of(pet))
        return ReadyRow(pet=pet, weight_kg=weight_kg, day=self._day(row))

    def _pet(self, name: str) -> PetRecord:
        if pet := self._finder.find(name):
            return pet
        if pet_id_in(name) is not None:
            raise NotFound(NO_SUCH_RECORD, hint=WHERE_IDS_COME_FROM)
        # Fifty searches for long names would hold up everybody else.
        limit = MAX_CANDIDATES if self._searches > 0 else 0
        self._searches -= 1
        raise self._finder.none_named(name, limit=limit)

    def _day(self, row: WeightRow) -> date:
        try:
            text = LenientDate.parse(row.measured_at) if row.measured_at else None
        except ValueError as problem:
            raise InvalidInput.field("measured_at", str(problem)) from problem
        return past_day(text, "measured_at", today=self._today)


def _twice(first: int) -> InvalidInput:
    return InvalidInput.field(
        "measured_at",
        f"Row {first} has the same pet and day; one weight a day is kept.",
        hint="Ask the user which of the two is right.",
    )
