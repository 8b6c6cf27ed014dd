"""From records of the main app to what the model reads: pets, next birthdays, due vaccinations."""

from collections.abc import Iterable
from datetime import date
from typing import Literal

from msgspec.structs import asdict

from app.domain.age import age_on
from app.domain.birthday import Birthday, Precision, from_record
from app.domain.due_dates import due
from app.domain.next_birthday import birthday_in_words, next_birthday
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
    Urgency,
    VaccinationSummary,
)

MAX_TEXT = 2000
_MAX_NAME_IN_ERRORS = 60
_PRECISIONS: tuple[Precision, ...] = ("day", "month", "year")
_STATUSES: tuple[PetStatus, ...] = ("active", "lost", "deceased")
_URGENCIES: tuple[Urgency, ...] = ("overdue", "due_soon", "up_to_date")


def relation_of(record: PetRecord) -> Relation:
    """Return the relation of the user to a pet; lists of own pets and new pets come without permissions."""
    viewer = record.viewer_permissions
    if viewer is None or viewer.is_owner:
        return "owner"
    return "fostering" if viewer.is_foster else "shared"


def not_own(record: PetRecord) -> Literal["fostering", "shared"] | None:
    """Return the relation to a pet that is not the user's own; None if it is."""
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
    """Return the slug of the species; `unknown` if the answer did not name it."""
    return record.pet_type.slug if record.pet_type else "unknown"


def slug_of(record: PetRecord) -> str | None:
    """The slug of the species, where the answer named it."""
    return record.pet_type.slug if record.pet_type else None


def status_of(record: PetRecord) -> PetStatus:
    """Return whether the pet is at home, lost or dead."""
    return record.status if record.status in _STATUSES else "active"


def age_of(record: PetRecord, today: date) -> str | None:
    """Return the age in words; None for a pet that died, whose age would be wrong."""
    return None if record.status == "deceased" else age_on(birthday_of(record), today).text


def vaccination_summary_of(record: PetRecord) -> Urgency:
    """What the main app's list says of the vaccinations, for its own day."""
    status = record.health_summary.vaccination_status if record.health_summary else "unknown"
    return status if status in _URGENCIES else "unknown"


def vaccination_status_of(record: PetRecord) -> VaccinationSummary | None:
    """What is said of a pet's vaccinations; nothing where nothing is known, and of a pet that died."""
    if not is_alive(record):
        return None
    if not supports("vaccinations", record):
        return "not_kept"
    if record.health_summary is None:
        return None
    flag = vaccination_summary_of(record)
    return "none_on_record" if flag == "unknown" else flag


def vaccination_status_on(records: Iterable[VaccinationRecord], today: date) -> VaccinationSummary:
    """What all active vaccinations of a pet come to on a day."""
    found = {due(record.due_at, today, completed=record.completed_at is not None).status for record in records}
    if "overdue" in found:
        return "overdue"
    if found & {"due_today", "due_soon"}:
        return "due_soon"
    return "up_to_date" if "later" in found else "none_on_record"


def present_pet(record: PetRecord, relation: Relation, today: date) -> Pet:
    """Show a pet in a list."""
    health = record.health_summary
    weighed = health.latest_weight_record_date if health else None
    return Pet(
        relation=relation,
        latest_weight_kg=health.latest_weight_kg if health else None,
        latest_weight_date=weighed.isoformat() if weighed else None,
        vaccination_status=vaccination_status_of(record),
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
    """Show a pet in an error, with what tells it apart; the usual and the unknown are left out to keep it short."""
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
    """Show the next birthday, in words when its day is not known; none of a year alone, or when the pet died."""
    if not is_alive(pet):
        return None
    if coming := next_birthday(birthday_of(pet), today):
        return NextBirthday(date=coming.when.isoformat(), days_until=coming.days_until, turns=coming.turns)
    in_words = birthday_in_words(birthday_of(pet))
    return NextBirthday(in_words=in_words) if in_words else None


def present_due_vaccinations(records: Iterable[VaccinationRecord], today: date) -> list[DueVaccination]:
    """Show the vaccinations that are overdue or due within 30 days, the longest overdue first."""
    vaccinations = []
    for record in records:
        standing = due(record.due_at, today, completed=record.completed_at is not None)
        if (
            standing.status in ("overdue", "due_today", "due_soon")
            and record.due_at
            and standing.days_until is not None
        ):
            vaccinations.append(
                DueVaccination(
                    id=record.id,
                    vaccine_name=truncate(record.vaccine_name, 255),
                    due_at=record.due_at.isoformat(),
                    state=standing.status,
                    days_until_due=standing.days_until,
                )
            )
    return sorted(vaccinations, key=lambda vaccination: (vaccination.days_until_due, vaccination.id))


def species_flags(pet: PetRecord) -> SpeciesFlags | None:
    """Return what decides about the features of a pet; None if the answer did not name its species."""
    if pet.pet_type is None:
        return None
    return SpeciesFlags(
        slug=pet.pet_type.slug,
        weight_tracking_allowed=pet.pet_type.weight_tracking_allowed,
        microchips_allowed=pet.pet_type.microchips_allowed,
    )
