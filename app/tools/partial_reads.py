"""Best-effort calls: some may fail without failing the whole answer; vaccinations of several pets within a call budget.

After a 429 nothing more is asked. What could not be read is said, never silently missing.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import TypeVar

from msgspec import Struct

from app.errors import AppError, Unauthorized, UpstreamError
from app.main_app.account import Account
from app.main_app.concurrency import Job, gather_bounded
from app.main_app.records import Listing, VaccinationRecord

K = TypeVar("K")
T = TypeVar("T")

MAX_CALLS = 24
_PAGE = 25


async def try_each(jobs: Mapping[K, Job[T]], *, stop_at_429: bool = True) -> dict[K, T | AppError]:
    """Run jobs, a few at once.

    Args:
        jobs: in the order in which they begin.
        stop_at_429: whether to begin no more of them once the main app says that there are too many calls.

    Returns:
        For each key, in order, the result or the error: for jobs that were not begun, the 429.

    Raises:
        Unauthorized: the connection is dead.
    """
    stop: UpstreamError | None = None

    async def attempt(job: Job[T]) -> T | AppError:
        nonlocal stop
        if stop is not None:
            return stop
        try:
            return await job()
        except Unauthorized:
            raise
        except AppError as error:
            if stop_at_429 and isinstance(error, UpstreamError) and error.status == 429:
                stop = error
            return error

    return dict(zip(jobs, await gather_bounded(partial(attempt, job) for job in jobs.values()), strict=True))


def too_many_calls(outcomes: Iterable[object]) -> UpstreamError | None:
    """Return the 429 that stopped `try_each`; None if there was none."""
    return next((error for error in outcomes if isinstance(error, UpstreamError) and error.status == 429), None)


def successes(outcomes: Mapping[K, T | AppError]) -> dict[K, T]:
    """Return the results without the errors."""
    return {key: result for key, result in outcomes.items() if not isinstance(result, AppError)}


class ActiveVaccinations(Struct, frozen=True, kw_only=True):
    """What was read of one pet; `complete` tells that nothing is missing."""

    records: tuple[VaccinationRecord, ...] = ()
    complete: bool = False


async def read_active(account: Account, pet_ids: Sequence[int]) -> dict[int, ActiveVaccinations]:
    """Read the active vaccinations of pets, in `MAX_CALLS` calls at the most, retries apart.

    Each pet's first page comes first; calls that are left go to pets with more than one page.

    Args:
        account: the main app as the user sees it.
        pet_ids: the most important first.

    Returns:
        An entry for every pet asked for.

    Raises:
        Unauthorized: the connection is dead.
    """
    first = [(pet_id, 0) for pet_id in pet_ids[:MAX_CALLS]]
    outcomes = await _read_pages(account, first)
    if not too_many_calls(outcomes.values()):
        further = [(pet_id, page) for pet_id, _ in first for page in range(1, _page_count(pet_id, successes(outcomes)))]
        outcomes |= await _read_pages(account, further[: MAX_CALLS - len(first)])
    pages = successes(outcomes)
    return {pet_id: _joined(pet_id, pages) for pet_id in pet_ids}


_PageKey = tuple[int, int]
"""A pet's id and the number of a page, from 0."""


async def _read_pages(
    account: Account, keys: Iterable[_PageKey]
) -> dict[_PageKey, Listing[VaccinationRecord] | AppError]:
    return await try_each(
        {
            (pet_id, page): partial(account.list_vaccinations, pet_id, status="active", cap=_PAGE, offset=page * _PAGE)
            for pet_id, page in keys
        }
    )


def _joined(pet_id: int, pages: Mapping[_PageKey, Listing[VaccinationRecord]]) -> ActiveVaccinations:
    """Put the pages of a pet together; rows of equal dates may stand on two of them."""
    listings = [pages.get((pet_id, page)) for page in range(max(1, _page_count(pet_id, pages)))]
    rows = {row.id: row for listing in listings if listing for row in listing.rows}
    return ActiveVaccinations(records=tuple(rows.values()), complete=None not in listings)


def _page_count(pet_id: int, pages: Mapping[_PageKey, Listing[VaccinationRecord]]) -> int:
    first = pages.get((pet_id, 0))
    return -(-first.total // _PAGE) if first else 0
