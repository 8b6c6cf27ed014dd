"""What is coming for a pet: its next birthday and the vaccinations that are due."""

from collections.abc import Iterable
from datetime import date

from app.domain.species_features import Feature, is_unsupported
from app.domain.due_dates import due
from app.domain.next_birthday import next_birthday
from app.main_app.records import PetRecord, VaccinationRecord
from app.tools.checks import species_flags
from app.tools.presenters import birthday_of, truncate
from app.tools.pets.overview_schemas import DueVaccination, NextBirthday


def supports(feature: Feature, pet: PetRecord) -> bool:
    """Tell whether records of this kind are kept for the pet's species; yes when the species is not named."""
    flags = species_flags(pet)
    return flags is None or not is_unsupported(flags, feature)


def is_alive(pet: PetRecord) -> bool:
    """Tell whether care and birthdays are still to come."""
    return pet.status != "deceased"


def present_next_birthday(pet: PetRecord, today: date) -> NextBirthday | None:
    """Show the next birthday; none when its month is not known or the pet died."""
    coming = next_birthday(birthday_of(pet), today) if is_alive(pet) else None
    if coming is None:
        return None
    return NextBirthday(date=coming.when, days_until=coming.days_until, turns=coming.turns)


def present_due_vaccinations(records: Iterable[VaccinationRecord], today: date) -> list[DueVaccination]:
    """Show the vaccinations that are overdue or due within 30 days, the longest overdue first."""
    found = []
    for record in records:
        standing = due(record.due_at, today, completed=record.completed_at is not None)
        if (
            standing.status in ("overdue", "due_today", "due_soon")
            and record.due_at
            and standing.days_until is not None
        ):
            found.append(
                DueVaccination(
                    id=record.id,
                    vaccine_name=truncate(record.vaccine_name, 255),
                    due_at=record.due_at.isoformat(),
                    state=standing.status,
                    days_until_due=standing.days_until,
                )
            )
    return sorted(found, key=lambda one: (one.days_until_due, one.id))
