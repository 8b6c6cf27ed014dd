"""Questions as the GPT asks them that imported an earlier document: chosen by name or by what is due, and ordered."""

from collections.abc import Callable
from datetime import date

from app.domain.pet_search import rank_by_name
from app.lenient import LenientBool
from app.lenient.normalize import MAX_FOLDED
from app.tools.lookup import HouseholdPet
from app.tools.pets.schemas import OverviewQuery
from app.tools.presenters import is_alive, present_next_birthday, vaccination_summary_of

_DUE = ("overdue", "due_soon")


def as_the_earlier_gpt_asked(pets: list[HouseholdPet], query: OverviewQuery, today: date) -> list[HouseholdPet]:
    """Choose and order pets by the fields that are no longer published; what is not understood changes nothing."""
    if name := _text(query.name):
        fitting = {match.pet.id for match in rank_by_name(name, [pet.record for pet in pets])}
        pets = [pet for pet in pets if pet.record.id in fitting]
    if _is_yes(query.only_with_upcoming_vaccination):
        pets = [pet for pet in pets if is_alive(pet.record) and vaccination_summary_of(pet.record) in _DUE]
    descending = _text(query.sort_order) == "desc"
    return _sorted(pets, _ORDERS.get(_text(query.sort_by), _by_name), today, descending=descending)


def _sorted(
    pets: list[HouseholdPet], order: Callable[[HouseholdPet, date], str | None], today: date, *, descending: bool
) -> list[HouseholdPet]:
    """Order pets; those of which nothing is known come last either way."""
    keys = {pet.record.id: order(pet, today) for pet in pets}
    known = [pet for pet in pets if keys[pet.record.id] is not None]
    unknown = [pet for pet in pets if keys[pet.record.id] is None]
    return sorted(known, key=lambda pet: keys[pet.record.id] or "", reverse=descending) + unknown


def _by_name(pet: HouseholdPet, _: date) -> str | None:
    return pet.record.name.casefold()


def _by_birthday(pet: HouseholdPet, today: date) -> str | None:
    coming = present_next_birthday(pet.record, today)
    return coming.date if coming else None


def _by_due(pet: HouseholdPet, _: date) -> str | None:
    """The list tells how urgent it is, not the day."""
    status = vaccination_summary_of(pet.record)
    return str(_DUE.index(status)) if status in _DUE and is_alive(pet.record) else None


_ORDERS = {"name": _by_name, "next_birthday_at": _by_birthday, "next_vaccination_due_at": _by_due}


def _text(said: object) -> str:
    return said.strip().casefold()[:MAX_FOLDED] if isinstance(said, str) else ""


def _is_yes(said: object) -> bool:
    try:
        return bool(LenientBool.parse(said or False))
    except ValueError:
        return False
