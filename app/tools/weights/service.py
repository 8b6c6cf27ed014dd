"""Weights of one pet: add, correct, and how they are shown (docs/main-app-api.md, "Weights")."""

from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import UNSET
from msgspec.structs import asdict, replace

from app.domain.plausible_weight import require_plausible
from app.domain.weight_trend import WeightChange, WeightPoint, change_over, loss_since_highest, trend
from app.main_app.account import Account
from app.main_app.records import PetRecord, WeightRecord
from app.main_app.writes import WeightWrite
from app.tools.checks import nothing_to_change, past_day, pet_with
from app.tools.former_values import former_values
from app.tools.presenters import not_own, slug_of, truncate
from app.tools.weights.schemas import NewWeight, StoredWeight, Weight, WeightLossAnswer, WeightPatch, WeightTrendAnswer
from app.tools.weights.taken import move_weight, save_weight

_NOTHING = WeightWrite()
_COMPARED = ("weight_kg", "measured_at")


async def add(account: Account, pet_id: str, new: NewWeight, *, today: date) -> StoredWeight:
    """Save one measurement.

    Raises:
        InvalidInput: a day in the future, or another weight of that day is stored already.
    """
    day = past_day(new.measured_at, "measured_at", today=today)
    pet = await pet_with("weights", account, pet_id, today=today)
    if not new.confirm_unusual:
        require_plausible(float(new.weight_kg), slug_of(pet))
    saved = await save_weight(account, pet.id, float(new.weight_kg), day)
    return _stored_view(saved.record, pet, today, already_saved=saved.already_saved)


async def update(account: Account, pet_id: str, weight_id: int, patch: WeightPatch, *, today: date) -> StoredWeight:
    """Correct a measurement, and tell what was overwritten; three upstream calls.

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
    former = await account.show_weight(pet.id, weight_id)
    day = former.record_date if changes.record_date is UNSET else changes.record_date
    stored = _stored_view(await move_weight(account, pet.id, weight_id, changes, day), pet, today)
    return replace(stored, replaced=former_values(present_weight(former, today), stored, _COMPARED))


def present_weight(record: WeightRecord, today: date) -> Weight:
    """Show a measurement; the main app stores two decimals."""
    return Weight(
        id=record.id,
        weight_kg=round(record.weight_kg, 2),
        measured_at=record.record_date.isoformat(),
        in_future=record.record_date > today,
    )


def present_trend(records: Iterable[WeightRecord], today: date) -> WeightTrendAnswer:
    """Say where the weight is going; what is too close to tell is shown with direction unknown."""
    found = trend(points(records), today)
    return _answer(found.compared or found.since_previous, found.latest)


def present_change(records: Iterable[WeightRecord], today: date) -> WeightTrendAnswer:
    """Say how the weight changed from the first of some records to the last."""
    found = points(records)
    return _answer(change_over(found, today), trend(found, today).latest)


def present_loss(records: Sequence[WeightRecord], today: date, *, complete: bool) -> WeightLossAnswer | None:
    """Say what was lost since the highest weight of half a year; `complete` tells that there are no older records."""
    found = loss_since_highest(points(records), today)
    if found is None:
        return None
    whole = complete or min(row.record_date for row in records) < found.looked_back_to
    return WeightLossAnswer(
        highest_kg=found.highest.weight_kg,
        highest_on=found.highest.record_date.isoformat(),
        loss_kg=found.loss_kg,
        loss_percent=found.loss_percent,
        looked_back_to=None if whole else found.looked_back_to.isoformat(),
    )


def points(records: Iterable[WeightRecord]) -> list[WeightPoint]:
    """Read weighings as the rules take them."""
    return [WeightPoint(row.record_date, round(row.weight_kg, 2), row.id) for row in records]


def _answer(compared: WeightChange | None, latest: WeightPoint | None) -> WeightTrendAnswer:
    return WeightTrendAnswer(
        direction=compared.direction if compared else "unknown",
        latest_kg=latest.weight_kg if latest else None,
        change_kg=compared.change_kg if compared else None,
        change_percent=compared.change_percent if compared else None,
        since=compared.since.isoformat() if compared else None,
        days_between=compared.days if compared else None,
    )


def _stored_view(record: WeightRecord, pet: PetRecord, today: date, *, already_saved: bool = False) -> StoredWeight:
    return StoredWeight(
        pet_id=pet.id,
        pet_name=truncate(pet.name, 255),
        relation=not_own(pet),
        already_saved=already_saved,
        **asdict(present_weight(record, today)),
    )
