"""The health records of all pets, found by id and by pet, and the clock that dates them."""

from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from app.devtools.sandbox.data.health import MedicalRecord, Microchip, Vaccination, Weight
from app.devtools.sandbox.data.ids import Ids
from app.devtools.sandbox.data.pets import Pet
from app.devtools.sandbox.data.photos import Photo
from app.devtools.sandbox.timestamps import Clock, stamp

_HOUSEHOLD_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


class HealthShelf:
    """Stores records; the part of the world that routes under one pet work with."""

    def __init__(self, *, clock: Clock) -> None:
        self.clock = clock
        self.ids = Ids()
        self.vaccinations: dict[int, Vaccination] = {}
        self.medical_records: dict[int, MedicalRecord] = {}
        self.weights: dict[int, Weight] = {}
        self.microchips: dict[int, Microchip] = {}
        self.photos: dict[int, Photo] = {}
        """What was uploaded; the pictures of the demo household are drawn instead."""

    def today(self) -> date:
        """Return the UTC date, which is the main app's today."""
        return self.clock().date()

    def household_day(self) -> date:
        """Return the day where the demo household lives, which its records are counted from."""
        return self.clock().astimezone(_HOUSEHOLD_ZONE).date()

    def now(self) -> str:
        """Return the present moment as it is stored."""
        return stamp(self.clock())

    def add_vaccination(
        self,
        pet: Pet,
        vaccine_name: str,
        administered_at: date,
        *,
        due_at: date | None = None,
        notes: str | None = None,
        with_id: int | None = None,
    ) -> Vaccination:
        """Store a vaccination."""
        record = Vaccination(
            id=self.ids.take("vaccination", with_id),
            pet_id=pet.id,
            vaccine_name=vaccine_name,
            administered_at=administered_at,
            due_at=due_at,
            notes=notes,
            created_at=self.now(),
            updated_at=self.now(),
        )
        self.vaccinations[record.id] = pet.vaccinations[record.id] = record
        pet.health_edition += 1
        return record

    def add_medical_record(
        self, pet: Pet, record_type: str, record_date: date, *, with_id: int | None = None
    ) -> MedicalRecord:
        """Store a medical record; change the returned one for its texts."""
        record = MedicalRecord(
            id=self.ids.take("medical", with_id),
            pet_id=pet.id,
            record_type=record_type,
            record_date=record_date,
            created_at=self.now(),
            updated_at=self.now(),
        )
        self.medical_records[record.id] = pet.medical_records[record.id] = record
        return record

    def add_weight(
        self, pet: Pet, weight_kg: Decimal | str, record_date: date, *, with_id: int | None = None
    ) -> Weight:
        """Store a weighing."""
        record = Weight(
            id=self.ids.take("weight", with_id),
            pet_id=pet.id,
            weight_kg=Decimal(weight_kg),
            record_date=record_date,
            created_at=self.now(),
            updated_at=self.now(),
        )
        self.weights[record.id] = pet.weights[record.id] = record
        pet.health_edition += 1
        return record

    def forget_photos(self, *photos: Photo) -> None:
        """Delete uploaded files whose pet or record no longer has them."""
        for photo in photos:
            self.photos.pop(photo.id, None)

    def add_microchip(
        self,
        pet: Pet,
        chip_number: str,
        implanted_at: date | None,
        *,
        issuer: str | None = None,
        with_id: int | None = None,
    ) -> Microchip:
        """Store a microchip."""
        number = self.ids.take("chip", with_id)
        chip = Microchip(
            id=number,
            pet_id=pet.id,
            chip_number=chip_number,
            issuer=issuer,
            implanted_at=implanted_at,
            created_at=self.now(),
            updated_at=self.now(),
        )
        self.microchips[number] = pet.microchips[number] = chip
        return chip
