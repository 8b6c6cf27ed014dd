"""The main app as one signed-in user sees it: one method per route, each of them named by its intent.

Every method raises `AppError` only: `Unauthorized` when the token is dead, `Forbidden`, `NotFound`, `UpstreamError`
and, where something is sent, `InvalidInput` or `Conflict`. All calls of an account share the deadline that began when
it was made.
"""

from datetime import date
from typing import Literal

from msgspec.structs import replace

from app.errors import Unauthorized
from app.main_app.deletions import guards_of
from app.main_app.health_records import MEDICAL_RECORDS, MICROCHIPS, VACCINATIONS, WEIGHTS, Deleted, HealthRoutes, renew
from app.main_app.idempotent_create import IdempotentCreator, NewRecord, fresh_key, made_within_window
from app.main_app.pagination import LIST_CAP, fetch, fetch_array
from app.main_app.photos import PhotoRoutes
from app.main_app.records import (
    CityRecord,
    HabitRecord,
    HabitSummaryRecord,
    Listing,
    MedicalRecord,
    MicrochipRecord,
    PetRecord,
    PetSections,
    Saved,
    UserRecord,
    VaccinationRecord,
    WeightRecord,
)
from app.main_app.request import ApiRequest, body_of, path_of
from app.main_app.requestor import Requestor
from app.main_app.writes import MedicalWrite, MicrochipWrite, PetWrite, VaccinationWrite, WeightWrite

VaccinationStatus = Literal["active", "overdue", "completed", "all"]

_PETS = "/api/pets"
_PET = "/api/pets/{pet}"
_SUMMARY = "/api/habits/{habit}/pet-summary"
_BIRTHDAY_FIELDS = ("birthday", "birthday_precision", "birthday_year", "birthday_month", "birthday_day")


class Account:
    """What one user can read and change."""

    def __init__(self, calls: Requestor, *, user_id: int, conversation: str) -> None:
        self._in_conversation = bool(conversation)
        self._calls = calls
        self._creator = IdempotentCreator(calls, user_id=user_id, conversation=conversation)
        self._vaccinations = HealthRoutes(VACCINATIONS, calls, self._creator)
        self._medical_records = HealthRoutes(MEDICAL_RECORDS, calls, self._creator)
        self._weights = HealthRoutes(WEIGHTS, calls, self._creator)
        self._microchips = HealthRoutes(MICROCHIPS, calls, self._creator)
        self.photos = PhotoRoutes(
            calls, self._vaccinations, self._medical_records, user_id=user_id, conversation=conversation
        )

    async def me(self) -> UserRecord:
        """Read the user's own account."""
        user = await self._calls.user()
        if user is None:
            raise Unauthorized
        return user

    async def list_pets(self) -> list[PetRecord]:
        """Read the pets the user owns, lost and deceased ones too, in no order; with `health_summary`."""
        return await fetch_array(self._calls, _read("/api/my-pets"), PetRecord)

    async def list_pet_sections(self) -> PetSections:
        """Read all pets the user has to do with; with `health_summary` and permissions."""
        return await fetch(self._calls, _read("/api/my-pets/sections"), PetSections)

    async def show_pet(self, pet_id: int) -> PetRecord:
        """Read a pet; without `health_summary`, which only the lists have."""
        pet = await fetch(self._calls, _on_pet("GET", pet_id), PetRecord)
        if pet.viewer_permissions is None:
            # The answer for a stranger, who may see lost pets: is the token still alive?
            await self.me()
        return pet

    async def create_pet(self, pet: PetWrite, *, birth_input: str = "birth_date") -> Saved[PetRecord]:
        """Save a new pet once.

        Args:
            pet: its fields; `allow_duplicate` passes the guard against a pet of the same name and species.
            birth_input: the connector's input that the birthday came from, for error messages.

        Raises:
            DuplicatePet: with the ids of the pets that are there.
        """
        call = ApiRequest(method="POST", route=_PETS, path=_PETS, names=_pet_names(birth_input))
        new = NewRecord(
            call=replace(call, body=body_of(pet), dates=_day_of_birth(pet)),
            kind=PetRecord,
            show=self.show_pet,
            recent=self.list_pets,
            unique=pet.allow_duplicate is not True,
        )
        return await self._creator.create(new)

    def may_have_just_made(self, pet: PetRecord) -> bool:
        """Tell whether a create in this conversation may be a repeat of the one that made this pet.

        Only ChatGPT, which names its conversation, repeats a call after a timeout; the derived key then decides.
        """
        return self._in_conversation and made_within_window(pet.created_at, now=self._calls.link.clock())

    async def update_pet(self, pet_id: int, changes: PetWrite, *, birth_input: str = "birth_date") -> PetRecord:
        """Change what is set in `changes`; null clears nothing (docs/main-app-api.md, "Update a pet")."""
        call = replace(
            _on_pet("PUT", pet_id),
            body=body_of(changes),
            dates=_day_of_birth(changes),
            key=fresh_key(self._calls.link.random),
            names=_pet_names(birth_input),
        )
        return await fetch(self._calls, call, PetRecord)

    async def list_vaccinations(
        self, pet_id: int, *, status: VaccinationStatus = "active", cap: int = LIST_CAP, offset: int = 0
    ) -> Listing[VaccinationRecord]:
        """Read vaccinations, newest first; `overdue` ones are active too."""
        return await self._vaccinations.list(pet_id, {"status": status}, cap=cap, offset=offset)

    async def show_vaccination(self, pet_id: int, vaccination_id: int) -> VaccinationRecord:
        """Read one vaccination."""
        return await self._vaccinations.show(pet_id, vaccination_id)

    async def create_vaccination(self, pet_id: int, vaccination: VaccinationWrite) -> Saved[VaccinationRecord]:
        """Save a vaccination once; one of the same name and day raises `AlreadyThere`."""
        return await self._vaccinations.create(pet_id, vaccination)

    async def update_vaccination(
        self, pet_id: int, vaccination_id: int, changes: VaccinationWrite
    ) -> VaccinationRecord:
        """Change a vaccination; null clears `due_at` and `notes`."""
        return await self._vaccinations.update(pet_id, vaccination_id, changes)

    async def renew_vaccination(
        self, pet_id: int, old: VaccinationRecord, new: VaccinationWrite
    ) -> Saved[VaccinationRecord]:
        """Close the old vaccination and save the new one in its place, once; there is no undo."""
        return await renew(self._vaccinations, self._creator, replace(old, pet_id=pet_id), new)

    async def list_medical_records(
        self, pet_id: int, *, cap: int = LIST_CAP, offset: int = 0
    ) -> Listing[MedicalRecord]:
        """Read medical records, newest first."""
        return await self._medical_records.list(pet_id, {}, cap=cap, offset=offset)

    async def show_medical_record(self, pet_id: int, record_id: int) -> MedicalRecord:
        """Read one medical record."""
        return await self._medical_records.show(pet_id, record_id)

    async def create_medical_record(
        self, pet_id: int, record: MedicalWrite, *, again: bool = False
    ) -> Saved[MedicalRecord]:
        """Save a medical record once; with `again` once more, though an equal one has just been saved."""
        return await self._medical_records.create(pet_id, record, again=again)

    async def update_medical_record(self, pet_id: int, record_id: int, changes: MedicalWrite) -> MedicalRecord:
        """Change a medical record; null clears `description` and `vet_name`."""
        return await self._medical_records.update(pet_id, record_id, changes)

    async def list_weights(self, pet_id: int, *, cap: int = LIST_CAP, offset: int = 0) -> Listing[WeightRecord]:
        """Read weights, newest first."""
        return await self._weights.list(pet_id, {}, cap=cap, offset=offset)

    async def create_weight(self, pet_id: int, weight: WeightWrite) -> Saved[WeightRecord]:
        """Save a weight once; a weight of the same day raises `AlreadyThere`."""
        return await self._weights.create(pet_id, weight)

    async def update_weight(self, pet_id: int, weight_id: int, changes: WeightWrite) -> WeightRecord:
        """Change a weight."""
        return await self._weights.update(pet_id, weight_id, changes)

    async def show_weight(self, pet_id: int, weight_id: int) -> WeightRecord:
        """Read one weight."""
        return await self._weights.show(pet_id, weight_id)

    async def list_microchips(self, pet_id: int, *, cap: int = LIST_CAP) -> Listing[MicrochipRecord]:
        """Read microchips; open to everybody who may see the pet."""
        return await self._microchips.list(pet_id, {}, cap=cap)

    async def show_microchip(self, pet_id: int, chip_id: int) -> MicrochipRecord:
        """Read one microchip."""
        return await self._microchips.show(pet_id, chip_id)

    async def create_microchip(self, pet_id: int, chip: MicrochipWrite) -> Saved[MicrochipRecord]:
        """Save a microchip once; a number that any pet of anybody has raises `AlreadyThere`."""
        return await self._microchips.create(pet_id, chip)

    async def delete_vaccination(self, pet_id: int, vaccination: VaccinationRecord) -> Deleted:
        """Delete a vaccination that is still as it was read."""
        return await self._vaccinations.delete(pet_id, vaccination.id, guards_of(vaccination))

    async def delete_medical_record(self, pet_id: int, record: MedicalRecord) -> Deleted:
        """Delete a medical record that is still as it was read."""
        return await self._medical_records.delete(pet_id, record.id, guards_of(record))

    async def delete_weight(self, pet_id: int, weight: WeightRecord) -> Deleted:
        """Delete a weight, 0.01 to 1000 kg, that is still as it was read."""
        return await self._weights.delete(pet_id, weight.id, guards_of(weight))

    async def delete_microchip(self, pet_id: int, chip: MicrochipRecord) -> Deleted:
        """Delete a microchip that is still as it was read."""
        return await self._microchips.delete(pet_id, chip.id, guards_of(chip))

    async def list_cities(self, country: str) -> list[CityRecord]:
        """Read the cities of a country, the user's own unapproved ones among them: never kept for anybody else."""
        return await fetch_array(self._calls, replace(_read("/api/cities"), query={"country": country}), CityRecord)

    async def list_habits(self) -> list[HabitRecord]:
        """Read the care routines the user may see, active ones first."""
        return await fetch_array(self._calls, _read("/api/habits"), HabitRecord)

    async def habit_summary(self, habit_id: int, *, weeks: int) -> HabitSummaryRecord:
        """Read a routine's last weeks per pet, up to today in its own time zone."""
        path = path_of(_SUMMARY, habit=habit_id)
        call = ApiRequest(method="GET", route=_SUMMARY, path=path, query={"weeks": str(weeks)})
        return await fetch(self._calls, call, HabitSummaryRecord)


def _read(route: str) -> ApiRequest:
    return ApiRequest(method="GET", route=route, path=route)


def _on_pet(method: Literal["GET", "PUT"], pet_id: int) -> ApiRequest:
    return ApiRequest(method=method, route=_PET, path=path_of(_PET, pet=pet_id), guests=method == "GET")


def _day_of_birth(pet: PetWrite) -> dict[str, date]:
    """The day of birth, where all its parts are sent, under the name by which the main app refuses it."""
    match pet:
        case PetWrite(birthday_year=int(year), birthday_month=int(month), birthday_day=int(day)):
            return {"birthday_day": date(year, month, day)}
    return {}


def _pet_names(birth_input: str) -> dict[str, str]:
    own = {"pet_type_id": "species", "pet_type": "species", "city_id": "city", "allow_duplicate": "confirm_duplicate"}
    return own | dict.fromkeys(_BIRTHDAY_FIELDS, birth_input)
