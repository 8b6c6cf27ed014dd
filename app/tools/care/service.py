"""What is overdue or due in the coming days, by date.

One call for the pets, and one for each that may have something due in time; at most 24 of those.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct

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
from app.errors import InvalidInput
from app.lenient.normalize import normalize
from app.main_app.account import Account
from app.main_app.records import PetRecord
from app.tools.care.schemas import CareKind, PetName, UpcomingCare, UpcomingItem
from app.tools.lookup import resolve_pet
from app.tools.pagination import fit_to_size
from app.tools.partial_reads import ActiveVaccinations, read_active
from app.tools.pets.service import chosen_pets
from app.tools.presenters import birthday_of, is_alive, not_own, species_of, supports, truncate, vaccination_summary_of
from app.tools.species.service import PetTypes

MAX_ITEMS = 100
MAX_NAMES = 60
_MAX_NAME_LENGTH = 60
KINDS: tuple[CareKind, ...] = ("vaccination", "birthday")
_BY_URGENCY = ("overdue", "due_soon", "up_to_date")


class CareQuery(Struct, frozen=True, kw_only=True):
    """What is asked for; an empty text stands for all kinds, species or pets.

    `include_shared` adds pets that the user fosters or that others share to those the user owns.
    """

    days: int
    kind: str = ""
    species: str = ""
    pet_id: str = ""
    include_shared: bool = False


async def upcoming(account: Account, pet_types: PetTypes, wanted: CareQuery, *, today: date) -> UpcomingCare:
    """Show vaccinations that are overdue or fall due within `days`, and birthdays.

    Raises:
        InvalidInput: `days` is not 1 to 366, or the species or kind is wrong.
        Ambiguous: several pets have that name.
        NotFound: there is no such pet.
    """
    last_day, kinds = window_end(today, wanted.days), _kinds(wanted.kind)
    pets = [pet for pet in await _pets(account, pet_types, wanted, today) if is_alive(pet)]
    cared = pets if "vaccination" in kinds else []
    patients = [pet for pet in cared if supports("vaccinations", pet) and pet.can_edit is not False]
    urgent = _worth_reading(patients, wanted.days)
    read = await read_active(account, [pet.id for pet in urgent])
    birthdays = _birthdays(pets, today, last_day) if "birthday" in kinds else ()
    items = by_date([*birthdays, *_vaccinations(urgent, read, today, last_day)])
    rows = fit_to_size([_item(item, pets) for item in items], most_rows=MAX_ITEMS)
    undated = [pet for pet in patients if _has_no_due_date(pet, read.get(pet.id))]
    unread = [pet for pet in urgent if not read[pet.id].complete]
    return UpcomingCare(
        items=rows,
        pets_checked=len(pets),
        total=len(items),
        returned=len(rows),
        has_more=len(rows) < len(items),
        until_date=last_day.isoformat(),
        no_due_dates=_names(undated),
        no_due_dates_left_out=max(0, len(undated) - MAX_NAMES),
        not_read=_names(unread),
        not_read_left_out=max(0, len(unread) - MAX_NAMES),
        vaccinations_closed_for=_names(
            [pet for pet in cared if pet.can_edit is False and supports("vaccinations", pet)]
        ),
        vaccinations_not_kept_for=sorted({species_of(pet) for pet in cared if not supports("vaccinations", pet)}),
        as_of=today.isoformat(),
    )


def _kinds(said: str) -> tuple[CareKind, ...]:
    """Read the kind of care that is asked for; both when nothing was said.

    Raises:
        InvalidInput: it is neither.
    """
    word = normalize(said).removesuffix("s")
    if not word or word == "all":
        return KINDS
    for kind in KINDS:
        if word == kind:
            return (kind,)
    raise InvalidInput.field("kind", "kind must be one of the allowed values.", allowed_values=KINDS)


async def _pets(account: Account, pet_types: PetTypes, wanted: CareQuery, today: date) -> list[PetRecord]:
    if not wanted.pet_id.strip():
        chosen = await chosen_pets(account, pet_types, species=wanted.species, include_shared=wanted.include_shared)
        return [pet.record for pet in chosen]
    pet = await resolve_pet(account, wanted.pet_id, today=today, reading=True)
    if wanted.species and pet.pet_type_id != (await pet_types.catalog()).resolve(wanted.species).id:
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
