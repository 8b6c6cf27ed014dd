"""Birthdays with their precision: what must be sent, and the odd things that are stored."""

from datetime import date, timedelta
from typing import get_args

from msgspec import Struct

from app.devtools.sandbox.api.call import Call
from app.devtools.sandbox.api.dates import parse_date
from app.devtools.sandbox.api.validation import Needs, Rules, whole_number
from app.devtools.sandbox.data.pets import Pet, Precision

PRECISIONS: tuple[str, ...] = get_args(Precision)
_FIRST_YEAR = 1900
_LAST_YEAR = 9998
_PARTS = ("birthday_year", "birthday_month", "birthday_day")


class SentBirthday(Struct, frozen=True, kw_only=True):
    """What a request says about a birthday, valid or not; nulls count as not sent."""

    given: frozenset[str]
    """The fields that are not null; the others are of no use when one is missing here."""
    full: date | None
    year: int | None
    month: int | None
    day: int | None
    precision: str | None

    def has(self, *names: str) -> bool:
        """Return whether any of these fields was sent."""
        return not self.given.isdisjoint(names)


def read_birthday(call: Call, rules: Rules) -> SentBirthday:
    """Read the five fields: their plain rules first, then what their precision asks for.

    Both kinds of rules are always looked at, so a date in the future breaks two of them.
    """
    today = call.world.today()
    rules.day("birthday", Needs.NOTHING, until=today)
    precision = rules.choice("birthday_precision", Needs.NOTHING, PRECISIONS)
    rules.integer("birthday_year", Needs.NOTHING, low=_FIRST_YEAR, high=today.year)
    rules.integer("birthday_month", Needs.NOTHING, low=1, high=12)
    rules.integer("birthday_day", Needs.NOTHING, low=1, high=31)
    inputs = call.inputs
    return SentBirthday(
        given=frozenset(name for name in ("birthday", *_PARTS) if inputs.get(name) is not None),
        full=parse_date(inputs.get("birthday")),
        precision=precision if isinstance(precision, str) else None,
        year=whole_number(inputs.get("birthday_year")),
        month=whole_number(inputs.get("birthday_month")),
        day=whole_number(inputs.get("birthday_day")),
    )


def check_birthday(sent: SentBirthday, rules: Rules, today: date) -> None:
    """Hold the fields to their precision, after all plain rules of a request."""
    if "birthday_precision" in rules.errors:
        return
    for name, sentence in _findings(sent, today):
        rules.refuse(name, sentence)


def _findings(sent: SentBirthday, today: date) -> list[tuple[str, str]]:
    if sent.precision is None:
        if not sent.has(*_PARTS):
            return []
        return [("birthday_precision", "birthday_precision is required when providing birthday components.")]
    if sent.precision == "unknown":
        if not sent.given:
            return []
        return [("birthday_precision", "birthday_precision cannot be unknown when a birthday is provided.")]
    checks = {"year": _year_findings, "month": _month_findings, "day": _day_findings}
    return checks[sent.precision](sent, today)


def _year_findings(sent: SentBirthday, today: date) -> list[tuple[str, str]]:
    found = []
    if not sent.has("birthday_year"):
        found.append(("birthday_year", "birthday_year is required when birthday_precision is year."))
    elif sent.year is not None and sent.year > today.year:
        found.append(("birthday_year", "Year cannot be in the future."))
    if sent.has("birthday_month", "birthday_day"):
        found.append(("birthday_month", "birthday_month and birthday_day must be empty for year precision."))
    return found


def _month_findings(sent: SentBirthday, today: date) -> list[tuple[str, str]]:
    found = []
    if not (sent.has("birthday_year") and sent.has("birthday_month")):
        found.append(("birthday_month", "birthday_year and birthday_month are required for month precision."))
    elif sent.year is not None and sent.month is not None and (sent.year, sent.month) > (today.year, today.month):
        found.append(("birthday_month", "Birthday month cannot be in the future."))
    if sent.has("birthday_day"):
        found.append(("birthday_day", "birthday_day must be empty for month precision."))
    return found


def _day_findings(sent: SentBirthday, today: date) -> list[tuple[str, str]]:
    if sent.has("birthday"):
        wrong = sent.full is None or sent.full > today
        return [("birthday", "Invalid birthday date.")] if wrong else []
    if len(sent.given) < len(_PARTS):
        sentence = "birthday_year, birthday_month and birthday_day are required for day precision."
        return [("birthday_day", sentence)]
    if sent.year is None or sent.month is None or sent.day is None:
        return []
    if not (1 <= sent.year <= _LAST_YEAR and 1 <= sent.month <= 12 and 1 <= sent.day <= 31):
        return []
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
