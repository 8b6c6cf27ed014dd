"""Weights of one pet: list with their trend, add, correct (docs/main-app-api.md, "Weights")."""

from collections.abc import Iterable
from datetime import date

from msgspec import UNSET
from msgspec.structs import asdict

from app.domain.plausible_weight import require_plausible
from app.domain.weight_trend import WeightPoint, trend
from app.main_app.account import Account
from app.main_app.records import PetRecord, WeightRecord
from app.main_app.writes import WeightWrite
from app.tools.checks import nothing_to_change, past_day, pet_with
from app.tools.pagination import DEFAULT_ROWS, PageRequest, paginate
from app.tools.presenters import not_own, slug_of, truncate
from app.tools.weights.schemas import NewWeight, StoredWeight, Weight, WeightList, WeightPatch, WeightTrendAnswer

_NOTHING = WeightWrite()


async def list_weights(account: Account, pet_id: str, *, window: PageRequest, today: date) -> WeightList:
    """List a pet's weights, newest first, with the trend of the newest.

    Raises:
        InvalidInput: nothing of this kind is kept for the species.
    """
    pet = await pet_with("weights", account, pet_id, today=today, reading=True)
    # A whole page costs no more than one row, and the trend needs some.
    listing = await account.list_weights(pet.id, cap=max(window.limit, DEFAULT_ROWS), offset=window.offset)
    part = paginate([present_weight(row, today) for row in listing.rows], window, total=listing.total)
    return WeightList(
        pet_id=pet.id,
        pet_name=truncate(pet.name, 255),
        relation=not_own(pet),
        weights=part.rows,
        trend=None if window.offset else present_trend(listing.rows, today),
        total=part.total,
        returned=part.returned,
        has_more=part.has_more,
        next_offset=part.next_offset,
        as_of=today.isoformat(),
    )


async def add(account: Account, pet_id: str, new: NewWeight, *, today: date) -> StoredWeight:
    """Save one measurement.

    Raises:
        InvalidInput: a day in the future, or another weight of that day is stored already.
    """
    weight = WeightWrite(
        weight_kg=float(new.weight_kg), record_date=past_day(new.measured_at, "measured_at", today=today)
    )
    pet = await pet_with("weights", account, pet_id, today=today)
    if not new.confirm_unusual:
        require_plausible(float(new.weight_kg), slug_of(pet))
    saved = await account.create_weight(pet.id, weight)
    return _stored_view(saved.record, pet, today, already_saved=saved.already_saved)


async def update(account: Account, pet_id: str, weight_id: int, patch: WeightPatch, *, today: date) -> StoredWeight:
    """Correct a measurement.

    Raises:
        InvalidInput: nothing is to be changed, a day in the future, or that day has a weight already.
    """
    changes = WeightWrite(
        weight_kg=UNSET if patch.weight_kg is None else float(patch.weight_kg),
        record_date=past_day(patch.measured_at, "measured_at", today=today) if patch.measured_at else UNSET,
    )
    if changes == _NOTHING:
        raise nothing_to_change(clearable=False)
    pet = await pet_with("weights", account, pet_id, today=today)
    if patch.weight_kg is not None and not patch.confirm_unusual:
        require_plausible(float(patch.weight_kg), slug_of(pet))
    return _stored_view(await account.update_weight(pet.id, weight_id, changes), pet, today)


def present_weight(record: WeightRecord, today: date) -> Weight:
    """Show a measurement; the main app stores two decimals."""
    return Weight(
        id=record.id,
        weight_kg=round(record.weight_kg, 2),
        measured_at=record.record_date.isoformat(),
        in_future=record.record_date > today,
    )


def present_trend(records: Iterable[WeightRecord], today: date) -> WeightTrendAnswer:
    """Say where the weight is going."""
    found = trend((WeightPoint(row.record_date, round(row.weight_kg, 2), row.id) for row in records), today)
    compared = found.since_month or found.since_previous
    return WeightTrendAnswer(
        direction=found.direction,
        latest_kg=found.latest.weight_kg if found.latest else None,
        change_kg=compared.change_kg if compared else None,
        change_percent=compared.change_percent if compared else None,
        since=compared.since.isoformat() if compared else None,
    )


def _stored_view(record: WeightRecord, pet: PetRecord, today: date, *, already_saved: bool = False) -> StoredWeight:
    return StoredWeight(
        pet_id=pet.id,
        pet_name=truncate(pet.name, 255),
        relation=not_own(pet),
        already_saved=already_saved,
        **asdict(present_weight(record, today)),
    )
