"""Treatments of the last 30 days, of the pets that have medical records; what could not be read is counted."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

from app.main_app.account import Account
from app.main_app.concurrency import gather_bounded
from app.main_app.records import MedicalRecord, PetRecord
from app.tools.partial_reads import PartialReads
from app.tools.presenters import supports

RECENT_DAYS = 30
_PAGE = 25


class Treatments:
    """The recent medical records by pet; after a 429 nothing more is asked."""

    def __init__(self, account: Account, *, today: date) -> None:
        self.found: dict[int, list[MedicalRecord]] = {}
        self.unread = 0
        self._account = account
        self._since = today - timedelta(days=RECENT_DAYS)
        self._reads = PartialReads()

    async def read(self, pets: Sequence[PetRecord], *, most: int) -> None:
        """Read the newest records of the pets that have some and are open to this account, one call each."""
        open_ones = [pet for pet in pets if supports("medical_records", pet) and pet.can_edit is not False]
        await gather_bounded(partial(self._read_one, pet.id) for pet in open_ones[:most])
        self.unread = len(open_ones) - len(self.found)

    async def _read_one(self, pet_id: int) -> None:
        listing = await self._reads.read(partial(self._account.list_medical_records, pet_id, cap=_PAGE))
        if listing is not None:
            self.found[pet_id] = [record for record in listing.rows if record.record_date >= self._since]
