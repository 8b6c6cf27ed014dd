"""What is overdue or due in the coming days, by date.

One call for the pets, and one for each that may have something due in time; at most 24 of those.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from app.domain.due_dates import (
    SOON_DAYS,
    CareItem,
    birthday_in_window,
    birthday_item,
    by_date,
    due,
    in_window,
    vaccination_item,
    window_end,
)
from app.main_app.account import Account
from app.main_app.records import PetRecord
from app.tools.care.schemas import PetName, UpcomingCare, UpcomingItem
from app.tools.lookup import resolve_pet
from app.tools.pagination import fit_to_size
from app.tools.partial_reads import ActiveVaccinations, read_active
from app.tools.pets.service import chosen_pets
from app.tools.presenters import birthday_of, is_alive, not_own, species_of, supports, truncate, vaccination_summary_of
from app.tools.species.service import PetTypes

MAX_ITEMS = 100
MAX_NAMES = 60
_MAX_NAME_LENGTH = 60
_BY_URGENCY = ("overdue", "due_soon", "up_to_date")


async def upcoming(
    account: Account, pet_types: PetTypes, *, days: int, species: str, pet_id: str, today: date
) -> UpcomingCare:
    """Show vaccinations that are overdue or fall due within `days`, and birthdays.

    An empty `species` stands for all of them, an empty `pet_id` for all pets the user owns.

    Raises:
        InvalidInput: `days` is not 1 to 366, or the species is wrong.
        Ambiguous: several pets have that name.
        NotFound: there is no such pet.
    """
    last_day = window_end(today, days)
    pets = [pet for pet in await _pets(account, pet_types, species, pet_id, today) if is_alive(pet)]
    patients = [pet for pet in pets if supports("vaccinations", pet)]
    wanted = _worth_reading(patients, days)
    read = await read_active(account, [pet.id for pet in wanted])
    items = by_date([*_birthdays(pets, today, last_day), *_vaccinations(wanted, read, today, last_day)])
    rows = fit_to_size([_item(item, pets) for item in items], most_rows=MAX_ITEMS)
    undated = [pet for pet in patients if _has_no_due_date(pet, read.get(pet.id))]
    unread = [pet for pet in wanted if not read[pet.id].complete]
    return UpcomingCare(
        items=rows,
        total=len(items),
        returned=len(rows),
        has_more=len(rows) < len(items),
        until_date=last_day.isoformat(),
        no_due_dates=_names(undated),
        no_due_dates_left_out=max(0, len(undated) - MAX_NAMES),
        not_read=_names(unread),
        not_read_left_out=max(0, len(unread) - MAX_NAMES),
        vaccinations_not_kept_for=sorted({species_of(pet) for pet in pets if not supports("vaccinations", pet)}),
        as_of=today.isoformat(),
    )


async def _pets(account: Account, pet_types: PetTypes, species: str, pet_id: str, today: date) -> list[PetRecord]:
    if not pet_id.strip():
        owned = await chosen_pets(account, pet_types, species=species, include_shared=False)
        return [pet.record for pet in owned]
    pet = await resolve_pet(account, pet_id, today=today, reading=True)
    if species and pet.pet_type_id != (await pet_types.catalog()).resolve(species).id:
        return []
    return [pet]


def _worth_reading(pets: Sequence[PetRecord], days: int) -> list[PetRecord]:
    """Choose the pets that may have something due in time; what the lists say reaches 30 days ahead."""
    reaching = _BY_URGENCY if days > SOON_DAYS else _BY_URGENCY[:2]
    # A single pet, asked for by its number, comes without a summary.
    worth = [pet for pet in pets if pet.health_summary is None or vaccination_summary_of(pet) in reaching]
    return sorted(worth, key=_urgency)


def _urgency(pet: PetRecord) -> int:
    status = vaccination_summary_of(pet)
    return _BY_URGENCY.index(status) if status in _BY_URGENCY else len(_BY_URGENCY)


def _birthdays(pets: Iterable[PetRecord], today: date, last_day: date) -> Iterable[CareItem]:
    for pet in pets:
        if coming := birthday_in_window(birthday_of(pet), today, last_day):
            yield birthday_item(pet.id, pet.name, coming)


def _vaccinations(
    pets: Iterable[PetRecord], read: dict[int, ActiveVaccinations], today: date, last_day: date
) -> Iterable[CareItem]:
    for pet in pets:
        for record in read[pet.id].records:
            if in_window(record.due_at, last_day, completed=record.completed_at is not None):
                item = vaccination_item(
                    pet.id,
                    pet.name,
                    record_id=record.id,
                    vaccine_name=record.vaccine_name,
                    standing=due(record.due_at, today),
                )
                if item:
                    yield item


def _item(item: CareItem, pets: Sequence[PetRecord]) -> UpcomingItem:
    pet = next(pet for pet in pets if pet.id == item.pet_id)
    return UpcomingItem(
        date=item.when,
        days_until=item.days_until,
        state=item.status,
        kind=item.kind,
        pet_id=item.pet_id,
        pet_name=truncate(item.pet_name, _MAX_NAME_LENGTH),
        relation=not_own(pet),
        species=species_of(pet),
        vaccination_id=item.record_id,
        vaccine_name=truncate(item.title, 255) if item.kind == "vaccination" else None,
        turns=item.turns,
    )


def _has_no_due_date(pet: PetRecord, read: ActiveVaccinations | None) -> bool:
    if read is not None:
        return read.complete and not any(record.due_at for record in read.records)
    return pet.health_summary is not None and vaccination_summary_of(pet) == "unknown"


def _names(pets: Sequence[PetRecord]) -> list[PetName]:
    return [
        PetName(pet_id=pet.id, pet_name=truncate(pet.name, _MAX_NAME_LENGTH), relation=not_own(pet))
        for pet in pets[:MAX_NAMES]
    ]
