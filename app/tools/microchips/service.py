"""Microchips of one pet: show and add (docs/main-app-api.md, "Microchips")."""

from msgspec import UNSET
from msgspec.structs import asdict

from app.domain.chip_number import read_chip_number
from app.domain.storable_days import Calendar
from app.errors import Conflict, InvalidInput
from app.main_app.account import Account
from app.main_app.records import MicrochipRecord, PetRecord
from app.main_app.writes import MicrochipWrite
from app.tools.checks import optional_text, pet_with
from app.tools.microchips.schemas import Microchip, NewMicrochip, StoredMicrochip
from app.tools.presenters import not_own, truncate
from app.tools.record_days import said_day

MAX_ISSUER_LENGTH = 255
_REGISTERED = "This chip number is stored for another pet in Meo Mai Moi. Nothing was saved."
_COMPARE = "Ask the user to compare the number with the passport; if it is right, Meo Mai Moi's support can help."
_OTHER_VALUES = "This pet has a microchip of this number already, with another {}. Nothing was saved."
_STORED = "get_pet shows what is stored. To replace it, remove it with remove_record, then add it again."


async def add(account: Account, pet_id: str, new: NewMicrochip, *, calendar: Calendar) -> StoredMicrochip:
    """Save a microchip; two upstream calls, three where the number is stored already.

    Raises:
        InvalidInput: an input is wrong, or the pet has the number with other values.
        Conflict: another pet has the number.
    """
    chip = MicrochipWrite(
        chip_number=read_chip_number(new.chip_number, confirmed=bool(new.confirm_unusual)),
        issuer=optional_text(new.issuer, "issuer", max_length=MAX_ISSUER_LENGTH),
        implanted_at=said_day(new.implanted_at, "implanted_at", calendar) if new.implanted_at else UNSET,
    )
    pet = await pet_with("microchips", account, pet_id, today=calendar.today)
    try:
        saved = await account.create_microchip(pet.id, chip)
    except InvalidInput as refused:
        if {field.name for field in refused.fields} != {"chip_number"}:
            raise
        # Its form is right, so the number is taken.
        return present_stored_microchip(await _same(account, pet, chip, refused), pet, already_saved=True)
    return present_stored_microchip(saved.record, pet, already_saved=saved.already_saved)


async def _same(account: Account, pet: PetRecord, chip: MicrochipWrite, refused: InvalidInput) -> MicrochipRecord:
    """Return the stored microchip if it is the one that is to be saved; nothing is said of other pets."""
    listing = await account.list_microchips(pet.id)
    stored = next((row for row in listing.rows if row.chip_number == chip.chip_number), None)
    if stored is None:
        raise Conflict(_REGISTERED, hint=_COMPARE) from refused
    for name in ("issuer", "implanted_at"):
        sent = getattr(chip, name)
        if sent is not UNSET and sent != getattr(stored, name):
            raise InvalidInput.field(name, _OTHER_VALUES.format(name), hint=_STORED) from refused
    return stored


def present_microchip(record: MicrochipRecord) -> Microchip:
    """Show a microchip."""
    return Microchip(
        id=record.id,
        chip_number=truncate(record.chip_number, 60),
        issuer=truncate(record.issuer, MAX_ISSUER_LENGTH) if record.issuer else None,
        implanted_at=record.implanted_at.isoformat() if record.implanted_at else None,
    )


def present_stored_microchip(
    record: MicrochipRecord, pet: PetRecord, *, already_saved: bool = False
) -> StoredMicrochip:
    """Show a microchip as stored."""
    return StoredMicrochip(
        pet_id=pet.id,
        pet_name=truncate(pet.name, 255),
        relation=not_own(pet),
        already_saved=already_saved,
        **asdict(present_microchip(record)),
    )
