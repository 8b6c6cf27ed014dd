"""Many weights in one call, for instance from a photo of notes: a result per row, order kept.

One upstream call for the pets, one for each row that can be saved, and one more where the day has a weight already.
"""

from collections.abc import Sequence
from datetime import date
from functools import partial

import msgspec
from msgspec.structs import replace

from app.errors import AppError, Unauthorized, UpstreamError
from app.main_app.account import Account
from app.main_app.concurrency import gather_bounded
from app.main_app.records import PetRecord, Saved
from app.main_app.validation_errors import AlreadyThere
from app.main_app.writes import WeightWrite
from app.tools.lookup import accessible_pets
from app.tools.pagination import MAX_CHARACTERS
from app.tools.presenters import not_own
from app.tools.weights.rows import ReadyRow, RowReader
from app.tools.weights.schemas import NewWeights, RowFailure, WeightBatch, WeightRowResult
from app.tools.weights.service import present_weight
from app.tools.weights.taken import day_is_taken, stored_weight

_CANDIDATES = (5, 2, 0)


async def add_weights(account: Account, batch: NewWeights, *, today: date) -> WeightBatch:
    """Save the rows that can be saved, and say of the others why not.

    Args:
        account: the main app as the user sees it.
        batch: 1 to 50 rows.
        today: the user's day.

    Raises:
        Unauthorized: the connection is dead; nothing can be said of any row.
        AppError: the pets cannot be read.
    """
    pets = [pet.record for pet in await accessible_pets(account)]
    rows = RowReader(pets, today=today).read(batch.rows)
    sender = _Sender(account, today)
    results = await gather_bounded(partial(sender.result_of, number, row) for number, row in enumerate(rows, 1))
    return _fitted(results, sender.retry_after)


class _Sender:
    """Saves rows until the main app says that there are too many."""

    def __init__(self, account: Account, today: date) -> None:
        self._account = account
        self._today = today
        self._stop: UpstreamError | None = None

    @property
    def retry_after(self) -> int | None:
        """Seconds after which it is worth sending the failed rows again; None when nothing was stopped."""
        return self._stop.retry_after if self._stop else None

    async def result_of(self, number: int, row: ReadyRow | AppError) -> WeightRowResult:
        """Return what became of a row."""
        if isinstance(row, AppError):
            return _failed(number, row)
        if self._stop:
            return _failed(number, self._stop, row.pet)
        try:
            return await self._saved(number, row)
        except Unauthorized:
            raise
        except UpstreamError as error:
            if error.status == 429:
                self._stop = error
            return _failed(number, error, row.pet)
        except AppError as error:
            return _failed(number, error, row.pet)

    async def _saved(self, number: int, row: ReadyRow) -> WeightRowResult:
        weight = WeightWrite(weight_kg=row.weight_kg, record_date=row.day)
        try:
            saved = await self._account.create_weight(row.pet.id, weight)
        except AlreadyThere as taken:
            stored = await stored_weight(self._account, row)
            if stored is None or round(stored.weight_kg, 2) != row.weight_kg:
                raise day_is_taken(row, stored) from taken
            saved = Saved(stored, already_saved=True)
        view = present_weight(saved.record, self._today)
        return WeightRowResult(
            row=number,
            status="already_saved" if saved.already_saved else "saved",
            pet_id=row.pet.id,
            pet_name=row.pet.name,
            relation=not_own(row.pet),
            weight_id=view.id,
            weight_kg=view.weight_kg,
            measured_at=view.measured_at,
        )


def _failed(number: int, error: AppError, pet: PetRecord | None = None) -> WeightRowResult:
    return WeightRowResult(
        row=number,
        status="failed",
        pet_id=pet.id if pet else None,
        pet_name=pet.name if pet else None,
        relation=not_own(pet) if pet else None,
        failure=RowFailure(
            error=error.code,
            message=error.message,
            hint=error.hint,
            retryable=error.retryable,
            candidates=error.candidates,
        ),
    )


def _fitted(results: Sequence[WeightRowResult], retry_after: int | None) -> WeightBatch:
    """Put the results together; every row is kept, so a long answer loses candidates and the ends of names."""
    fitted = list(results)
    for most in _CANDIDATES:
        fitted = [_shortened(result, most) for result in results]
        if len(msgspec.json.encode(fitted).decode()) <= MAX_CHARACTERS:
            break
    statuses = [result.status for result in results]
    return WeightBatch(
        saved=statuses.count("saved"),
        already_saved=statuses.count("already_saved"),
        failed=statuses.count("failed"),
        retry_after=retry_after,
        results=fitted,
    )


def _shortened(result: WeightRowResult, most_candidates: int) -> WeightRowResult:
    max_length = 255 if most_candidates == _CANDIDATES[0] else 60
    failure = result.failure
    return replace(
        result,
        pet_name=result.pet_name[:max_length] if result.pet_name else None,
        failure=replace(failure, candidates=failure.candidates[:most_candidates]) if failure else None,
    )
