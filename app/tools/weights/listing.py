"""The weights of one pet, newest first, with their trend, the loss of half a year and the change over a period."""

from datetime import date

from app.domain.weight_trend import half_year_before
from app.errors import InvalidInput
from app.lenient import LenientDate, LenientMonth
from app.main_app.account import Account
from app.main_app.records import Listing, WeightRecord
from app.tools.checks import pet_with
from app.tools.pagination import DEFAULT_ROWS, PageRequest, paginate
from app.tools.presenters import not_own, truncate
from app.tools.weights.schemas import WeightList
from app.tools.weights.service import present_change, present_loss, present_trend, present_weight

MAX_READ = 1000
"""Weights read for a period."""
_STEP = 100
_HALF_YEAR_ROWS = 100
"""Weights read for the highest of half a year, at most."""


async def list_weights(account: Account, pet_id: str, *, window: PageRequest, since: str, today: date) -> WeightList:
    """List a pet's weights, newest first; from the day `since` on, if it is not empty.

    Raises:
        InvalidInput: `since` is no day up to today, or nothing of this kind is kept for the species.
    """
    first_day = _first_day(since, today) if since.strip() else None
    pet = await pet_with("weights", account, pet_id, today=today, reading=True)
    if first_day:
        listing = await _read_until(account, pet.id, first_day, most=MAX_READ)
        shown = [row for row in listing.rows if row.record_date >= first_day]
        total, rows = len(shown), shown[window.offset :]
    else:
        # A whole page costs no more than one row, and the trend needs some.
        listing = await account.list_weights(pet.id, cap=max(window.limit, DEFAULT_ROWS), offset=window.offset)
        shown, total, rows = listing.rows, listing.total, listing.rows
    newest = None if window.offset else await _with_half_year(account, pet.id, listing)
    part = paginate([present_weight(row, today) for row in rows], window, total=total)
    return WeightList(
        pet_id=pet.id,
        pet_name=truncate(pet.name, 255),
        relation=not_own(pet),
        weights=part.rows,
        trend=present_trend(newest.rows, today) if newest else None,
        loss_since_highest=present_loss(newest.rows, today, complete=_is_whole(newest)) if newest else None,
        since=first_day.isoformat() if first_day else None,
        change_since=present_change(shown, today) if first_day else None,
        total=part.total,
        returned=part.returned,
        has_more=part.has_more,
        next_offset=part.next_offset,
        as_of=today.isoformat(),
    )


def _first_day(since: str, today: date) -> date:
    """Read the first day of a period; of a month its first day."""
    try:
        day = LenientDate.parse(since).on(today)
    except ValueError:
        day = _first_of_month(since)
    if day > today:
        raise InvalidInput.field("since", "since must not be in the future.", hint=f"Today is {today.isoformat()}.")
    return day


def _first_of_month(since: str) -> date:
    try:
        month = LenientMonth.parse(since)
    except ValueError as problem:
        raise InvalidInput.field("since", "since must be a day, YYYY-MM-DD, for example 2026-03-01.") from problem
    return date(month.year, month.month, 1)


async def _with_half_year(account: Account, pet_id: int, listing: Listing[WeightRecord]) -> Listing[WeightRecord]:
    """Read on until half a year is covered: only somebody who weighs often has more than one page of it."""
    if not listing.rows or _is_whole(listing):
        return listing
    return await _read_on(account, pet_id, listing, half_year_before(listing.rows[0].record_date), most=_HALF_YEAR_ROWS)


async def _read_until(account: Account, pet_id: int, first_day: date, *, most: int) -> Listing[WeightRecord]:
    listing = await account.list_weights(pet_id, cap=DEFAULT_ROWS)
    return await _read_on(account, pet_id, listing, first_day, most=most)


async def _read_on(
    account: Account, pet_id: int, listing: Listing[WeightRecord], first_day: date, *, most: int
) -> Listing[WeightRecord]:
    rows = list(listing.rows)
    while rows and len(rows) < min(listing.total, most) and rows[-1].record_date >= first_day:
        further = await account.list_weights(pet_id, cap=min(_STEP, most - len(rows)), offset=len(rows))
        if not further.rows:
            break
        known = {row.id for row in rows}
        rows.extend(row for row in further.rows if row.id not in known)
    return Listing(rows=rows, total=listing.total)


def _is_whole(listing: Listing[WeightRecord]) -> bool:
    return len(listing.rows) >= listing.total
