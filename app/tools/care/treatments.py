"""Treatments of the last 30 days, of the pets that have medical records; what could not be read is counted."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import partial

from msgspec import Struct

from app.main_app.account import Account
from app.main_app.records import MedicalRecord, PetRecord
from app.tools.partial_reads import successes, try_each
from app.tools.presenters import supports

RECENT_DAYS = 30
_PAGE = 25


class Treatments(Struct, frozen=True, kw_only=True):
    """The recent medical records by pet, newest first, and how many more pets may have some."""

    found: Mapping[int, list[MedicalRecord]]
    unread: int


async def read_treatments(account: Account, pets: Sequence[PetRecord], *, today: date, most: int) -> Treatments:
    """Read the newest records of the pets that have some and are open to this account, one call each.

    Args:
        account: the main app as the user sees it.
        pets: the most important first.
        today: the user's day.
        most: limit of the calls, retries apart.

    Raises:
        Unauthorized: the connection is dead.
    """
    open_ones = [pet.id for pet in pets if supports("medical_records", pet) and pet.can_edit is not False]
    outcomes = await try_each(
        {pet_id: partial(account.list_medical_records, pet_id, cap=_PAGE) for pet_id in open_ones[:most]}
    )
    since = today - timedelta(days=RECENT_DAYS)
    found = {
        pet_id: [record for record in listing.rows if record.record_date >= since]
        for pet_id, listing in successes(outcomes).items()
    }
    return Treatments(found=found, unread=len(open_ones) - len(found))
