"""From records of the main app to what the model reads: pets, next birthdays, due vaccinations."""

from collections.abc import Iterable
from datetime import date
from typing import Literal

from msgspec.structs import asdict

from app.domain.age import age_on
from app.domain.birthday import Birthday, Precision, from_record
from app.domain.due_dates import due
from app.domain.next_birthday import next_birthday
from app.domain.sex import from_upstream
from app.domain.species_features import Feature, SpeciesFlags, is_unsupported
from app.errors import KnownPet
from app.main_app.records import PetRecord, VaccinationRecord
from app.tools.pet_schemas import (
    DueVaccination,
    NextBirthday,
    Pet,
    PetFacts,
    PetStatus,
    Relation,
    StoredPet,
    VaccinationSummary,
)

MAX_TEXT = 2000
_MAX_NAME_IN_ERRORS = 60
_PRECISIONS: tuple[Precision, ...] = ("day", "month", "year")
_STATUSES: tuple[PetStatus, ...] = ("active", "lost", "deceased")
_VACCINATION_STATUSES: tuple[VaccinationSummary, ...] = ("overdue", "due_soon", "up_to_date")


def relation_of(record: PetRecord) -> Relation:
    """What a pet is to the user; lists of own pets and new pets come without permissions."""
    viewer = record.viewer_permissions
    if viewer is None or viewer.is_owner:
        return "owner"
    return "fostering" if viewer.is_foster else "shared"


def not_own(record: PetRecord) -> Literal["fostering", "shared"] | None:
    """What a pet is to the user where it is not their own; None where it is."""
    relation = relation_of(record)
    return None if relation == "owner" else relation


def birthday_of(record: PetRecord) -> Birthday:
    """Read the birthday as exactly as it is known."""
    precision = record.birthday_precision if record.birthday_precision in _PRECISIONS else "unknown"
    return from_record(
        precision,
        record.birthday,
        year=record.birthday_year,
        month=record.birthday_month,
        day=record.birthday_day,
    )


def species_of(record: PetRecord) -> str:
    """The slug of the species; `unknown` when the answer did not name it."""
    return record.pet_type.slug if record.pet_type else "unknown"


def slug_of(record: PetRecord) -> str | None:
    """The slug of the species, where the answer named it."""
    return record.pet_type.slug if record.pet_type else None


def status_of(record: PetRecord) -> PetStatus:
    """Whether the pet is at home, lost or dead."""
    return record.status if record.status in _STATUSES else "active"


def age_of(record: PetRecord, today: date) -> str | None:
    """The age in words; none for a pet that died, whose age would be wrong."""
    return None if record.status == "deceased" else age_on(birthday_of(record), today).text


def vaccination_summary_of(record: PetRecord) -> VaccinationSummary:
    """What the list says of the vaccinations."""
    status = record.health_summary.vaccination_status if record.health_summary else "unknown"
    return status if status in _VACCINATION_STATUSES else "unknown"


def present_pet(record: PetRecord, relation: Relation, today: date) -> Pet:
    """Show a pet in a list."""
    health = record.health_summary
    weighed = health.latest_weight_record_date if health else None
    return Pet(
        relation=relation,
        latest_weight_kg=health.latest_weight_kg if health else None,
        latest_weight_date=weighed.isoformat() if weighed else None,
        vaccination_status=vaccination_summary_of(record),
        **asdict(_facts(record, today)),
    )


def present_stored_pet(record: PetRecord, today: date, *, already_saved: bool = False) -> StoredPet:
    """Show a pet as stored."""
    return StoredPet(
        relation=not_own(record),
        country=record.country,
        city=_city_of(record),
        description=truncate(record.description, MAX_TEXT) if record.description else None,
        already_saved=already_saved,
        as_of=today.isoformat(),
        **asdict(_facts(record, today)),
    )


def _city_of(record: PetRecord) -> str | None:
    """The city, unless it lies in another country: the main app keeps the old one when the country changes."""
    city = record.city
    if city is None or (city.country and record.country and city.country.upper() != record.country.upper()):
        return None
    return truncate(city.name, 255)


def present_known_pet(record: PetRecord, today: date) -> KnownPet:
    """Show a pet in an error, with what tells it apart; what is usual or not known is left out to keep it short."""
    sex, status = from_upstream(record.sex), status_of(record)
    return KnownPet(
        id=record.id,
        name=truncate(record.name, _MAX_NAME_IN_ERRORS),
        relation=not_own(record),
        species=species_of(record),
        sex=None if sex == "unknown" else sex,
        age=age_of(record, today),
        status=None if status == "active" else status,
    )


def truncate(text: str, max_length: int) -> str:
    """Cut a user's text so that no answer grows without bound."""
    return text if len(text) <= max_length else f"{text[: max_length - 1]}…"


def _facts(record: PetRecord, today: date) -> PetFacts:
    return PetFacts(
        id=record.id,
        name=truncate(record.name, 255),
        species=species_of(record),
        sex=from_upstream(record.sex),
        age=age_of(record, today),
        birth=str(birthday_of(record)) or None,
        status=status_of(record),
    )


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


def species_flags(pet: PetRecord) -> SpeciesFlags | None:
    """What decides about the features of a pet; None when the answer did not name its species."""
    if pet.pet_type is None:
        return None
    return SpeciesFlags(
        slug=pet.pet_type.slug,
        weight_tracking_allowed=pet.pet_type.weight_tracking_allowed,
        microchips_allowed=pet.pet_type.microchips_allowed,
    )
