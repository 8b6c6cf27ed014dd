"""Taking a record back: it is read, removed if it is still the same, and shown.

Four upstream calls for a vaccination and three for the others; one more where a finance entry hangs on the record. A
repeat after a lost answer finds the record gone, and never removes another one.
"""

from collections.abc import Coroutine
from datetime import date
from typing import Final, TypeVar

from msgspec import Struct

from app.domain.species_features import Feature
from app.errors import InvalidInput, NotFound
from app.lenient.normalize import normalize
from app.main_app.account import Account
from app.main_app.concurrency import gather_two
from app.main_app.deletions import MAX_DELETABLE_KG, MIN_DELETABLE_KG
from app.main_app.health_records import Deleted, made_together
from app.main_app.records import PetRecord, VaccinationRecord
from app.tools.checks import pet_with
from app.tools.medical_records.service import present_medical_record
from app.tools.microchips.service import present_microchip
from app.tools.presenters import not_own, truncate
from app.tools.records.schemas import KINDS, RecordKind, RecordToRemove, RemovedRecord
from app.tools.vaccinations.service import present_vaccination
from app.tools.weights.service import present_weight

T = TypeVar("T")

_FEATURES: Final[dict[RecordKind, Feature]] = {
    "vaccination": "vaccinations",
    "medical_record": "medical_records",
    "weight": "weights",
    "microchip": "microchips",
}
_NOT_THERE = "This pet has no such record: nothing was removed. After a removal a repeat finds it gone."
_LOOK = "If you have just sent this same request, it is done. Otherwise take the id from the list tool of its kind."
_NOT_REMOVABLE = f"Meo Mai Moi cannot remove a weight of 0 or of more than {MAX_DELETABLE_KG} kg. Nothing was removed."
_CORRECT_FIRST = "Correct it with update_weight, or correct it to a plausible weight first and then remove it."
_FINANCE_KEPT = "A finance entry was linked to this record; it was kept."


async def remove(account: Account, pet_id: str, wanted: RecordToRemove, *, today: date) -> RemovedRecord:
    """Remove one record and show what it was.

    Raises:
        InvalidInput: an unknown kind, or a weight that cannot be removed.
        NotFound: there is no such pet, or the pet has no such record.
        Conflict: the record changed between being read and being removed.
    """
    kind = read_kind(wanted.kind)
    pet = await pet_with(_FEATURES[kind], account, pet_id, today=today)
    remover = _Remover(account, pet, int(wanted.record_id), today)
    match kind:
        case "vaccination":
            return await remover.vaccination()
        case "medical_record":
            return await remover.medical_record()
        case "weight":
            return await remover.weight()
        case "microchip":
            return await remover.microchip()


def read_kind(said: str) -> RecordKind:
    """Read the kind of a record: `Medical Records` is `medical_record`.

    Raises:
        InvalidInput: it is none of the four; pets are not removed here.
    """
    word = normalize(said).replace(" ", "_").replace("-", "_").removesuffix("s")
    for kind in KINDS:
        if word == kind:
            return kind
    raise InvalidInput.field(
        "kind",
        "kind must be one of the allowed values; nothing else can be removed here.",
        allowed_values=KINDS,
    )


class _Remover(Struct, frozen=True):
    """One record of one pet."""

    account: Account
    pet: PetRecord
    record_id: int
    today: date

    async def vaccination(self) -> RemovedRecord:
        record, completed = await _found(
            gather_two(
                self.account.show_vaccination(self.pet.id, self.record_id),
                self.account.list_vaccinations(self.pet.id, status="completed"),
            )
        )
        notes = await _deleted(self.account.delete_vaccination(self.pet.id, record))
        return self._removed(
            "vaccination",
            [*notes, *_renewed_by(record, completed.rows)],
            vaccination=present_vaccination(record, self.today),
        )

    async def medical_record(self) -> RemovedRecord:
        record = await _found(self.account.show_medical_record(self.pet.id, self.record_id))
        notes = await _deleted(self.account.delete_medical_record(self.pet.id, record))
        return self._removed("medical_record", notes, medical_record=present_medical_record(record))

    async def weight(self) -> RemovedRecord:
        record = await _found(self.account.show_weight(self.pet.id, self.record_id))
        if not MIN_DELETABLE_KG <= record.weight_kg <= MAX_DELETABLE_KG:
            raise InvalidInput.field("record_id", _NOT_REMOVABLE, hint=_CORRECT_FIRST)
        notes = await _deleted(self.account.delete_weight(self.pet.id, record))
        return self._removed("weight", notes, weight=present_weight(record, self.today))

    async def microchip(self) -> RemovedRecord:
        record = await _found(self.account.show_microchip(self.pet.id, self.record_id))
        notes = await _deleted(self.account.delete_microchip(self.pet.id, record))
        return self._removed("microchip", notes, microchip=present_microchip(record))

    def _removed(self, kind: RecordKind, notes: list[str], **shown: object) -> RemovedRecord:
        return RemovedRecord(
            kind=kind,
            pet_id=self.pet.id,
            pet_name=truncate(self.pet.name, 255),
            relation=not_own(self.pet),
            notes=notes,
            **shown,  # type: ignore[arg-type]  # one of the four, under its own name
        )


async def _found(reading: Coroutine[None, None, T]) -> T:
    try:
        return await reading
    except NotFound as missing:
        raise NotFound(_NOT_THERE, hint=_LOOK) from missing


async def _deleted(deleting: Coroutine[None, None, Deleted]) -> list[str]:
    """Return what is to be said of a deletion; a record that went between the read and this is gone as wished."""
    try:
        done = await deleting
    except NotFound:
        return []
    return [_FINANCE_KEPT] if done.finance_entry_kept else []


def _renewed_by(removed: VaccinationRecord, completed: list[VaccinationRecord]) -> list[str]:
    """Say what stays behind when the dose that had renewed another goes."""
    if removed.completed_at is not None:
        return []
    return [
        f"It had renewed the dose of {old.administered_at.isoformat()} (record {old.id}), which stays completed: "
        "nothing is due in its place now. To be reminded again, save the dose that was really given with its due date."
        for old in completed
        if made_together(removed, old)
    ]
