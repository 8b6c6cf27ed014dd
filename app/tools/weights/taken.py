"""One weight a day is kept: a day that has one already is read and told in our own words, wherever it is met."""

from datetime import date

from app.errors import AppError, InvalidInput, Unauthorized
from app.main_app.account import Account
from app.main_app.records import Saved, WeightRecord
from app.main_app.validation_errors import AlreadyThere
from app.main_app.writes import WeightWrite

_CORRECT = "Ask the user which of the two is right; update_weight corrects the stored one."
_LIST = "Call list_weights to see it; update_weight corrects it."


async def save_weight(account: Account, pet_id: int, weight_kg: float, day: date) -> Saved[WeightRecord]:
    """Save a weight; the same one of that day is there already, one upstream call more.

    Raises:
        InvalidInput: another weight of that day is stored; it is named.
    """
    try:
        return await account.create_weight(pet_id, WeightWrite(weight_kg=weight_kg, record_date=day))
    except AlreadyThere as taken:
        stored = await _stored_weight(account, pet_id, day)
        if stored is None or round(stored.weight_kg, 2) != round(weight_kg, 2):
            raise _day_is_taken(day, stored) from taken
        return Saved(stored, already_saved=True)


async def move_weight(account: Account, pet_id: int, weight_id: int, changes: WeightWrite, day: date) -> WeightRecord:
    """Correct a weight that is on `day` afterwards.

    Raises:
        InvalidInput: another weight of that day is stored; it is named.
    """
    try:
        return await account.update_weight(pet_id, weight_id, changes)
    except AlreadyThere as taken:
        raise _day_is_taken(day, await _stored_weight(account, pet_id, day)) from taken


async def _stored_weight(account: Account, pet_id: int, day: date) -> WeightRecord | None:
    """Read the weight of that pet and day; None when it cannot be found now."""
    try:
        listing = await account.list_weights(pet_id)
    except Unauthorized:
        raise
    except AppError:
        return None
    return next((record for record in listing.rows if record.record_date == day), None)


def _day_is_taken(day: date, stored: WeightRecord | None) -> InvalidInput:
    said = day.isoformat()
    if stored is None:
        return InvalidInput.field("measured_at", f"{said} has a weight already; one a day is kept.", hint=_LIST)
    return InvalidInput.field(
        "measured_at",
        f"{said} has {stored.weight_kg:g} kg already (weight {stored.id}); one weight a day is kept.",
        hint=_CORRECT,
    )
