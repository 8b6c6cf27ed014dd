"""A day that has a weight already: the stored one is read and told in our own words."""

from app.errors import AppError, InvalidInput, Unauthorized
from app.main_app.account import Account
from app.main_app.records import WeightRecord
from app.tools.weights.rows import ReadyRow

_CORRECT = "Ask the user which of the two is right; update_weight corrects the stored one."
_LIST = "Call list_weights to see it; update_weight corrects it."


async def stored_weight(account: Account, row: ReadyRow) -> WeightRecord | None:
    """Read the weight of that pet and day; None when it cannot be found now."""
    try:
        listing = await account.list_weights(row.pet.id)
    except Unauthorized:
        raise
    except AppError:
        return None
    return next((record for record in listing.rows if record.record_date == row.day), None)


def day_is_taken(row: ReadyRow, stored: WeightRecord | None) -> InvalidInput:
    """Return the error for a row whose day has another weight."""
    day = row.day.isoformat()
    if stored is None:
        return InvalidInput.field("measured_at", f"{day} has a weight already; one a day is kept.", hint=_LIST)
    return InvalidInput.field(
        "measured_at",
        f"{day} has {stored.weight_kg:g} kg already (weight {stored.id}); one weight a day is kept.",
        hint=_CORRECT,
    )
