"""One pet with its health at a glance (get_pet): four upstream calls, three of them side by side.

A part that cannot be read is named, and the others are shown all the same; only a dead connection ends everything.
"""

from collections.abc import Awaitable, Callable
from datetime import date

from msgspec.structs import asdict

from app.domain.species_features import SPOKEN, Feature, refusal
from app.errors import AppError, UpstreamError
from app.main_app.account import Account
from app.main_app.records import Listing, MedicalRecord, PetRecord, VaccinationRecord, WeightRecord
from app.tools.lookup import resolve_pet
from app.tools.medical_records.service import present_medical_record
from app.tools.partial_reads import try_each
from app.tools.pets.schemas import HealthSummary, PetDetails
from app.tools.presenters import is_alive, present_next_birthday, present_stored_pet, species_of, supports
from app.tools.vaccinations.service import present_vaccination
from app.tools.weights.service import present_loss, present_trend, present_weight

_PAGE = 25
_MAX_VACCINATIONS = 10
_MAX_OTHERS = 5
_MAX_TEXT_LENGTH = 300
_CLOSED = "open to the pet's owner and editors only"
_FAILED = "could not be read now; try the list tool"


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
        next_birthday=present_next_birthday(pet, today),
        health=health.summary(today),
        **asdict(present_stored_pet(pet, today)),
    )


def _why(error: AppError) -> str:
    """Say what the list tool would say too, where asking it cannot help."""
    return error.message if isinstance(error, UpstreamError) and not error.retryable else _FAILED


class _HealthReader:
    """Reads the first page of each kind of record that the pet can have."""

    def __init__(self, account: Account, pet: PetRecord) -> None:
        self._account = account
        self._pet = pet
        self._vaccinations: Listing[VaccinationRecord] | None = None
        self._medical_records: Listing[MedicalRecord] | None = None
        self._weights: Listing[WeightRecord] | None = None
        self._missing: dict[Feature, str] = {}

    async def read(self) -> None:
        """Ask for what the species has and the account may see."""
        jobs: dict[Feature, Callable[[], Awaitable[None]]] = {
            "vaccinations": self._read_vaccinations,
            "medical_records": self._read_medical_records,
            "weights": self._read_weights,
        }
        for feature in jobs:
            if not supports(feature, self._pet):
                self._missing[feature] = refusal(species_of(self._pet), feature)
            elif self._pet.can_edit is False:
                self._missing[feature] = _CLOSED
        wanted = {feature: job for feature, job in jobs.items() if feature not in self._missing}
        outcomes = await try_each(wanted, stop_at_429=False)  # all of them begin at once
        self._missing |= {feature: _why(error) for feature, error in outcomes.items() if error is not None}

    def summary(self, today: date) -> HealthSummary:
        """Show what was read."""
        vaccinations, medical, weights = self._vaccinations, self._medical_records, self._weights
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
