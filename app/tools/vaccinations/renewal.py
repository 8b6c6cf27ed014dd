"""The next dose: closes the old record and saves the new one in its place (docs/main-app-api.md, "Renewals").

The main app answers 500 when the new record equals the old or a completed one, so both are looked at first.
"""

from msgspec import UNSET
from msgspec.structs import replace

from app.domain.storable_days import Calendar
from app.errors import InvalidInput
from app.main_app.account import Account
from app.main_app.concurrency import gather_two
from app.main_app.records import VaccinationRecord
from app.main_app.writes import VaccinationWrite
from app.tools.checks import checked_text, following_day, optional_text, pet_with
from app.tools.former_values import former_values
from app.tools.record_days import record_day
from app.tools.vaccinations.schemas import StoredVaccination, VaccinationRenewal
from app.tools.vaccinations.service import (
    COMPARED,
    MAX_NAME_LENGTH,
    MAX_NOTES_LENGTH,
    present_stored,
    present_vaccination,
)

_WHEN_EQUAL = "If the stored record only needs correcting, use update_vaccination. Otherwise ask the user for the day."
_COMPLETED = "This vaccination is completed: a newer dose has taken its place already."
_USE_NEWER = "Call list_vaccinations with status active and renew the newest record, or use add_vaccination."


async def renew(
    account: Account, pet_id: str, vaccination_id: int, renewal: VaccinationRenewal, *, calendar: Calendar
) -> StoredVaccination:
    """Save a new dose in the place of an old record; four upstream calls.

    Raises:
        InvalidInput: the old record is completed, or the new one would equal a stored one.
        NotFound: the pet has no such record.
    """
    day = record_day(renewal.administered_at, "administered_at", calendar, text=renewal.notes)
    name = checked_text(renewal.vaccine_name or "", "vaccine_name", max_length=MAX_NAME_LENGTH)
    notes = optional_text(renewal.notes, "notes", max_length=MAX_NOTES_LENGTH)
    due_at = following_day(renewal.due_at, day.stored, today=calendar.today) if renewal.due_at else UNSET
    pet = await pet_with("vaccinations", account, pet_id, today=calendar.today)
    old, completed = await gather_two(
        account.show_vaccination(pet.id, vaccination_id), account.list_vaccinations(pet.id, status="completed")
    )
    new = VaccinationWrite(
        vaccine_name=name or old.vaccine_name,
        administered_at=day.stored,
        due_at=due_at,
        notes=day.head(notes, max_length=MAX_NOTES_LENGTH),
    )
    if old.completed_at is None:
        _check_differs(new, old, completed.rows)
    try:
        saved = await account.renew_vaccination(pet.id, old, new)
    except InvalidInput as refused:
        if old.completed_at is None:
            raise
        raise InvalidInput.field("vaccination_id", _COMPLETED, hint=_USE_NEWER) from refused
    stored = present_stored(saved.record, pet, calendar.today, already_saved=saved.already_saved, renewed_id=old.id)
    former = present_vaccination(old, calendar.today)
    return replace(stored, replaced=former_values(former, stored, COMPARED), **day.told())


def _check_differs(new: VaccinationWrite, old: VaccinationRecord, completed: list[VaccinationRecord]) -> None:
    wanted = (new.vaccine_name, new.administered_at)
    if wanted == (old.vaccine_name, old.administered_at):
        raise InvalidInput.field(
            "administered_at", "The stored record already has this vaccine on this day.", hint=_WHEN_EQUAL
        )
    for record in completed:
        if wanted == (record.vaccine_name, record.administered_at):
            raise InvalidInput.field(
                "administered_at", "A completed record already has this vaccine on this day.", hint=_WHEN_EQUAL
            )
