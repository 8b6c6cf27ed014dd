"""Best-effort reads: some may fail without failing the whole answer; vaccinations of several pets within a call budget.

Each pet's first page comes first, in the order given; calls that are left go to pets with more than one page. After a
429 nothing more is asked. What could not be read is said, never silently missing.
"""

from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import TypeVar

from msgspec import Struct

from app.errors import AppError, Unauthorized, UpstreamError
from app.main_app.account import Account
from app.main_app.concurrency import gather_bounded
from app.main_app.records import VaccinationRecord

T = TypeVar("T")


class PartialReads:
    """Reads until the main app says that there are too many."""

    def __init__(self) -> None:
        self._stopped = False

    async def read(self, ask: Callable[[], Coroutine[None, None, T]]) -> T | None:
        """Ask once; None after a failure, and after a 429 of any earlier read.

        Raises:
            Unauthorized: the connection is dead.
        """
        if self._stopped:
            return None
        try:
            return await ask()
        except Unauthorized:
            raise
        except AppError as error:
            if isinstance(error, UpstreamError) and error.status == 429:
                self._stopped = True
            return None


MAX_CALLS = 24
_PAGE = 25


class ActiveVaccinations(Struct, frozen=True, kw_only=True):
    """What was read of one pet; `complete` tells that nothing is missing."""

    records: tuple[VaccinationRecord, ...] = ()
    complete: bool = False


async def read_active(account: Account, pet_ids: Sequence[int]) -> dict[int, ActiveVaccinations]:
    """Read the active vaccinations of pets, in `MAX_CALLS` calls at the most, retries apart.

    Args:
        account: the main app as the user sees it.
        pet_ids: the most important first.

    Returns:
        An entry for every pet asked for.

    Raises:
        Unauthorized: the connection is dead.
    """
    reader = _Reader(account)
    first = list(pet_ids)[:MAX_CALLS]
    await gather_bounded(partial(reader.read, pet_id, 0) for pet_id in first)
    further = reader.further_pages(first)[: MAX_CALLS - len(first)]
    await gather_bounded(partial(reader.read, pet_id, page) for pet_id, page in further)
    return {pet_id: reader.found(pet_id) for pet_id in pet_ids}


class _Reader:
    def __init__(self, account: Account) -> None:
        self._account = account
        self._pages: dict[tuple[int, int], list[VaccinationRecord]] = {}
        self._totals: dict[int, int] = {}
        self._reads = PartialReads()

    async def read(self, pet_id: int, page: int) -> None:
        """Read one page; a failure leaves it unread."""
        offset = page * _PAGE
        listing = await self._reads.read(
            partial(self._account.list_vaccinations, pet_id, status="active", cap=_PAGE, offset=offset)
        )
        if listing is not None:
            self._pages[pet_id, page] = listing.rows
            self._totals[pet_id] = listing.total

    def further_pages(self, pet_ids: Sequence[int]) -> list[tuple[int, int]]:
        """List the pages after the first, pet by pet."""
        return [(pet_id, page) for pet_id in pet_ids for page in range(1, self._page_count(pet_id))]

    def found(self, pet_id: int) -> ActiveVaccinations:
        """Put the pages of a pet together; rows of equal dates may stand on two of them."""
        pages = [self._pages.get((pet_id, page)) for page in range(max(1, self._page_count(pet_id)))]
        rows = {row.id: row for page in pages for row in page or ()}
        return ActiveVaccinations(records=tuple(rows.values()), complete=None not in pages)

    def _page_count(self, pet_id: int) -> int:
        return -(-self._totals.get(pet_id, 0) // _PAGE)
