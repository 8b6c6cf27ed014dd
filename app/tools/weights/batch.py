"""Many weights in one call, for instance from a photo of notes: a result per row, order kept.

One upstream call for the pets, one for each row that can be saved, and two more where the day has a weight already.
"""

from collections.abc import Sequence
from datetime import date
from functools import partial

from msgspec.structs import replace

from app.errors import AppError
from app.main_app.account import Account
from app.main_app.records import PetRecord, Saved, WeightRecord
from app.tools.lookup import accessible_pets
from app.tools.pagination import shrink_to_size
from app.tools.partial_reads import too_many_calls, try_each
from app.tools.presenters import not_own
from app.tools.weights.rows import ReadyRow, RowReader
from app.tools.weights.schemas import NewWeights, RowFailure, WeightBatch, WeightRowResult
from app.tools.weights.service import present_weight
from app.tools.weights.taken import save_weight

_CANDIDATES = (5, 2, 0)


async def add_weights(account: Account, batch: NewWeights, *, today: date) -> WeightBatch:
    """Save the rows that can be saved; each of the others gets its error.

    Args:
        account: the main app as the user sees it.
        batch: 1 to 50 rows.
        today: the user's day.

    Raises:
        Unauthorized: the connection is dead.
        AppError: the pets cannot be read.
    """
    pets = [pet.record for pet in await accessible_pets(account)]
    rows = dict(enumerate(RowReader(pets, today=today).read(batch.rows), 1))
    ready = {number: row for number, row in rows.items() if isinstance(row, ReadyRow)}
    outcomes = await try_each({number: partial(_save, account, row) for number, row in ready.items()})
    results = [
        _failed(number, row) if isinstance(row, AppError) else _result(number, row, outcomes[number], today)
        for number, row in rows.items()
    ]
    stop = too_many_calls(outcomes.values())
    return _answer(results, stop.retry_after if stop else None)


async def _save(account: Account, row: ReadyRow) -> Saved[WeightRecord]:
    return await save_weight(account, row.pet.id, row.weight_kg, row.day)


def _result(number: int, row: ReadyRow, saved: Saved[WeightRecord] | AppError, today: date) -> WeightRowResult:
    if isinstance(saved, AppError):
        return _failed(number, saved, row.pet)
    weight = present_weight(saved.record, today)
    return WeightRowResult(
        row=number,
        status="already_saved" if saved.already_saved else "saved",
        pet_id=row.pet.id,
        pet_name=row.pet.name,
        relation=not_own(row.pet),
        weight_id=weight.id,
        weight_kg=weight.weight_kg,
        measured_at=weight.measured_at,
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


def _answer(results: Sequence[WeightRowResult], retry_after: int | None) -> WeightBatch:
    """Put the results together; every row is kept, so a long answer loses candidates and the ends of names."""
    rows, _ = shrink_to_size(lambda limit: [_shortened(result, limit) for result in results], _CANDIDATES)
    statuses = [result.status for result in results]
    return WeightBatch(
        saved=statuses.count("saved"),
        already_saved=statuses.count("already_saved"),
        failed=statuses.count("failed"),
        retry_after=retry_after,
        results=rows,
    )


def _shortened(result: WeightRowResult, max_candidates: int) -> WeightRowResult:
    max_length = 255 if max_candidates == _CANDIDATES[0] else 60
    failure = result.failure
    return replace(
        result,
        pet_name=result.pet_name[:max_length] if result.pet_name else None,
        failure=replace(failure, candidates=failure.candidates[:max_candidates]) if failure else None,
    )
