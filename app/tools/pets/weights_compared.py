"""How each pet's weight changed: by the two weights of the main app's list, or by its own where those are close."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

from msgspec.structs import replace

from app.domain.weight_trend import MIN_DAYS, WeightChange, WeightPoint, change
from app.main_app.account import Account
from app.main_app.records import HealthSummary, Listing, PetRecord, WeightRecord
from app.tools.partial_reads import successes, try_each
from app.tools.pets.schemas import PetOverview
from app.tools.presenters import is_alive, supports
from app.tools.weights.service import present_loss, present_trend

MAX_WEIGHT_READS = 8
_PAGE = 25


async def read_weights(account: Account, pets: Sequence[PetRecord], today: date) -> Mapping[int, Listing[WeightRecord]]:
    """Read the weights of pets whose last two tell nothing, those that seem to lose most first."""
    worth = sorted((pet for pet in pets if _is_worth_reading(pet, today)), key=_gain)
    jobs = {pet.id: partial(account.list_weights, pet.id, cap=_PAGE) for pet in worth[:MAX_WEIGHT_READS]}
    return {pet_id: listing for pet_id, listing in successes(await try_each(jobs)).items() if listing.rows}


def with_weights(view: PetOverview, pet: PetRecord, read: Listing[WeightRecord] | None, today: date) -> PetOverview:
    """Add how the weight changed; not when the latest is dated after today, which is a slip."""
    if health := pet.health_summary:
        view = _with_last_two(view, health, today)
    if read is None:
        return view
    trend = present_trend(read.rows, today)
    return replace(
        view,
        weight_direction=trend.direction,
        weight_trend=trend,
        loss_since_highest=present_loss(read.rows, today, complete=read.total <= len(read.rows)),
    )


def _with_last_two(view: PetOverview, health: HealthSummary, today: date) -> PetOverview:
    if health.previous_weight_kg is None or health.previous_weight_record_date is None:
        return view
    view = replace(
        view,
        previous_weight_kg=health.previous_weight_kg,
        previous_weight_date=health.previous_weight_record_date.isoformat(),
    )
    changed = _last_change(health)
    if changed is None or _is_in_future(health, today):
        return view
    return replace(
        view,
        weight_change_kg=changed.change_kg,
        weight_direction=changed.direction,
        weight_days_between=changed.days if changed.days < MIN_DAYS else None,
    )


def _is_worth_reading(pet: PetRecord, today: date) -> bool:
    changed = _last_change(pet.health_summary)
    if changed is None or not is_alive(pet) or pet.can_edit is False or not supports("weights", pet):
        return False
    return changed.days < MIN_DAYS or _is_in_future(pet.health_summary, today)


def _gain(pet: PetRecord) -> float:
    changed = _last_change(pet.health_summary)
    return changed.change_kg if changed else 0.0


def _last_change(health: HealthSummary | None) -> WeightChange | None:
    match health:
        case HealthSummary(
            latest_weight_kg=float(latest),
            latest_weight_record_date=date() as latest_day,
            previous_weight_kg=float(previous),
            previous_weight_record_date=date() as previous_day,
        ):
            return change(WeightPoint(previous_day, previous), WeightPoint(latest_day, latest))
    return None


def _is_in_future(health: HealthSummary | None, today: date) -> bool:
    return (
        health is not None and health.latest_weight_record_date is not None and health.latest_weight_record_date > today
    )
