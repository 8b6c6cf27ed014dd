"""A new vaccination beside those on record: the same one again, or the next dose of an older one."""

from collections.abc import Sequence
from datetime import date

from app.domain.due_dates import due
from app.domain.vaccine_names import is_same_name, is_same_vaccine
from app.errors import InvalidInput
from app.main_app.records import VaccinationRecord
from app.tools.presenters import truncate
from app.tools.vaccinations.schemas import OlderDose


def check_new_to(before: Sequence[VaccinationRecord], name: str, given: date) -> None:
    """Refuse the same vaccine of one day in another spelling; the main app tells the very same name itself.

    Raises:
        InvalidInput: it is there already; the stored record is named.
    """
    same_day = [record for record in before if record.administered_at == given]
    if any(record.vaccine_name == name for record in same_day):
        return
    for record in same_day:
        if is_same_name(record.vaccine_name, name):
            due_at = f", due again {record.due_at.isoformat()}" if record.due_at else ""
            raise InvalidInput.field(
                "vaccine_name",
                f"This vaccination is there already: {truncate(record.vaccine_name, 100)} of {given.isoformat()}"
                f"{due_at} (id {record.id}).",
                hint="Nothing was saved. If the stored record needs correcting, use update_vaccination.",
            )


def older_dose(
    before: Sequence[VaccinationRecord], name: str, given: date, today: date, *, alive: bool
) -> OlderDose | None:
    """Show the newest active dose of the same vaccine that was given earlier; None where there is none."""
    older = [
        record
        for record in before
        if record.completed_at is None and record.administered_at < given and is_same_vaccine(record.vaccine_name, name)
    ]
    if not older or not alive:
        return None
    record = max(older, key=lambda one: (one.administered_at, one.id))
    state = due(record.due_at, today).status
    reminds = "stays overdue" if state == "overdue" else "stays active"
    return OlderDose(
        id=record.id,
        vaccine_name=truncate(record.vaccine_name, 255),
        administered_at=record.administered_at.isoformat(),
        due_at=record.due_at.isoformat() if record.due_at else None,
        state="no_due_date" if state == "none" else state,
        what_renewing_does=f"This older dose {reminds} beside the new record. renew_vaccination with id {record.id} "
        "would have saved the new dose and completed this one. If the new record is its next dose, tell the user.",
    )
