"""One pet with its health at a glance (get_pet): the pet, then its records side by side; five upstream calls.

A pet of somebody else that is asked for by name costs one more, which tells its owner's name.

A part that cannot be read is named, and the others are shown all the same; only a dead connection ends everything.
"""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Literal

from msgspec.structs import asdict

from app.domain.species_features import SPOKEN, Feature, refusal
from app.errors import AppError, UpstreamError
from app.main_app.account import Account
from app.main_app.records import Listing, MedicalRecord, MicrochipRecord, PetRecord, VaccinationRecord, WeightRecord
from app.tools.lookup import resolve_pet
from app.tools.medical_records.service import present_medical_record
from app.tools.microchips.service import present_microchip
from app.tools.partial_reads import try_each
from app.tools.pets.schemas import HealthSummary, PetDetails
from app.tools.presenters import (
    is_alive,
    not_own,
    present_next_birthday,
    present_stored_pet,
    species_of,
    supports,
    truncate,
)
from app.tools.vaccinations.service import present_vaccination
from app.tools.weights.service import present_loss, present_trend, present_weight

_Part = Feature | Literal["owner"]
_PAGE = 25
_MAX_VACCINATIONS = 10
_MAX_OTHERS = 5
_MAX_TEXT_LENGTH = 300
_MAX_OWNER_NAME_LENGTH = 60
_CLOSED = "open to the pet's owner and editors only"
_FAILED = "could not be read now; try the list tool"
_NO_LIST = "could not be read now; call get_pet again later"


async def get_pet(account: Account, pet_id: str, *, today: date) -> PetDetails:
    """Show a pet, its next birthday and its health.

    Raises:
        Ambiguous: several pets have that name.
        NotFound: there is no such pet.
        Unauthorized: the connection is dead.
    """
    pet = await resolve_pet(account, pet_id, today=today, reading=True)
    health = _HealthReader(account, pet)
    await health.read()
    return PetDetails(
        can_edit=pet.can_edit,
        owner_name=truncate(health.owner_name, _MAX_OWNER_NAME_LENGTH) if health.owner_name else None,
        photo_url=pet.photo_url,
        next_birthday=present_next_birthday(pet, today),
        health=health.summary(today),
        **asdict(present_stored_pet(pet, today)),
    )


def _why(part: _Part, error: AppError) -> str:
    """Say what the list tool would say too, where asking it cannot help; microchips have none."""
    if isinstance(error, UpstreamError) and not error.retryable:
        return error.message
    return _NO_LIST if part == "microchips" else _FAILED


class _HealthReader:
    """Reads the first page of each kind of record that the pet can have."""

    def __init__(self, account: Account, pet: PetRecord) -> None:
        self._account = account
        self._pet = pet
        self._vaccinations: Listing[VaccinationRecord] | None = None
        self._medical_records: Listing[MedicalRecord] | None = None
        self._weights: Listing[WeightRecord] | None = None
        self._microchips: Listing[MicrochipRecord] | None = None
        self.owner_name = pet.owner_name if not_own(pet) else None
        self._missing: dict[_Part, str] = {}

    async def read(self) -> None:
        """Ask for what the species has and the account may see."""
        jobs: dict[_Part, Callable[[], Awaitable[None]]] = {
            "vaccinations": self._read_vaccinations,
            "medical_records": self._read_medical_records,
            "weights": self._read_weights,
            "microchips": self._read_microchips,
        }
        for feature in SPOKEN:
            if not supports(feature, self._pet):
                self._missing[feature] = refusal(species_of(self._pet), feature)
            elif self._pet.can_edit is False and feature != "microchips":
                self._missing[feature] = _CLOSED
        wanted = {feature: job for feature, job in jobs.items() if feature not in self._missing}
        if not_own(self._pet) and self.owner_name is None:
            wanted["owner"] = self._read_owner_name
        outcomes = await try_each(wanted, stop_at_429=False)  # nearly all of them begin at once
        self._missing |= {part: _why(part, error) for part, error in outcomes.items() if error is not None}

    def summary(self, today: date) -> HealthSummary:
        """Show what was read."""
        vaccinations, medical, weights = self._vaccinations, self._medical_records, self._weights
        chips = self._microchips
        return HealthSummary(
            vaccinations=[
                present_vaccination(row, today, alive=is_alive(self._pet), longest_notes=_MAX_TEXT_LENGTH)
                for row in (vaccinations.rows if vaccinations else [])[:_MAX_VACCINATIONS]
            ],
            vaccinations_total=vaccinations.total if vaccinations else None,
            medical_records=[
                present_medical_record(row, longest_description=_MAX_TEXT_LENGTH)
                for row in (medical.rows if medical else [])[:_MAX_OTHERS]
            ],
            medical_records_total=medical.total if medical else None,
            weights=[present_weight(row, today) for row in (weights.rows if weights else [])[:_MAX_OTHERS]],
            weights_total=weights.total if weights else None,
            weight_trend=present_trend(weights.rows, today) if weights and weights.rows else None,
            loss_since_highest=present_loss(weights.rows, today, complete=weights.total <= len(weights.rows))
            if weights
            else None,
            microchips=[present_microchip(row) for row in (chips.rows if chips else [])[:_MAX_OTHERS]],
            not_available=[
                f"{SPOKEN[feature]}: {self._missing[feature]}" for feature in SPOKEN if feature in self._missing
            ],
        )

    async def _read_vaccinations(self) -> None:
        self._vaccinations = await self._account.list_vaccinations(self._pet.id, cap=_PAGE)

    async def _read_medical_records(self) -> None:
        self._medical_records = await self._account.list_medical_records(self._pet.id, cap=_PAGE)

    async def _read_weights(self) -> None:
        self._weights = await self._account.list_weights(self._pet.id, cap=_PAGE)

    async def _read_microchips(self) -> None:
        self._microchips = await self._account.list_microchips(self._pet.id, cap=_PAGE)

    async def _read_owner_name(self) -> None:
        """Read whose the pet is: lists of pets do not tell."""
        self.owner_name = (await self._account.show_pet(self._pet.id)).owner_name
