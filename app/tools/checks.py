"""Checks that tools share: texts and their limits, the pet of a health record, the day of a record.

See docs/main-app-api.md, "Features by species", "Time and dates".
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

from msgspec import UNSET, UnsetType

from app.domain.species_features import Feature, require_feature
from app.errors import InvalidInput
from app.lenient import LenientDate
from app.main_app.account import Account
from app.main_app.records import PetRecord
from app.tools.lookup import resolve_pet
from app.tools.presenters import species_flags

T = TypeVar("T")
U = TypeVar("U")


class AllChecks:
    """Runs one check after the other, so that all that is wrong is said at once."""

    def __init__(self) -> None:
        self._refusals: list[InvalidInput] = []

    def take(self, check: Callable[[], T], instead: U) -> T | U:
        """Return what a check returns, or `instead` when it refuses; then `finish` raises."""
        try:
            return check()
        except InvalidInput as refusal:
            self._refusals.append(refusal)
            return instead

    def finish(self) -> None:
        """Raise what was refused.

        Raises:
            InvalidInput: all wrong fields, with the hint and the allowed values of the first that has some.
        """
        if len(self._refusals) < 2:
            for refusal in self._refusals:
                raise refusal
            return
        fields = tuple(field for refusal in self._refusals for field in refusal.fields)
        raise InvalidInput(
            f"{len(fields)} inputs cannot be used: {', '.join(field.name for field in fields)}.",
            fields=fields,
            hint=next((refusal.hint for refusal in self._refusals if refusal.hint), None),
            allowed_values=next((each.allowed_values for each in self._refusals if each.allowed_values), ()),
        )


def required_text(value: str, field: str, *, max_length: int) -> str:
    """Return a text that must not be blank.

    Raises:
        InvalidInput: it is blank or too long.
    """
    if not value.strip():
        raise InvalidInput.field(field, f"{field} must not be empty.")
    return checked_text(value, field, max_length=max_length)


def checked_text(value: str, field: str, *, max_length: int) -> str:
    """Return a text, as a plain string, that is not too long.

    Raises:
        InvalidInput: it is.
    """
    if len(value) > max_length:
        raise InvalidInput.field(
            field, f"{field} has {len(value)} characters; at most {max_length} are kept. Shorten it."
        )
    return str(value)  # msgspec writes plain strings only


def optional_text(value: str | None, field: str, *, max_length: int) -> str | UnsetType:
    """Return a text, or nothing to send when it was left out or is blank.

    Raises:
        InvalidInput: it is too long.
    """
    return checked_text(value, field, max_length=max_length) if value else UNSET


async def pet_with(feature: Feature, account: Account, pet_id: str, *, today: date, reading: bool = False) -> PetRecord:
    """Resolve the pet, as `resolve_pet` does, and check that its species has the feature.

    Raises:
        Ambiguous: several pets have that name.
        NotFound: there is no such pet.
        InvalidInput: nothing of this kind is kept for its species.
    """
    pet = await resolve_pet(account, pet_id, today=today, reading=reading)
    if flags := species_flags(pet):
        require_feature(flags, feature)
    return pet


def past_day(value: LenientDate | None, field: str, *, today: date) -> date:
    """Return a day up to today; today if none was given.

    The main app's day may begin later; it refuses such a day itself, and the error then says so.

    Raises:
        InvalidInput: it is in the future. The main app would take a future weight and call it the latest.
    """
    day = value.on(today) if value is not None else today
    if day > today:
        raise InvalidInput.field(
            field,
            f"{field} must not be in the future.",
            hint=f"Today is {today.isoformat()}. Ask the user for the day.",
        )
    return day


def following_day(value: LenientDate, after: date | None, *, today: date) -> date:
    """Return a due date that is not before the day of the dose, where that is known.

    Raises:
        InvalidInput: it is (docs/main-app-api.md, "Vaccinations").
    """
    day = value.on(today)
    if after is not None and day < after:
        raise InvalidInput.field("due_at", "due_at must not be before administered_at.")
    return day


def check_clear(clear: Sequence[str], **values: object) -> None:
    """Refuse a field that is to be emptied and set at once.

    Args:
        clear: names of fields to empty.
        values: the new values by name; None where none was sent.

    Raises:
        InvalidInput: a field is in both.
    """
    for name in clear:
        if values[name] is not None:
            raise InvalidInput.field(name, f"{name} is both set and cleared. Send one of the two.")


def nothing_to_change(*, clearable: bool = True) -> InvalidInput:
    """Return the error for a change that changes nothing; `clearable` tells that fields can be emptied."""
    hint = "Send at least one field with its new value" + ("; clear empties a field." if clearable else ".")
    return InvalidInput("Nothing to change was sent.", hint=hint)
