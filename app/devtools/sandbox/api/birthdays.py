"""Birthdays with their precision: what must be sent, and the odd things that are stored.

See docs/main-app-api.md, "Birthdays", "Update a pet".
"""

from datetime import date, timedelta
from typing import get_args

from msgspec import Struct

from app.devtools.sandbox.api.answers import Invalid
from app.devtools.sandbox.api.call import Call
from app.devtools.sandbox.api.validation import Needs, Rules, or_none
from app.devtools.sandbox.data.pets import Pet, Precision

PRECISIONS: tuple[str, ...] = get_args(Precision)
_FIRST_YEAR = 1900


class SentBirthday(Struct, frozen=True, kw_only=True):
    """What a request says about a birthday; nulls count as not sent."""

    full: date | None
    year: int | None
    month: int | None
    day: int | None
    precision: str | None

    @property
    def has_parts(self) -> bool:
        """Whether any of year, month and day is there."""
        return not (self.year is None and self.month is None and self.day is None)


def read_birthday(call: Call, rules: Rules) -> SentBirthday:
    """Read the five fields with their plain rules."""
    today = call.world.today()
    return SentBirthday(
        full=or_none(rules.day("birthday", Needs.NOTHING, until=today)),
        precision=or_none(rules.choice("birthday_precision", Needs.NOTHING, PRECISIONS)),
        year=or_none(rules.integer("birthday_year", Needs.NOTHING, low=_FIRST_YEAR, high=today.year)),
        month=or_none(rules.integer("birthday_month", Needs.NOTHING, low=1, high=12)),
        day=or_none(rules.integer("birthday_day", Needs.NOTHING, low=1, high=31)),
    )


def check_birthday(sent: SentBirthday, today: date) -> None:
    """Hold the fields to their precision; raises 422 D."""
    errors: dict[str, list[str]] = {}
    for name, sentence in _findings(sent, today):
        errors.setdefault(name, []).append(sentence)
    if errors:
        raise Invalid(errors)


def _findings(sent: SentBirthday, today: date) -> list[tuple[str, str]]:
    if sent.precision is None:
        if not sent.has_parts:
            return []
        return [("birthday_precision", "birthday_precision is required when providing birthday components.")]
    if sent.precision == "unknown":
        if sent.full is None and not sent.has_parts:
            return []
        return [("birthday_precision", "birthday_precision cannot be unknown when a birthday is provided.")]
    checks = {"year": _year_findings, "month": _month_findings, "day": _day_findings}
    return checks[sent.precision](sent, today)


def _year_findings(sent: SentBirthday, _today: date) -> list[tuple[str, str]]:
    found = []
    if sent.year is None:
        found.append(("birthday_year", "birthday_year is required when birthday_precision is year."))
    if sent.month is not None or sent.day is not None:
        found.append(("birthday_month", "birthday_month and birthday_day must be empty for year precision."))
    return found


def _month_findings(sent: SentBirthday, today: date) -> list[tuple[str, str]]:
    found = []
    if sent.year is None or sent.month is None:
        found.append(("birthday_month", "birthday_year and birthday_month are required for month precision."))
    elif (sent.year, sent.month) > (today.year, today.month):
        found.append(("birthday_month", "Birthday month cannot be in the future."))
    if sent.day is not None:
        found.append(("birthday_day", "birthday_day must be empty for month precision."))
    return found


def _day_findings(sent: SentBirthday, today: date) -> list[tuple[str, str]]:
    if sent.full is not None:
        return []
    if sent.year is None or sent.month is None or sent.day is None:
        return [("birthday", "Complete birthday is required for day precision.")]
    if overflowing_date(sent.year, sent.month, sent.day) > today:
        return [("birthday_day", "Birthday cannot be in the future.")]
    return []


def apply_birthday(sent: SentBirthday, pet: Pet, *, creating: bool) -> None:
    """Store what was sent; a lower precision leaves the old parts behind, a bare birthday is lost."""
    if sent.precision is None:
        if sent.full is not None and not creating and pet.birthday_precision == "day":
            _store_full(sent.full, pet)
        return
    pet.birthday_precision = _precision(sent.precision)
    if sent.precision == "day" and sent.full is not None:
        _store_full(sent.full, pet)
        return
    pet.birthday_year = sent.year if sent.year is not None else pet.birthday_year
    pet.birthday_month = sent.month if sent.month is not None else pet.birthday_month
    pet.birthday_day = sent.day if sent.day is not None else pet.birthday_day
    if sent.year is not None and sent.month is not None and sent.day is not None:
        pet.birthday = overflowing_date(sent.year, sent.month, sent.day)


def overflowing_date(year: int, month: int, day: int) -> date:
    """Make 3 March of 31 February, as the main app's date library does."""
    return date(year, month, 1) + timedelta(days=day - 1)


def _store_full(full: date, pet: Pet) -> None:
    pet.birthday = full
    pet.birthday_year, pet.birthday_month, pet.birthday_day = full.year, full.month, full.day


def _precision(word: str) -> Precision:
    known: dict[str, Precision] = {"day": "day", "month": "month", "year": "year", "unknown": "unknown"}
    return known[word]
